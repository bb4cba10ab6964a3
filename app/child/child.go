// Package child starts programs. A program whose start hangs blocks nothing else.
//
// On Linux Go starts a program by vfork. Until the child's exec returns, the thread keeps a
// processor of the runtime's and cannot be stopped, so that every garbage collection waits
// for it, and so do all goroutines. A virus scanner or an unreachable share can block an
// exec without limit (fanotify(7)). Therefore nothing is collected while a program is being
// started, and there are processors to spare.
package child

import (
	"os/exec"
	"runtime"
	"runtime/debug"
	"sync"
)

// whileStarting is how many processors there are while programs are being started. All
// starts but one of that number may hang.
const whileStarting = 8

var state struct {
	mu         sync.Mutex
	starting   int
	processors int // before the first of the starts
	percent    int // the garbage collector's, at the same time
}

// Start is [exec.Cmd.Start].
func Start(cmd *exec.Cmd) error {
	begin()
	defer end()
	return cmd.Start()
}

// Run is [exec.Cmd.Run].
func Run(cmd *exec.Cmd) error {
	if err := Start(cmd); err != nil {
		return err
	}
	return cmd.Wait()
}

// Rest collects garbage, gives memory back to the system and lets the program go on with
// that garbage collection percentage. While a program is being started it does nothing.
func Rest(percent int) {
	state.mu.Lock()
	defer state.mu.Unlock()
	if state.starting > 0 {
		return
	}
	debug.SetGCPercent(percent)
	runtime.GC() // stacks shrink by half at each collection; the next line is another
	debug.FreeOSMemory()
}

func begin() {
	state.mu.Lock()
	defer state.mu.Unlock()
	if state.starting++; state.starting > 1 {
		return // both calls below stop the world, and would wait for a start that hangs
	}
	state.percent = debug.SetGCPercent(-1)
	state.processors = runtime.GOMAXPROCS(max(runtime.GOMAXPROCS(0), whileStarting))
}

func end() {
	state.mu.Lock()
	defer state.mu.Unlock()
	if state.starting--; state.starting > 0 {
		return
	}
	runtime.GOMAXPROCS(state.processors)
	debug.SetGCPercent(state.percent)
}
