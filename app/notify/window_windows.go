package notify

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	gdi32  = windows.NewLazySystemDLL("gdi32.dll")

	procBeginPaint    = user32.NewProc("BeginPaint")
	procDefWindow     = user32.NewProc("DefWindowProcW")
	procDrawIcon      = user32.NewProc("DrawIconEx")
	procEndPaint      = user32.NewProc("EndPaint")
	procFillRect      = user32.NewProc("FillRect")
	procFrameRect     = user32.NewProc("FrameRect")
	procGetDC         = user32.NewProc("GetDC")
	procInvalidate    = user32.NewProc("InvalidateRect")
	procKillTimer     = user32.NewProc("KillTimer")
	procLoadIcon      = user32.NewProc("LoadIconW")
	procReleaseDC     = user32.NewProc("ReleaseDC")
	procSetBkMode     = gdi32.NewProc("SetBkMode")
	procSetTextColor  = gdi32.NewProc("SetTextColor")
	procSetTimer      = user32.NewProc("SetTimer")
	procShowWindow    = user32.NewProc("ShowWindow")
	procSysColor      = user32.NewProc("GetSysColor")
	procSysColorBrush = user32.NewProc("GetSysColorBrush")
)

// From winuser.h and wingdi.h.
const (
	wmPaint         = 0x000f
	wmClose         = 0x0010
	wmSysColor      = 0x0015
	wmSettings      = 0x001a
	wmMouseActivate = 0x0021
	wmDisplay       = 0x007e
	wmTimer         = 0x0113
	wmButtonUp      = 0x0202
	wmDpiChanged    = 0x02e0
	wmApp           = 0x8000

	maNoActivate = 3 // a click does not take the focus from the agent's program

	csDropShadow   = 0x00020000
	wsPopup        = 0x80000000
	wsExTopmost    = 0x00000008
	wsExToolWindow = 0x00000080 // neither in the taskbar nor in Alt+Tab
	wsExNoActivate = 0x08000000

	swHide        = 0
	swpNoActivate = 0x0010
	swpShowWindow = 0x0040
	topmost       = ^uintptr(0) // HWND_TOPMOST

	colorWindow      = 5
	colorWindowFrame = 6
	colorWindowText  = 8

	dtWordBreak   = 0x0010
	dtCalcRect    = 0x0400
	dtNoPrefix    = 0x0800
	dtEditControl = 0x2000 // breaks long words, too
	diNormal      = 3
	transparent   = 1
	boldWeight    = 700

	iconWarning     = 32515
	iconInformation = 32516
)

const (
	noteClass   = "WolkvoxHoldNote"
	expireTimer = 1
	// windowWithin is how long the window may take to be made before a balloon is tried instead.
	windowWithin = 2 * time.Second
)

// noteWindow shows a note in a window of the program's own. It is above all others, never takes the
// focus and has the system's colours, so that it is right in high contrast. It is made at the first
// note and belongs to one thread, which sleeps in GetMessage.
type noteWindow struct {
	newest atomic.Pointer[noteRequest] // what to show; nil: nothing was shown yet

	mu   sync.Mutex
	made chan error // receives once whether the window is there; nil: it is not being made

	// Owned by the thread. Window is set before made receives nil.
	window      uintptr
	shown       *noteRequest
	monitor     uintptr
	dpi         int32
	layout      noteLayout
	title, body uintptr // fonts
	picture     uintptr // icon of the note that is shown, or 0
}

// noteRequest is a note, or with nil that none is to be shown.
type noteRequest struct {
	note    *Note
	picture []byte        // a PNG, or nil
	done    chan struct{} // closed by the thread
	taken   sync.Once     // for done: the thread may look twice
}

// ownWindow is the only one: a procedure of Windows has no other way to find it.
var ownWindow noteWindow

var noteProcedure = sync.OnceValue(func() uintptr { return windows.NewCallback(ownWindow.handle) })

