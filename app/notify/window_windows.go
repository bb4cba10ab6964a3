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
	gdi32 = windows.NewLazySystemDLL("gdi32.dll")

	procBeginPaint    = user32.NewProc("BeginPaint")
	procCreateFont    = gdi32.NewProc("CreateFontIndirectW")
	procCreateIcon    = user32.NewProc("CreateIconFromResourceEx")
	procCreateWindow  = user32.NewProc("CreateWindowExW")
	procDefWindow     = user32.NewProc("DefWindowProcW")
	procDeleteObject  = gdi32.NewProc("DeleteObject")
	procDestroyIcon   = user32.NewProc("DestroyIcon")
	procDispatch      = user32.NewProc("DispatchMessageW")
	procDrawIcon      = user32.NewProc("DrawIconEx")
	procDrawText      = user32.NewProc("DrawTextW")
	procEndPaint      = user32.NewProc("EndPaint")
	procFillRect      = user32.NewProc("FillRect")
	procForeground    = user32.NewProc("GetForegroundWindow")
	procFrameRect     = user32.NewProc("FrameRect")
	procGetDC         = user32.NewProc("GetDC")
	procGetMessage    = user32.NewProc("GetMessageW")
	procInvalidate    = user32.NewProc("InvalidateRect")
	procKillTimer     = user32.NewProc("KillTimer")
	procLoadCursor    = user32.NewProc("LoadCursorW")
	procLoadIcon      = user32.NewProc("LoadIconW")
	procNotifyEvent   = user32.NewProc("NotifyWinEvent")
	procPostMessage   = user32.NewProc("PostMessageW")
	procRegisterClass = user32.NewProc("RegisterClassExW")
	procReleaseDC     = user32.NewProc("ReleaseDC")
	procSelectObject  = gdi32.NewProc("SelectObject")
	procSetBkMode     = gdi32.NewProc("SetBkMode")
	procSetTextColor  = gdi32.NewProc("SetTextColor")
	procSetTimer      = user32.NewProc("SetTimer")
	procSetWindowPos  = user32.NewProc("SetWindowPos")
	procSetWindowText = user32.NewProc("SetWindowTextW")
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

	iconVersion   = 0x00030000 // of the format, as CreateIconFromResourceEx wants it
	lrDefaultSize = 0x0040     // the size of a large icon, where none is given

	cursorArrow     = 32512
	iconWarning     = 32515
	iconInformation = 32516

	eventAlert   = 2
	objectClient = 0xfffffffc // OBJID_CLIENT
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
	if ok, _, err := procPostMessage.Call(w.window, wmApp, 0, 0); ok == 0 {
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
	var m winapi.Message
	for {
		got, _, _ := procGetMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		if int32(got) <= 0 {
			return
		}
		_, _, _ = procDispatch.Call(uintptr(unsafe.Pointer(&m)))
	}
}

