package resident

import (
	"runtime"
	"runtime/debug"
)

// heapGrowth is how much the heap may grow between two collections, in percent of
// what lives. What lives is less than 1 MB, and the runtime's usual 100 would let
// garbage reach 4 MB; at 50 it is 2.
const heapGrowth = 50

// freeMemory gives back to the system what a start or a press has used. Hundreds of
// residents share the memory of a remote desktop's host, and each is at rest
// nearly all day; by itself the runtime would keep what a press has used until the
// garbage of later ones is collected. It takes some milliseconds, so it is called
// when no press is under way. Before the first call the heap may grow as usual, so that
// no collection comes before hotkey and icon.
//
// From then on one processor is enough. A press is handed from goroutine to goroutine,
// and with a second processor each of them would first wake a thread for it.
func freeMemory() {
	debug.SetGCPercent(heapGrowth)
	if runtime.GOMAXPROCS(0) > 1 {
		runtime.GOMAXPROCS(1)
	}
	runtime.GC() // stacks shrink by half at each collection; the next line is another
	debug.FreeOSMemory()
}
