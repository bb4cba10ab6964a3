package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
	"golang.org/x/sys/unix"
)

// gap is the press gap that the script has set, and a little.
const gap = 750 * time.Millisecond

// resident is the unchanged program, with a hand on its hotkey and an eye on its
// log, where each outcome is written when it is reported.
type resident struct {
	cmd      *exec.Cmd
	keyboard *xgb.Conn
	root     xproto.Window
	outcomes chan outcome
	partial  string    // the log, from the last line that is not whole on; used by follow only
	last     time.Time // when the last outcome was reported
}

type outcome struct {
	line string
	at   time.Time
}

func newResident(log string) (*resident, error) {
	r := &resident{outcomes: make(chan outcome, 16)}
	var err error
	if r.keyboard, err = xgb.NewConn(); err != nil {
		return nil, err
	}
	if err := xtest.Init(r.keyboard); err != nil {
		return nil, err
	}
	r.root = xproto.Setup(r.keyboard).DefaultScreen(r.keyboard).Root
	return r, r.follow(log)
}

func (r *resident) start(program string) error {
	r.cmd = exec.Command(program, "--background")
	return r.cmd.Start()
}

// follow reads what is added to the log, and continues with the next file when one is
// full.
func (r *resident) follow(log string) error {
	file, err := os.Open(log)
	if err != nil {
		return err
	}
	if _, err := file.Seek(0, io.SeekEnd); err != nil {
		return err
	}
	notes, err := unix.InotifyInit1(unix.IN_CLOEXEC)
	if err != nil {
		return err
	}
	if _, err := unix.InotifyAddWatch(notes, filepath.Dir(log), unix.IN_MODIFY); err != nil {
		return err
	}
	go func() {
		buffer := make([]byte, 4096)
		for {
			if _, err := unix.Read(notes, buffer); err != nil && !errors.Is(err, unix.EINTR) {
				return
			}
			at := time.Now()
			r.read(file, at)
			if next, err := os.Open(log); err == nil && !sameFile(file, next) {
				r.read(file, at)
				file.Close()
				file = next
				r.read(file, at)
			} else if err == nil {
				next.Close()
			}
		}
	}()
	return nil
}

// read reports the presses that were added. The last line may be there in part only: a line
// over the end of a page can be seen before it is whole.
func (r *resident) read(file *os.File, at time.Time) {
	added, _ := io.ReadAll(file)
	r.partial += string(added)
	for {
		line, later, whole := strings.Cut(r.partial, "\n")
		if !whole {
			return
		}
		r.partial = later
		if strings.Contains(line, "msg=press ") {
			r.outcomes <- outcome{line, at}
		}
	}
}

func sameFile(a, b *os.File) bool {
	x, err := a.Stat()
	if err != nil {
		return false
	}
	y, err := b.Stat()
	return err == nil && os.SameFile(x, y)
}

// press taps Ctrl+Shift+F9. It was pressed when F9 goes down, just before the X
// server is asked for that.
func (r *resident) press() (pressed, told time.Time, err error) {
	const ctrl, shift, f9 = 37, 50, 75 // key codes of a PC keyboard
	key := func(kind, code byte) { xtest.FakeInput(r.keyboard, kind, code, 0, r.root, 0, 0, 0) }
	key(xproto.KeyPress, ctrl)
	key(xproto.KeyPress, shift)
	r.keyboard.Sync()
	pressed = time.Now()
	key(xproto.KeyPress, f9)
	key(xproto.KeyRelease, f9)
	key(xproto.KeyRelease, shift)
	key(xproto.KeyRelease, ctrl)
	select {
	case o := <-r.outcomes:
		r.last = o.at
		if !strings.Contains(o.line, "outcome=toggled ") {
			err = fmt.Errorf("told %s", o.line)
		}
		return pressed, o.at, err
	case <-time.After(15 * time.Second):
		return pressed, told, errors.New("no outcome in the log")
	}
}

// gapOver waits until a press is not dropped any more.
func (r *resident) gapOver() error {
	time.Sleep(time.Until(r.last.Add(gap)))
	return nil
}
