package app

import (
	"os"
	"slices"
	"strings"
	"testing"
)

const smapsOfOurs = `00400000-008eb000 r-xp 00000000 fe:01 1234 /usr/bin/wolkvox-hold
Size:               5036 kB
Anonymous:             0 kB
008eb000-00e4e000 r--p 004eb000 fe:01 1234 /usr/bin/wolkvox-hold
Size:               5516 kB
Pss:                5260 kB
Anonymous:             0 kB
VmFlags: rd mr mw me sd
00e4e000-00e50000 r--p 00a4e000 fe:01 1234 /usr/bin/wolkvox-hold
Anonymous:             8 kB
00e50000-00eb0000 rw-p 00a50000 fe:01 1234 /usr/bin/wolkvox-hold
Anonymous:            88 kB
00eb0000-02ef3000 rw-p 00000000 00:00 0
Anonymous:             0 kB
7f0000000000-7f0000001000 r--p 00000000 fe:01 99 /usr/lib/libc.so.6
Anonymous:             0 kB
7f0000002000-7f0000003000 r--p 00000000 00:00 0                          [vvar]
Anonymous:             0 kB
`

// TestTables: what was written to since it was loaded would be lost, so it stays.
func TestTables(t *testing.T) {
	got := tables([]byte(smapsOfOurs), "/usr/bin/wolkvox-hold")
	if want := []span{{0x8eb000, 0xe4e000}}; !slices.Equal(got, want) {
		t.Errorf("got %x, want %x", got, want)
	}
	for _, smaps := range []string{
		"", "Anonymous: 0 kB\n", "x-y r--p 0 0 0 /p\nAnonymous: 0 kB\n", "2000-1000 r--p 0 0 0 /p\nAnonymous: 0 kB\n",
		"1000-2000 r--p 0 0 0 /p\n3000-4000 rw-p 0 0 0\nAnonymous: 0 kB\n", "1000-2000 r--p 0 0 0 /p (deleted)\nAnonymous: 0 kB\n",
	} {
		if got := tables([]byte(smaps), "/p"); len(got) != 0 {
			t.Errorf("%q: got %x, want nothing", smaps, got)
		}
	}
}

// TestReleasingTablesHarmsNothing does it to this very program: every constant is
// there afterwards, and a stack can still grow.
func TestReleasingTablesHarmsNothing(t *testing.T) {
	smaps, err := os.ReadFile("/proc/self/smaps")
	if err != nil {
		t.Fatal(err)
	}
	program, err := os.Executable()
	if err != nil || len(tables(smaps, program)) == 0 {
		t.Fatalf("found no tables of %s, %v", program, err)
	}
	for range 3 {
		rest()
		if !strings.HasPrefix(smapsOfOurs, "00400000") || deep(10000) != 10000 {
			t.Error("something was lost")
		}
	}
}

func deep(n int) int {
	var weight [64]byte
	if n == 0 {
		return int(weight[0])
	}
	return 1 + deep(n-1)
}
