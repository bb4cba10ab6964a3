package resident

import "github.com/wolkvox-hold/wolkvox-hold/app/child"

// heapGrowth is GOGC: how much the heap may grow between two collections, in percent of the
// live heap. That is less than 1 MB; the default of 100 would let garbage reach 4 MB, with
// 50 it is 2 MB.
const heapGrowth = 50

// freeMemory returns to the system what a start or a press has used. Hundreds of residents
// share the memory of a remote desktop host, and each is idle nearly all day; the runtime
// would keep that memory until later presses cause a collection. It takes some milliseconds,
// so it is called when no press is in flight. Before the first call the heap grows as usual,
// so that no collection delays hotkey and icon at the start.
func freeMemory() { child.Rest(heapGrowth) }