// show replaces what is shown, and returns nil when the window has taken it. Nil hides the window.
// A window that could not be made is tried again with the next note.
func (w *noteWindow) show(note *Note, picture []byte) error {
	r := &noteRequest{note: note, picture: picture, done: make(chan struct{})}
	timer := time.NewTimer(windowWithin)
	defer timer.Stop()
	w.mu.Lock()
	w.newest.Store(r)
	making := w.made
	if making == nil && note == nil {
		w.mu.Unlock()
		return nil // there is no window
	}
	if making == nil {
		making = make(chan error, 1)
		w.made = making
		go w.run(making)
	}
	w.mu.Unlock()
	select {
	case err := <-making:
		making <- err // for the next note
		if err != nil {
			w.mu.Lock()
			w.made = nil
			w.mu.Unlock()
			return err
		}
	case <-timer.C:
		return errors.New("the window is not made in time")
	}
	if err := winapi.Post(w.window, wmApp); err != nil {
		return err
	}
	select {
	case <-r.done:
		return nil
	case <-timer.C:
		return errors.New("the window does not answer")
	}
}

// run makes the window and handles its messages until the process ends.
func (w *noteWindow) run(made chan<- error) {
	runtime.LockOSThread()
	winapi.UseDPIOfEachScreen()
	err := w.create()
	if err == nil {
		w.update() // the note may have been given up while the window was made
	}
	made <- err
	if err != nil {
		return
	}
	for m := new(winapi.Message); m.Get(); {
		m.Dispatch()
	}
}

func (w *noteWindow) create() (err error) {
	if err := winapi.RegisterClass(noteClass, csDropShadow, noteProcedure()); err != nil && err != windows.ERROR_CLASS_ALREADY_EXISTS {
		return fmt.Errorf("the window class: %w", err)
	}
	if w.window, err = winapi.NewWindow(noteClass, wsExTopmost|wsExToolWindow|wsExNoActivate, wsPopup, 0, 0); err != nil {
		return fmt.Errorf("the window: %w", err)
	}
	return nil
}

// handle is the window's procedure.
func (w *noteWindow) handle(window, message, wParam, lParam uintptr) uintptr {
	switch uint32(message) {
	case wmApp:
		w.update()
		return 0
	case wmTimer, wmButtonUp, wmClose:
		// The timer of the note before may be late: KillTimer takes back no message.
		if message == wmTimer && w.shown != nil && w.shown.note != nil && w.shown.note.Urgent {
			return 0
		}
		if w.newest.CompareAndSwap(w.shown, hidden) { // else the next note is on its way
			w.update()
		}
		return 0
	case wmMouseActivate:
		return maNoActivate
	case wmPaint:
		w.paint()
		return 0
	case wmDpiChanged, wmDisplay, wmSettings, wmSysColor:
		if w.shown != nil && w.shown.note != nil {
			w.place(w.shown.note)
		}
	}
	result, _, _ := procDefWindow.Call(window, message, wParam, lParam)
	return result
}

// hidden is the request after a note that ended.
var hidden = &noteRequest{done: make(chan struct{})}

// update does what the newest request asks for.
func (w *noteWindow) update() {
	r := w.newest.Load()
	w.shown = r
	defer r.taken.Do(func() { close(r.done) })
	_, _, _ = procKillTimer.Call(w.window, expireTimer)
	winapi.DestroyIcon(w.picture)
	w.picture = 0
	note := r.note
	if note == nil {
		_, _, _ = procShowWindow.Call(w.window, swHide)
		return
	}
	// The text of the window is what a screen reader reads at the alert.
	winapi.SetText(w.window, w.text(note))
	w.place(note)
	winapi.Alert(w.window)
	if !note.Urgent && note.Expire > 0 {
		_, _, _ = procSetTimer.Call(w.window, expireTimer, uintptr(note.Expire.Milliseconds()), 0)
	}
}

func (w *noteWindow) text(note *Note) string {
	return plain(note.Summary, summaryLimit, false) + "\n" + plain(note.Body, bodyLimit, true)
}

