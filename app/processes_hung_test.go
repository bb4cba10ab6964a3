//go:build linux && nowindow

package app

import (
	"bufio"
	"fmt"
	"net"
	"os"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestProcessesHungBeforeTheHello: a resident that does not say hello is given no
// press, and the command does not send one either.
func TestProcessesHungBeforeTheHello(t *testing.T) {
	t.Parallel()
	w := newWorkplace(t)
	heard := w.fakeResident(func(string) string { return "" })
	wantTold(t, w.toggle(), hold.NotToggled, "resident_silent")
	if lines := heard(); len(lines) != 1 || !strings.Contains(lines[0], `"op":"hello"`) {
		t.Fatalf("it was told %q, want a hello alone", lines)
	}
	w.tally("a resident that accepts and never speaks", 0)
}

// TestProcessesHungBeforeThePress: the resident says hello and hangs. The press
// is written then, so nobody knows what happens to it; what does is that it is
// dropped, since it is late by the time the resident is awake.
func TestProcessesHungBeforeThePress(t *testing.T) {
	t.Parallel()
	t.Run("and awake late", func(t *testing.T) {
		w := newWorkplace(t)
		r := w.resident()
		written := w.stopAfterHello(r)
		command := w.press()
		<-written
		pressed := channel.Now() // at the latest
		// The agent gives up waiting.
		command.signal(syscall.SIGINT)
		said, _ := w.hear(command)
		wantTold(t, said, hold.Unknown, "resident_silent")
		w.until("the press is late", func() bool { return pressed.Age() > wolkvox.SendWithin+time.Second })
		r.signal(syscall.SIGCONT)
		var s residentapi.Status
		w.until("the press has its outcome", func() bool {
			s = w.status()
			return s.LastOutcome != ""
		})
		if s.LastOutcome != string(hold.NotToggled) || s.LastReason != string(hold.Late) {
			t.Errorf("the resident told %s (%s), want not_toggled (late)", s.LastOutcome, s.LastReason)
		}
		w.tally("a resident hung between hello and press, awake after 4 s", 0)
	})
	t.Run("and never awake", func(t *testing.T) {
		w := newWorkplace(t)
		w.start([]string{"config", "set", "timeout_s", "4"}).wait()
		r := w.resident()
		written := w.stopAfterHello(r)
		command := w.press()
		<-written
		// It ends on its own, 1 s after the time-out, whatever the longest one is.
		ended := make(chan struct{})
		go func() { defer close(ended); command.wait() }()
		w.until("the command has ended", func() bool {
			select {
			case <-ended:
				return true
			default:
				return false
			}
		})
		said, _ := w.hear(command)
		wantTold(t, said, hold.Unknown, "resident_silent")
		r.kill()
		w.tally("a resident hung between hello and press, never awake", 0)
	})
	t.Run("and killed", func(t *testing.T) {
		w := newWorkplace(t)
		r := w.resident()
		written := w.stopAfterHello(r)
		command := w.press()
		<-written
		r.kill()
		said, _ := w.hear(command)
		wantTold(t, said, hold.Unknown, "resident_silent")
		wantTold(t, w.toggle(), hold.Toggled, "confirmed")
		w.tally("a resident hung between hello and press, killed; and one more press", 1)
	})
}

// TestProcessesOtherVersion: a command and a resident of different versions
// toggle nothing, and the agent reads what to do.
func TestProcessesOtherVersion(t *testing.T) {
	for _, reply := range []struct{ name, line, reason string }{
		{"a newer resident that refuses", `{"v":2,"op":"hello","err":"version"}`, "resident_other"},
		{"a newer resident that greets", `{"v":2,"op":"hello","data":{"program":"2.0.0"}}`, "resident_other"},
		{"a resident that refuses in our version", `{"v":1,"op":"hello","err":"version"}`, "resident_other"},
		// Version 1 is the first: nothing of ours ever spoke an older one.
		{"a resident of no version", `{"v":0,"op":"hello","err":"version"}`, "resident_silent"},
	} {
		t.Run(reply.name, func(t *testing.T) {
			w := newWorkplace(t)
			heard := w.fakeResident(func(string) string { return reply.line })
			said := w.toggle()
			wantTold(t, said, hold.NotToggled, reply.reason)
			if strings.Contains(said.Message, "Restart Wolkvox Hold") != (reply.reason == "resident_other") {
				t.Errorf("told %q for %s", said.Message, reply.reason)
			}
			if lines := heard(); len(lines) != 1 {
				t.Errorf("it was told %q, want a hello alone", lines)
			}
			w.tally(reply.name, 0)
		})
	}
}

// fakeResident holds the lock and answers each line that comes; an empty answer
// is none. A press ends the connection, so that no command waits for long. It
// returns the lines so far.
func (w *workplace) fakeResident(answer func(line string) string) (heard func() []string) {
	w.t.Helper()
	lock, err := instance.Acquire(w.t.Context(), w.places(), instance.Resident, true)
	must(w.t, err)
	w.t.Cleanup(lock.Release)
	_, err = lock.Listen()
	must(w.t, err)
	// The lock file names the socket; there, something else listens now.
	lines := make(chan string, 16)
	w.listenInstead(func(c net.Conn) {
		defer c.Close()
		for in := bufio.NewScanner(c); in.Scan(); {
			lines <- in.Text()
			if strings.Contains(in.Text(), `"op":"press"`) {
				return
			}
			if reply := answer(in.Text()); reply != "" {
				fmt.Fprintln(c, reply)
			}
		}
	})
	return func() (all []string) {
		for len(lines) > 0 {
			all = append(all, <-lines)
		}
		return all
	}
}

// movedSocket is where listenInstead leaves the resident's socket.
func (w *workplace) movedSocket() string { return w.socket() + ".moved" }

// listenInstead listens where the resident's socket is, which it moves away.
func (w *workplace) listenInstead(serve func(net.Conn)) {
	w.t.Helper()
	must(w.t, os.Rename(w.socket(), w.movedSocket()))
	listener, err := net.Listen("unix", w.socket())
	must(w.t, err)
	w.t.Cleanup(func() { _ = listener.Close() })
	go eachConn(listener, serve)
}

// stopAfterHello stops a resident between its hello and the press that follows,
// and says when the press was written to its socket. Who comes later is led to the
// resident as if nothing were between.
func (w *workplace) stopAfterHello(r *process) (written <-chan struct{}) {
	w.t.Helper()
	done := make(chan struct{})
	var stopped atomic.Bool
	w.listenInstead(func(command net.Conn) {
		defer command.Close()
		resident, err := net.Dial("unix", w.movedSocket())
		if err != nil {
			return
		}
		defer resident.Close()
		asks, answers := bufio.NewReader(command), bufio.NewReader(resident)
		hello, _ := asks.ReadString('\n')
		fmt.Fprint(resident, hello)
		greeting, _ := answers.ReadString('\n')
		first := !stopped.Swap(true)
		if first {
			r.stop()
		}
		fmt.Fprint(command, greeting)
		question, _ := asks.ReadString('\n')
		fmt.Fprint(resident, question)
		if first {
			close(done)
		}
		go func() {
			// A command that gives up hangs up on the resident, too.
			_, _ = asks.ReadByte()
			_ = resident.Close()
		}()
		answer, _ := answers.ReadString('\n')
		fmt.Fprint(command, answer)
	})
	return done
}

// speak says lines to a socket, and returns what was answered to each until the
// other end hung up.
func (w *workplace) speak(socket string, lines []string) (replies []string) {
	w.t.Helper()
	c, err := net.Dial("unix", socket)
	must(w.t, err)
	defer c.Close()
	in := bufio.NewReader(c)
	for _, line := range lines {
		if _, err := fmt.Fprintln(c, line); err != nil {
			break
		}
		reply, err := in.ReadString('\n')
		if err != nil {
			break
		}
		replies = append(replies, strings.TrimSpace(reply))
	}
	return replies
}
