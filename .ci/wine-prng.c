/* What Go programs need of Windows' bcryptprimitives.dll, which Wine 8 lacks.
   For the prefix of tests only: never shipped. */
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG); /* RtlGenRandom of advapi32 */
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T size) {
  for (ULONG part; size; bytes += part, size -= part) {
    part = size < 0x1000000 ? (ULONG)size : 0x1000000;
    if (!SystemFunction036(bytes, part)) return FALSE;
  }
  return TRUE;
}