// place measures the texts and puts the window onto the screen on which the agent works.
func (w *noteWindow) place(note *Note) {
	monitor, work := winapi.WorkArea(uintptr(windows.GetForegroundWindow()))
	if monitor != w.monitor { // the window's DPI are those of the screen where it is
		w.monitor = monitor
		w.move(winapi.Area(work.Left, work.Top, work.Left+1, work.Top+1), 0)
	}
	w.dpi = winapi.WindowDPI(w.window)
	w.makeFonts()
	winapi.DestroyIcon(w.picture)
	w.picture, _ = winapi.NewIcon(w.shown.picture, int(winapi.Scale(noteIcon, w.dpi))) // paint has another one
	dc, _, _ := procGetDC.Call(w.window)
	width := textWidth(work, w.dpi)
	title, body := w.draw(dc, w.title, note.Summary, winapi.Rect{Right: width}, true), w.draw(dc, w.body, note.Body, winapi.Rect{Right: width}, true)
	_, _, _ = procReleaseDC.Call(w.window, dc)
	w.layout = layoutNote(work, w.dpi, title, body)
	w.move(w.layout.window, swpShowWindow)
	_, _, _ = procInvalidate.Call(w.window, 0, 1)
}

func (w *noteWindow) move(to winapi.Rect, show uintptr) {
	winapi.Move(w.window, topmost, to, swpNoActivate|show)
}

// makeFonts makes the fonts of the system's messages, for the window's DPI.
func (w *noteWindow) makeFonts() {
	font := winapi.MessageFont(w.dpi)
	winapi.DeleteFont(w.title)
	winapi.DeleteFont(w.body)
	w.body = winapi.NewFont(font)
	font.Weight = boldWeight
	w.title = winapi.NewFont(font)
}

// draw draws a text, or only measures it, and returns its height.
func (w *noteWindow) draw(dc, font uintptr, text string, in winapi.Rect, measure bool) (height int32) {
	flags := uintptr(dtWordBreak | dtNoPrefix | dtEditControl)
	if measure {
		flags |= dtCalcRect
	}
	return winapi.DrawText(dc, font, plain(text, bodyLimit, true), in, flags).Height()
}

func (w *noteWindow) paint() {
	var ps paintStruct
	dc, _, _ := procBeginPaint.Call(w.window, uintptr(unsafe.Pointer(&ps)))
	defer func() { _, _, _ = procEndPaint.Call(w.window, uintptr(unsafe.Pointer(&ps))) }()
	if w.shown == nil || w.shown.note == nil {
		return
	}
	note, l := w.shown.note, w.layout
	all := winapi.Rect{Right: l.window.Width(), Bottom: l.window.Height()}
	ground, _, _ := procSysColorBrush.Call(colorWindow)
	_, _, _ = procFillRect.Call(dc, uintptr(unsafe.Pointer(&all)), ground)
	frame, _, _ := procSysColorBrush.Call(colorWindowFrame)
	_, _, _ = procFrameRect.Call(dc, uintptr(unsafe.Pointer(&all)), frame)
	icon := w.picture
	if icon == 0 {
		symbol := uintptr(iconInformation)
		if note.Warning || note.Urgent {
			symbol = iconWarning
		}
		icon, _, _ = procLoadIcon.Call(0, symbol)
	}
	if icon != 0 {
		size := uintptr(l.icon.Width())
		_, _, _ = procDrawIcon.Call(dc, uintptr(l.icon.Left), uintptr(l.icon.Top), icon, size, size, 0, 0, diNormal)
	}
	colour, _, _ := procSysColor.Call(colorWindowText)
	_, _, _ = procSetTextColor.Call(dc, colour)
	_, _, _ = procSetBkMode.Call(dc, transparent)
	w.draw(dc, w.title, note.Summary, l.title, false)
	w.draw(dc, w.body, note.Body, l.body, false)
}
