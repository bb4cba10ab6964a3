package tray

import (
	"runtime"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

const (
	wmMouseMove  = 0x0200
	wmButtonDown = 0x0201
	wmStand      = 0x8000 // WM_APP: the thread stands still
	wmFilter     = 0x8001 // a menu takes a message of the age in w, in milliseconds
	wmQuit       = 0x0012

	libraryIcon = 100
)

// iconWindow is a window like the library's, on a thread of its own that can stand still.
type iconWindow struct {
	clicks  clickTimes
	window  uintptr
	handled chan uint32   // each message, when its handler has returned
	stands  chan struct{} // the thread stands still
	on      chan struct{} // lets it go on
}

func newIconWindow(t *testing.T) *iconWindow {
	t.Helper()
	i := &iconWindow{handled: make(chan uint32, 64), stands: make(chan struct{}), on: make(chan struct{})}
	ready := make(chan struct{})
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		runtime.LockOSThread() // for good: what belongs to the thread ends with it
		var err error
		if i.window, err = winapi.NewWindow("STATIC", 0, 0, 0, 0); err != nil {
			panic(err)
		}
		i.clicks.start(i.window)
		procedure := windows.NewCallback(func(window uintptr, id uint32, w, l uintptr) uintptr {
			i.clicks.see(id, l)
			switch id {
			case libraryCallback:
				i.handled <- uint32(l)
			case wmCommand:
				i.handled <- id
			case wmStand:
				i.stands <- struct{}{}
				<-i.on
			case wmFilter:
				m := winapi.Message{Window: window, Message: wmButtonUp, Time: winapi.TickCount() - uint32(w)}
				_, _, _ = user32.NewProc("CallMsgFilterW").Call(uintptr(unsafe.Pointer(&m)), msgfMenu)
				i.handled <- id
			}
			result, _, _ := user32.NewProc("DefWindowProcW").Call(window, uintptr(id), w, l)
			return result
		})
		_, _, _ = user32.NewProc("SetWindowLongPtrW").Call(i.window, gwlpWndProc, procedure)
		close(ready)
		for m := new(winapi.Message); m.Get(); {
			m.Dispatch()
		}
	}()
	<-ready
	t.Cleanup(func() { i.post(wmQuit, 0, 0); <-ended })
	return i
}

func (i *iconWindow) post(id, w, l uintptr) {
	_, _, _ = user32.NewProc("PostMessageW").Call(i.window, id, w, l)
}

// send sends the taskbar's message, and does not wait for it.
func (i *iconWindow) send(l uintptr) {
	_, _, _ = user32.NewProc("SendNotifyMessageW").Call(i.window, libraryCallback, libraryIcon, l)
}

// wait waits until these messages were handled.
func (i *iconWindow) wait(t *testing.T, ids ...uint32) {
	t.Helper()
	for _, want := range ids {
		select {
		case got := <-i.handled:
			if got != want {
				t.Fatalf("got message %#x, want %#x", got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("message %#x was not handled", want)
		}
	}
}

func (i *iconWindow) tapped() time.Time { return i.clicks.latest(&i.clicks.tappedAt) }
func (i *iconWindow) chosen() time.Time { return i.clicks.latest(&i.clicks.chosenAt) }

// TestAClickThatWaitedIsOld: the taskbar's messages wait while this process is stopped, and have no
// time.
func TestAClickThatWaitedIsOld(t *testing.T) {
	i := newIconWindow(t)
	for range 20 {
		i.send(wmMouseMove)
		i.wait(t, wmMouseMove)
		before := time.Now()
		i.send(wmButtonDown)
		i.wait(t, wmButtonDown)
		i.send(wmButtonUp)
		i.wait(t, wmButtonUp)
		if i.tapped().Before(before) {
			t.Fatal("a click that was read at once is older than its button down")
		}

		i.post(wmStand, 0, 0)
		<-i.stands
		stood := time.Now()
		i.send(wmMouseMove)
		i.send(wmButtonDown)
		i.send(wmButtonUp)
		i.on <- struct{}{}
		i.wait(t, wmMouseMove, wmButtonDown, wmButtonUp)
		if i.tapped().After(stood) {
			t.Fatal("a click that waited is newer than the standstill")
		}
	}
	// The button went down before the standstill.
	i.send(wmButtonDown)
	i.wait(t, wmButtonDown)
	i.post(wmStand, 0, 0)
	<-i.stands
	stood := time.Now()
	i.send(wmButtonUp)
	i.on <- struct{}{}
	i.wait(t, wmButtonUp)
	if i.tapped().After(stood) {
		t.Error("a button that came up in a standstill is newer than that")
	}
}

// TestAPostedClickHasItsTime, should a taskbar post its messages.
func TestAPostedClickHasItsTime(t *testing.T) {
	i := newIconWindow(t)
	i.post(wmStand, 0, 0)
	<-i.stands
	i.post(libraryCallback, libraryIcon, wmButtonUp)
	posted := time.Now()
	const lay = 400 * time.Millisecond
	time.Sleep(lay)
	i.on <- struct{}{}
	i.wait(t, wmButtonUp)
	if late := i.tapped().Sub(posted); late > lay/2 {
		t.Errorf("a click that lay for %v counts as made %v after it was", lay, late)
	}
}

// TestAChoiceIsAsOldAsTheClickThatMadeIt, not as its message.
func TestAChoiceIsAsOldAsTheClickThatMadeIt(t *testing.T) {
	i := newIconWindow(t)
	for _, age := range []time.Duration{0, 5 * time.Second, time.Hour} {
		before := time.Now()
		i.post(wmEnterMenuLoop, 0, 0)
		i.post(wmFilter, uintptr(age.Milliseconds()), 0)
		i.post(wmCommand, 1, 0)
		i.wait(t, wmFilter, wmCommand)
		at, after := i.chosen(), time.Now()
		if at.Before(before.Add(-age-time.Second)) || at.After(after.Add(-age)) { // the count goes in steps
			t.Errorf("%v old: got %v", age, after.Sub(at))
		}
	}
	// No message of the menu was seen.
	before := time.Now()
	i.post(wmEnterMenuLoop, 0, 0)
	i.post(wmCommand, 1, 0)
	i.wait(t, wmCommand)
	if i.chosen().Before(before) {
		t.Error("the choice is older than the open menu")
	}
}
