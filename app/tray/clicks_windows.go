package tray

import (
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// From winuser.h.
const (
	wmCommand  = 0x0111
	wmButtonUp = 0x0202

	whMsgFilter = ^uintptr(0) // -1
	msgfMenu    = 2

	qsSendMessage = 0x40
)

var (
	getQueueStatus = user32.NewProc("GetQueueStatus")
	inSendMessage  = user32.NewProc("InSendMessageEx")
	getMessageTime = user32.NewProc("GetMessageTime")
	callNextHook   = user32.NewProc("CallNextHookEx")
)

// clickTimes finds out when clicks on the icon and in its menu were made. Both may have waited while this
// process was stopped. Its methods are called on the thread of the library's window, except for tapped and
// chosen.
//
// The taskbar's messages for the icon are sent, by Wine at least, and have no time (see [eventage.Sent]). If
// another taskbar posts them they have one. The menu takes its keys and clicks from the thread's own queue, where
// they have their time, but the choice reaches the window as a new message: so a filter reads the time of each
// message that the menu takes.
type clickTimes struct {
	queue *eventage.Sent
	menu  time.Time // of the latest message that the menu took

	mu                 sync.Mutex
	tappedAt, chosenAt time.Time // zero before the first
}

// start begins to read the times of the messages of window's menu. The window's queue is empty, or nearly so.
func (c *clickTimes) start(window uintptr) {
	c.queue = eventage.NewSent(time.Now())
	filter := func(code, w uintptr, m *winapi.Message) uintptr {
		if int32(code) == msgfMenu {
			c.menu = time.Now().Add(-ticks(m.Time))
		}
		result, _, _ := callNextHook.Call(0, code, w, uintptr(unsafe.Pointer(m)))
		return result
	}
	thread, _ := windows.GetWindowThreadProcessId(windows.HWND(window), nil)
	// Where that is impossible, a choice counts as old as the open menu.
	_, _, _ = user32.NewProc("SetWindowsHookExW").Call(whMsgFilter, windows.NewCallback(filter), 0, uintptr(thread))
}

// see looks at a message before the library gets it.
func (c *clickTimes) see(id uint32, l uintptr) {
	switch id {
	case libraryCallback:
		notBefore := c.found()
		if l == wmButtonUp {
			c.mu.Lock()
			c.tappedAt = notBefore
			c.mu.Unlock()
		}
	case wmEnterMenuLoop:
		c.menu = time.Now()
	case wmCommand:
		c.mu.Lock()
		c.chosenAt = c.menu
		c.mu.Unlock()
	}
}

// found returns the time before which the taskbar's message that is read now was not made.
func (c *clickTimes) found() time.Time {
	now := time.Now()
	if how, _, _ := inSendMessage.Call(0); how == 0 {
		posted, _, _ := getMessageTime.Call()
		return now.Add(-ticks(uint32(posted)))
	}
	types, _, _ := getQueueStatus.Call(qsSendMessage)
	return c.queue.Found(now, uint32(types)>>16&qsSendMessage != 0)
}

// ticks is the age of a message with that time.
func ticks(at uint32) time.Duration {
	return eventage.Ticks(winapi.TickCount(), at)
}

// tapped and chosen return the time before which the latest click on the icon or in its menu was not made.
func (t *Tray) tapped() time.Time { return t.platform.clicks.latest(&t.platform.clicks.tappedAt) }
func (t *Tray) chosen() time.Time { return t.platform.clicks.latest(&t.platform.clicks.chosenAt) }

// latest is the present time for a click in the first moment, when nothing looks at messages yet.
func (c *clickTimes) latest(at *time.Time) time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	if at.IsZero() {
		return time.Now()
	}
	return *at
}
