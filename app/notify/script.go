package notify

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

const (
	// scriptLimit is how long one note may take.
	scriptLimit = 5 * time.Second
	// scriptLast is how long the end of the program may wait for its last note.
	scriptLast = time.Second
	// scriptGrace is how long the pipes of a script that was ended are waited for.
	scriptGrace = 100 * time.Millisecond
)

// scriptArgs are the arguments with which osascript shows a note. The script
// never changes, and the texts are arguments of their own: osascript hands them
// over as values, so that nothing in them is ever run. The first argument after
// the script is a fixed word, since a text that begins with "-" could be taken
// for an option there.
func scriptArgs(note Note) []string {
	return []string{
		"-e", "on run argv",
		"-e", "display notification (item 3 of argv) with title (item 2 of argv)",
		"-e", "end run",
		"note", plain(note.Summary, summaryLimit, false), plain(note.Body, bodyLimit, true),
	}
}

// serveScripts shows notes by program, which takes scriptArgs, until ctx ends.
// One runs at a time. A note that comes while an older one is on its way ends
// that one, so that a slow system does not show an old outcome after the new one.
func (n *Notifier) serveScripts(ctx context.Context, program string) {
	if _, err := exec.LookPath(program); err != nil {
		n.setErr(fmt.Errorf("%w (%w)", ErrNoDaemon, err))
	}
	var running *script
	for {
		var done <-chan struct{}
		if running != nil {
			done = running.done
		}
		select {
		case <-ctx.Done():
			n.lastScript(running, program)
			return
		case <-done:
			n.setErr(running.err)
			running = nil
		case <-n.waiting.Ready():
			note, ok := n.waiting.Take()
			if !ok {
				continue
			}
			running.stop()
			running = start(program, note)
		}
	}
}

// lastScript shows a note that came together with the end, or lets the one on
// its way finish: the outcome of a press that the end of the program cut short
// must not go untold. It does not wait long.
func (n *Notifier) lastScript(running *script, program string) {
	if note, ok := n.waiting.Take(); ok {
		running.stop()
		running = start(program, note)
	}
	if running == nil {
		return
	}
	select {
	case <-running.done:
	case <-time.After(scriptLast):
		running.stop()
	}
}

// script is one note on its way to the screen.
type script struct {
	cancel context.CancelFunc
	done   chan struct{} // closed after err is set and the process is gone
	err    error
}

func start(program string, note Note) *script {
	ctx, cancel := context.WithTimeout(context.Background(), scriptLimit)
	s := &script{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		defer cancel()
		cmd := exec.CommandContext(ctx, program, scriptArgs(note)...)
		cmd.WaitDelay = scriptGrace
		switch err := cmd.Run(); {
		case err == nil:
		case ctx.Err() != nil:
			s.err = ErrNoAnswer
		default:
			s.err = fmt.Errorf("%w (%w)", ErrRefused, err)
		}
	}()
	return s
}

// stop ends the script and waits until it is gone.
func (s *script) stop() {
	if s == nil {
		return
	}
	s.cancel()
	<-s.done
}
