package notify

import (
	"context"
	"fmt"
	"os/exec"
	"time"
)

const (
	// scriptTimeout is for one note.
	scriptTimeout = 5 * time.Second
	// lastScriptTimeout is how long the end of the program may wait for its last note.
	lastScriptTimeout = time.Second
	// pipeTimeout is how long to wait for the pipes of a killed script.
	pipeTimeout = 100 * time.Millisecond
)

// scriptArgs returns the arguments with which osascript shows a note. The script is fixed, and osascript passes the
// texts to it as values, so nothing in them is ever run. The first argument after the script is a fixed word, because a
// text that begins with "-" could count as an option there.
func scriptArgs(note Note) []string {
	return []string{
		"-e", "on run argv",
		"-e", "display notification (item 3 of argv) with title (item 2 of argv)",
		"-e", "end run",
		"note", plain(note.Summary, summaryLimit, false), plain(note.Body, bodyLimit, true),
	}
}

// serveScripts shows notes by running program with scriptArgs, until ctx ends. One runs at a time. A new note kills the
// script of an older one, so that a slow system does not show an old outcome after the new one.
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
			running = startScript(program, note)
		}
	}
}

// lastScript shows a note that came just before the end of the program, or waits shortly for the running script: the
// outcome of a press that the end interrupted must be shown.
func (n *Notifier) lastScript(running *script, program string) {
	if note, ok := n.waiting.Take(); ok {
		running.stop()
		running = startScript(program, note)
	}
	if running == nil {
		return
	}
	select {
	case <-running.done:
	case <-time.After(lastScriptTimeout):
		running.stop()
	}
}

// script is a running script for one note.
type script struct {
	cancel context.CancelFunc
	done   chan struct{} // closed after err is set and the process has ended
	err    error
}

func startScript(program string, note Note) *script {
	ctx, cancel := context.WithTimeout(context.Background(), scriptTimeout)
	s := &script{cancel: cancel, done: make(chan struct{})}
	go func() {
		defer close(s.done)
		defer cancel()
		cmd := exec.CommandContext(ctx, program, scriptArgs(note)...)
		cmd.WaitDelay = pipeTimeout
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

// stop kills the script and waits for its end. It does nothing for nil.
func (s *script) stop() {
	if s == nil {
		return
	}
	s.cancel()
	<-s.done
}