func (w *noteWindow) create() error {
	name, err := windows.UTF16PtrFromString(noteClass)
	if err != nil {
		return err
	}
	class := wndClassEx{style: csDropShadow, procedure: noteProcedure(), className: name}
	class.size = uint32(unsafe.Sizeof(class))
	class.cursor, _, _ = procLoadCursor.Call(0, cursorArrow)
	if ok, _, err := procRegisterClass.Call(uintptr(unsafe.Pointer(&class))); uint16(ok) == 0 && err != windows.ERROR_CLASS_ALREADY_EXISTS {
		return fmt.Errorf("the window class: %w", err)
	}
	w.window, _, err = procCreateWindow.Call(wsExTopmost|wsExToolWindow|wsExNoActivate, uintptr(unsafe.Pointer(name)), 0, wsPopup, 0, 0, 0, 0, 0, 0, 0, 0)
	if w.window == 0 {
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
	destroyIcon(w.picture)
	w.picture = 0
	note := r.note
	if note == nil {
		_, _, _ = procShowWindow.Call(w.window, swHide)
		return
	}
	// The text of the window is what a screen reader reads at the alert.
	if text, err := windows.UTF16PtrFromString(w.text(note)); err == nil {
		_, _, _ = procSetWindowText.Call(w.window, uintptr(unsafe.Pointer(text)))
	}
	w.place(note)
	_, _, _ = procNotifyEvent.Call(eventAlert, w.window, objectClient, 0)
	if !note.Urgent && note.Expire > 0 {
		_, _, _ = procSetTimer.Call(w.window, expireTimer, uintptr(note.Expire.Milliseconds()), 0)
	}
}

func (w *noteWindow) text(note *Note) string {
	return plain(note.Summary, summaryLimit, false) + "\n" + plain(note.Body, bodyLimit, true)
}

// place measures the texts and puts the window onto the screen on which the agent works.
func (w *noteWindow) place(note *Note) {
	front, _, _ := procForeground.Call()
	monitor, left, top, right, bottom := winapi.WorkArea(front)
	work := rect{left, top, right, bottom}
	if monitor != w.monitor { // the window's DPI are those of the screen where it is
		w.monitor = monitor
		w.move(rect{left, top, left + 1, top + 1}, 0)
	}
	w.dpi = winapi.WindowDPI(w.window)
	w.makeFonts()
	destroyIcon(w.picture)
	w.picture = makeIcon(w.shown.picture, scale(noteIcon, w.dpi))
	dc, _, _ := procGetDC.Call(w.window)
	width := textWidth(work, w.dpi)
	title, body := w.draw(dc, w.title, note.Summary, rect{right: width}, true), w.draw(dc, w.body, note.Body, rect{right: width}, true)
	_, _, _ = procReleaseDC.Call(w.window, dc)
	w.layout = layoutNote(work, w.dpi, title, body)
	w.move(w.layout.window, swpShowWindow)
	_, _, _ = procInvalidate.Call(w.window, 0, 1)
}

func (w *noteWindow) move(to rect, show uintptr) {
	const topmost = ^uintptr(0) // HWND_TOPMOST
	_, _, _ = procSetWindowPos.Call(w.window, topmost, uintptr(to.left), uintptr(to.top), uintptr(to.right-to.left), uintptr(to.bottom-to.top), swpNoActivate|show)
}

// makeFonts makes the fonts of the system's messages, for the window's DPI.
func (w *noteWindow) makeFonts() {
	font := winapi.MessageFont(w.dpi)
	_, _, _ = procDeleteObject.Call(w.title)
	_, _, _ = procDeleteObject.Call(w.body)
	w.body, _, _ = procCreateFont.Call(uintptr(unsafe.Pointer(&font)))
	font.Weight = boldWeight
	w.title, _, _ = procCreateFont.Call(uintptr(unsafe.Pointer(&font)))
}

// draw draws a text, or only measures it, and returns its height.
func (w *noteWindow) draw(dc, font uintptr, text string, in rect, measure bool) (height int32) {
	u := windows.StringToUTF16(plain(text, bodyLimit, true))
	flags := uintptr(dtWordBreak | dtNoPrefix | dtEditControl)
	if measure {
		flags |= dtCalcRect
	}
	before, _, _ := procSelectObject.Call(dc, font)
	defer func() { _, _, _ = procSelectObject.Call(dc, before) }()
	got, _, _ := procDrawText.Call(dc, uintptr(unsafe.Pointer(&u[0])), uintptr(len(u)-1), uintptr(unsafe.Pointer(&in)), flags)
	return int32(got)
}

// makeIcon makes an icon of a PNG, size pixels wide and high, or as large icons are with 0. It returns 0 if it cannot. The
// caller destroys it.
func makeIcon(png []byte, size int32) uintptr {
	if len(png) == 0 {
		return 0
	}
	flags := uintptr(0)
	if size == 0 {
		flags = lrDefaultSize
	}
	icon, _, _ := procCreateIcon.Call(uintptr(unsafe.Pointer(&png[0])), uintptr(len(png)), 1, iconVersion, uintptr(size), uintptr(size), flags)
	return icon
}

// destroyIcon destroys an icon that makeIcon made.
func destroyIcon(icon uintptr) {
	if icon != 0 {
		_, _, _ = procDestroyIcon.Call(icon)
	}
}

func (w *noteWindow) paint() {
	var ps paintStruct
	dc, _, _ := procBeginPaint.Call(w.window, uintptr(unsafe.Pointer(&ps)))
	defer func() { _, _, _ = procEndPaint.Call(w.window, uintptr(unsafe.Pointer(&ps))) }()
	if w.shown == nil || w.shown.note == nil {
		return
	}
	note, l := w.shown.note, w.layout
	all := rect{0, 0, l.window.right - l.window.left, l.window.bottom - l.window.top}
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
		size := uintptr(l.icon.right - l.icon.left)
		_, _, _ = procDrawIcon.Call(dc, uintptr(l.icon.left), uintptr(l.icon.top), icon, size, size, 0, 0, diNormal)
	}
	colour, _, _ := procSysColor.Call(colorWindowText)
	_, _, _ = procSetTextColor.Call(dc, colour)
	_, _, _ = procSetBkMode.Call(dc, transparent)
	w.draw(dc, w.title, note.Summary, l.title, false)
	w.draw(dc, w.body, note.Body, l.body, false)
}
