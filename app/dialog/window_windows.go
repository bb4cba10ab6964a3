package dialog

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// Available reports whether this system has dialogs of its own.
const Available = true

var (
	user32   = windows.NewLazySystemDLL("user32.dll")
	gdi32    = windows.NewLazySystemDLL("gdi32.dll")
	kernel32 = windows.NewLazySystemDLL("kernel32.dll")

	procAdjustRect      = user32.NewProc("AdjustWindowRectExForDpi")
	procCallProcedure   = user32.NewProc("CallWindowProcW")
	procClipboardData   = user32.NewProc("GetClipboardData")
	procCloseClipboard  = user32.NewProc("CloseClipboard")
	procCreateDialog    = user32.NewProc("CreateDialogIndirectParamW")
	procDestroyWindow   = user32.NewProc("DestroyWindow")
	procDialogDpi       = user32.NewProc("SetDialogDpiChangeBehavior")
	procFocus           = user32.NewProc("GetFocus")
	procForeground      = user32.NewProc("GetForegroundWindow")
	procGetDC           = user32.NewProc("GetDC")
	procGetText         = user32.NewProc("GetWindowTextW")
	procGetTextLength   = user32.NewProc("GetWindowTextLengthW")
	procInvalidate      = user32.NewProc("InvalidateRect")
	procIsDialogMessage = user32.NewProc("IsDialogMessageW")
	procLoadImage       = user32.NewProc("LoadImageW")
	procLock            = kernel32.NewProc("GlobalLock")
	procMemorySize      = kernel32.NewProc("GlobalSize")
	procModule          = kernel32.NewProc("GetModuleHandleW")
	procOpenClipboard   = user32.NewProc("OpenClipboard")
	procParameters      = user32.NewProc("SystemParametersInfoW")
	procPostQuit        = user32.NewProc("PostQuitMessage")
	procReleaseDC       = user32.NewProc("ReleaseDC")
	procSendMessage     = user32.NewProc("SendMessageW")
	procSetBkMode       = gdi32.NewProc("SetBkMode")
	procSetForeground   = user32.NewProc("SetForegroundWindow")
	procSetTextColor    = gdi32.NewProc("SetTextColor")
	procSetWindowLong   = user32.NewProc("SetWindowLongPtrW")
	procShowWindow      = user32.NewProc("ShowWindow")
	procSysColor        = user32.NewProc("GetSysColor")
	procSysColorBrush   = user32.NewProc("GetSysColorBrush")
	procTranslate       = user32.NewProc("TranslateMessage")
	procUnlock          = kernel32.NewProc("GlobalUnlock")
	procWindowRect      = user32.NewProc("GetWindowRect")
)

// From winuser.h and wingdi.h.
const (
	wmDestroy     = 0x0002
	wmSetFont     = 0x0030
	wmSysColor    = 0x0015
	wmSettings    = 0x001a
	wmNextControl = 0x0028
	wmSetIcon     = 0x0080
	wmInitDialog  = 0x0110
	wmCommand     = 0x0111
	wmColorStatic = 0x0138
	wmDpiChanged  = 0x02e0
	wmPaste       = 0x0302
	wmApp         = 0x8000

	emReplaceSelection = 0x00c2
	emSetReadOnly      = 0x00cf
	enChange           = 0x0300

	idOK     = 1
	idCancel = 2

	wsPopup       = 0x80000000
	wsChild       = 0x40000000
	wsVisible     = 0x10000000
	wsCaption     = 0x00c00000
	wsSysMenu     = 0x00080000
	wsTabStop     = 0x00010000
	wsExSunken    = 0x00000200
	esAutoHScroll = 0x0080
	esPassword    = 0x0020
	esReadOnly    = 0x0800
	bsDefault     = 0x0001
	ssNoPrefix    = 0x0080

	swShow        = 5
	swpNoZOrder   = 0x0004
	swpNoActivate = 0x0010
	gwlpWndProc   = ^uintptr(3) // -4

	spiHighContrast = 0x0042
	highContrastOn  = 1
	colorFace       = 15

	dtWordBreak = 0x0010
	dtCalcRect  = 0x0400
	dtNoPrefix  = 0x0800
	transparent = 1

	imageIcon   = 1
	unicodeText = 13
	disableAll  = 1 // DDC_DISABLE_ALL
)

const (
	firstInput  = 100 // the number of the first input in its dialog
	dialogStyle = wsPopup | wsCaption | wsSysMenu

	// problemColor is a dark red, in the order of COLORREF.
	problemColor = 0x00101ab0
	// maxPasted is how much of the clipboard is read, in bytes: more than any field takes.
	maxPasted = 1 << 16
)

// window is the part of a [Window] that belongs to Windows. Apart from what mu guards, everything
// belongs to the dialog's own thread.
type window struct {
	mu     sync.Mutex
	handle uintptr  // 0 before and after the dialog is open
	posted []func() // for the thread

	form    Form
	note    Note // what is below the fields while nothing runs
	dpi     int32
	font    uintptr
	texts   []string // the labels, with marks
	labels  []uintptr
	inputs  []uintptr
	notes   []uintptr
	intro   uintptr
	below   uintptr
	buttons [2]uintptr // OK, Cancel
	usual   [2]string  // what they say, with marks, unless they answer a question
	said    [2]string  // what they say now
	icons   [2]uintptr // small, large; 0 for none
	edit    uintptr    // the procedure of Windows' inputs

	running  bool    // Submit runs, or a question waits: inputs stay as they are
	asking   bool    // a question waits, and the buttons answer it
	asked    uintptr // the control that had the focus before the question
	changing bool    // the dialog changes an input, not the person
	contrast bool    // the person wants high contrast
}

// windowsByThread finds the *window of a procedure's thread, which Windows passes to none. Each
// dialog has a thread of its own.
var windowsByThread sync.Map

// windowOfThread returns nil for a thread that has no dialog any more.
func windowOfThread() *window {
	found, _ := windowsByThread.Load(windows.GetCurrentThreadId())
	w, _ := found.(*window)
	return w
}

var (
	dialogProcedure = sync.OnceValue(func() uintptr { return windows.NewCallback(dialogMessage) })
	inputProcedure  = sync.OnceValue(func() uintptr { return windows.NewCallback(inputMessage) })
)

func (w *window) run(ctx context.Context, form Form) error {
	closed := make(chan error, 1)
	go w.loop(ctx, form, closed)
	return <-closed
}

// post runs f on the dialog's thread, if the dialog is open.
func (w *window) post(f func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.handle != 0 {
		w.posted = append(w.posted, f)
		_ = winapi.Post(w.handle, wmApp)
	}
}

func (w *window) raise() {
	w.post(func() { _, _, _ = procSetForeground.Call(w.handle) })
}

// loop is the dialog's thread. It is not given back to other goroutines, since it has its own
// awareness of DPI.
func (w *window) loop(ctx context.Context, form Form, closed chan<- error) {
	runtime.LockOSThread()
	winapi.UseDPIOfEachScreen()
	w.form, w.note = form, form.Note
	thread := windows.GetCurrentThreadId()
	windowsByThread.Store(thread, w)
	err := w.create()
	if err == nil {
		w.serve(ctx)
	}
	windowsByThread.Delete(thread)
	closed <- err
}

// serve shows the dialog and handles its messages until it is closed.
func (w *window) serve(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { w.post(w.close) })
	defer stop()
	w.show()
	var m winapi.Message
	for m.Get() {
		if handled, _, _ := procIsDialogMessage.Call(w.handle, uintptr(unsafe.Pointer(&m))); handled == 0 {
			_, _, _ = procTranslate.Call(uintptr(unsafe.Pointer(&m)))
			m.Dispatch()
		}
	}
	w.close() // nothing, unless Windows gave no more messages
	winapi.DeleteFont(w.font)
	for _, icon := range w.icons {
		winapi.DestroyIcon(icon)
	}
}

func (w *window) create() error {
	template := dialogTemplate{style: dialogStyle}
	module, _, _ := procModule.Call(0)
	handle, _, err := procCreateDialog.Call(module, uintptr(unsafe.Pointer(&template)), 0, dialogProcedure(), 0)
	if handle == 0 {
		return fmt.Errorf("the dialog: %w", err)
	}
	return nil
}

// dialogMessage is the procedure of all dialogs.
func dialogMessage(handle, message, wParam, lParam uintptr) uintptr {
	w := windowOfThread()
	switch {
	case w == nil:
		return 0
	case uint32(message) == wmInitDialog:
		w.begin(handle)
		return 0 // the focus is set when the dialog is shown
	}
	return w.message(uint32(message), wParam, lParam)
}

// begin makes the controls, in the order of Tab.
func (w *window) begin(handle uintptr) {
	w.mu.Lock()
	w.handle = handle
	w.mu.Unlock()
	if procDialogDpi.Find() == nil { // otherwise Windows moves the controls; Wine 8 has no such call
		_, _, _ = procDialogDpi.Call(handle, disableAll, disableAll)
	}
	winapi.SetText(handle, w.form.Title)
	w.setIcon()
	var texts []string
	for _, f := range w.form.Fields {
		texts = append(texts, f.Label)
	}
	marked := accessKeys(append(texts, w.form.OK))
	w.texts, w.usual = marked[:len(texts)], [2]string{marked[len(texts)], plain(w.form.Cancel)}
	w.intro = w.control("STATIC", w.form.Intro, ssNoPrefix, 0, 0)
	for i, f := range w.form.Fields {
		w.labels = append(w.labels, w.control("STATIC", w.texts[i], 0, 0, 0))
		style := uintptr(wsTabStop | esAutoHScroll)
		if f.Secret {
			style |= esPassword
		}
		if f.Fixed {
			style |= esReadOnly
		}
		input := w.control("EDIT", f.Value, style, wsExSunken, firstInput+uintptr(i))
		w.edit, _, _ = procSetWindowLong.Call(input, gwlpWndProc, inputProcedure())
		w.inputs = append(w.inputs, input)
		w.notes = append(w.notes, w.control("STATIC", f.Note.Text, ssNoPrefix, 0, 0))
	}
	w.below = w.control("STATIC", w.form.Note.Text, ssNoPrefix, 0, 0)
	w.buttons = [2]uintptr{w.control("BUTTON", "", wsTabStop|bsDefault, 0, idOK), w.control("BUTTON", "", wsTabStop, 0, idCancel)}
	w.say(w.usual)
}

func (w *window) control(class, text string, style, exStyle, id uintptr) uintptr {
	made, _ := winapi.NewWindow(class, exStyle, wsChild|wsVisible|style, w.handle, id) // without one it is not shown
	winapi.SetText(made, text)
	return made
}

// setIcon gives the dialog the program's icon, which only packaged programs have. Icons that are
// shared would be one for both sizes: Windows looks for those by their name alone.
func (w *window) setIcon() {
	name, err := windows.UTF16PtrFromString("APP")
	if err != nil {
		return
	}
	module, _, _ := procModule.Call(0)
	dpi := winapi.WindowDPI(w.handle)
	for kind, size := range []int32{iconSmall, iconLarge} {
		side := uintptr(winapi.Scale(size, dpi))
		if w.icons[kind], _, _ = procLoadImage.Call(module, uintptr(unsafe.Pointer(name)), imageIcon, side, side, 0); w.icons[kind] != 0 {
			_, _, _ = procSendMessage.Call(w.handle, wmSetIcon, uintptr(kind), w.icons[kind])
		}
	}
}

// show puts the dialog onto the screen on which the person works, and starts Look.
func (w *window) show() {
	_, work := winapi.WorkArea(uintptr(windows.GetForegroundWindow()))
	w.move(winapi.Area(work.Left, work.Top, work.Left+1, work.Top+1)) // its DPI are those of its screen
	w.readSystem()
	width, height := w.place(work)
	left, top := center(work, width, height)
	w.move(winapi.Area(left, top, left+width, top+height))
	_, _, _ = procShowWindow.Call(w.handle, swShow)
	_, _, _ = procSetForeground.Call(w.handle)
	w.focus(w.form.firstFocus())
	if w.form.Look != nil {
		go func() {
			notes := w.form.Look()
			w.post(func() { w.found(notes) })
		}()
	}
}

// found shows what Look found, unless the person has been told of a problem since.
func (w *window) found(notes map[string]Note) {
	for _, f := range w.form.Fields {
		if f.Note.Problem {
			delete(notes, f.Key)
		}
	}
	w.form.apply(Answer{Notes: notes})
	w.showNotes()
}

func (w *window) message(message uint32, wParam, lParam uintptr) uintptr {
	switch message {
	case wmApp:
		w.runPosted()
	case wmCommand:
		w.command(uint16(wParam), uint16(wParam>>16))
	case wmColorStatic:
		return w.colors(wParam, lParam)
	case wmDpiChanged:
		suggested := **(**winapi.Rect)(unsafe.Pointer(&lParam))
		w.move(suggested)
		w.refresh()
	case wmSettings, wmSysColor: // letters, colours or contrast may be others
		w.refresh()
		return 0
	case wmDestroy:
		w.mu.Lock()
		w.handle, w.posted = 0, nil
		w.mu.Unlock()
		_, _, _ = procPostQuit.Call(0)
	default:
		return 0
	}
	return 1
}

func (w *window) runPosted() {
	w.mu.Lock()
	posted := w.posted
	w.posted = nil
	w.mu.Unlock()
	for _, f := range posted {
		f()
	}
}

func (w *window) close() { _, _, _ = procDestroyWindow.Call(w.handle) }

func (w *window) command(id, event uint16) {
	switch {
	case w.asking && (id == idOK || id == idCancel):
		w.settle(id == idOK)
	case id == idOK:
		w.submit(false)
	case id == idCancel:
		w.close()
	case id >= firstInput && event == enChange && !w.changing:
		i := int(id - firstInput)
		if i < len(w.notes) && w.form.Fields[i].Note.Problem {
			w.form.Fields[i].Note = Note{} // the problem may be gone; its place stays empty
			winapi.SetText(w.notes[i], "")
		}
	}
}

// submit hands over what was typed.
func (w *window) submit(confirmed bool) {
	if w.running || !w.form.anyEditable() {
		return
	}
	values := map[string]string{}
	for i, f := range w.form.Fields {
		values[f.Key] = getText(w.inputs[i])
	}
	w.setRunning(true)
	w.form.Note = Note{Text: w.form.Working}
	w.showNotes()
	go func() {
		answer := w.form.Submit(values, confirmed)
		w.post(func() { w.answered(answer) })
	}()
}

func (w *window) answered(a Answer) {
	if a.Ask != "" && !a.Done {
		w.ask(a)
		return
	}
	w.setRunning(false)
	w.form.Note = w.note
	if a.Done {
		w.close()
		return
	}
	focus := w.form.apply(a)
	w.changing = true
	for i, f := range w.form.Fields {
		if _, ok := a.Values[f.Key]; ok {
			winapi.SetText(w.inputs[i], f.Value)
		}
	}
	w.changing = false
	w.showNotes()
	if focus >= 0 {
		w.focus(focus)
		// A screen reader says what is wrong, beside the name of the field.
		winapi.Alert(w.notes[focus])
	}
}

// ask puts a question above the buttons, which answer it. A message box of Windows would have
// buttons in the language of Windows. No is the answer to Esc and, since it has the focus, to Enter.
func (w *window) ask(a Answer) {
	w.asking = true
	w.asked, _, _ = procFocus.Call()
	w.form.Note = Note{Text: a.Ask}
	w.say([2]string{plain(a.Yes), plain(a.No)})
	w.showNotes()
	w.focus(-1)
	winapi.Alert(w.below)
}

// settle ends a question.
func (w *window) settle(yes bool) {
	w.asking = false
	w.say(w.usual)
	w.setRunning(false)
	w.form.Note = w.note
	w.showNotes()
	if w.asked != 0 { // 0: another window had the keyboard
		_, _, _ = procSendMessage.Call(w.handle, wmNextControl, w.asked, 1)
	}
	if yes {
		w.submit(true)
	}
}

// say gives the buttons their texts.
func (w *window) say(texts [2]string) {
	w.said = texts
	for i, button := range w.buttons {
		winapi.SetText(button, texts[i])
	}
}

// setRunning keeps inputs as they are while Submit runs. The buttons stay usable: a button with
// the focus that is switched off takes the keyboard from the dialog.
func (w *window) setRunning(on bool) {
	w.running = on
	for i, f := range w.form.Fields {
		if !f.Fixed {
			_, _, _ = procSendMessage.Call(w.inputs[i], emSetReadOnly, flag(on), 0)
		}
	}
}

// focus gives the keyboard to the input of that number, or to Cancel.
func (w *window) focus(i int) {
	control := w.buttons[1]
	if i >= 0 {
		control = w.inputs[i]
	}
	_, _, _ = procSendMessage.Call(w.handle, wmNextControl, control, 1)
}

// showNotes shows the notes as they are now. The dialog grows or shrinks with them.
func (w *window) showNotes() {
	for i, f := range w.form.Fields {
		winapi.SetText(w.notes[i], f.Note.Text)
	}
	winapi.SetText(w.below, w.form.Note.Text)
	w.refresh()
}

// refresh places everything again, and keeps the dialog on its screen.
func (w *window) refresh() {
	w.readSystem()
	_, work := winapi.WorkArea(w.handle)
	width, height := w.place(work)
	var now winapi.Rect
	_, _, _ = procWindowRect.Call(w.handle, uintptr(unsafe.Pointer(&now)))
	left := max(work.Left, min(now.Left, work.Right-width))
	top := max(work.Top, min(now.Top, work.Bottom-height))
	w.move(winapi.Area(left, top, left+width, top+height))
	_, _, _ = procInvalidate.Call(w.handle, 0, 1)
}

// readSystem reads what the person can change while the dialog is open.
func (w *window) readSystem() {
	var c highContrast
	c.size = uint32(unsafe.Sizeof(c))
	ok, _, _ := procParameters.Call(spiHighContrast, uintptr(c.size), uintptr(unsafe.Pointer(&c)), 0)
	w.contrast = ok != 0 && c.flags&highContrastOn != 0
}

// place places the controls, and returns the size of the window around them.
func (w *window) place(work winapi.Rect) (width, height int32) {
	dpi := winapi.WindowDPI(w.handle)
	w.dpi = dpi
	var p places
	var outer winapi.Rect
	for range 4 {
		w.makeFont()
		p = arrange(w.dpi, w.measure())
		outer = winapi.Rect{Right: p.width, Bottom: p.height}
		_, _, _ = procAdjustRect.Call(uintptr(unsafe.Pointer(&outer)), dialogStyle, 0, 0, uintptr(dpi))
		fits := fitting(w.dpi, outer.Height(), work.Height())
		if fits == w.dpi {
			break
		}
		w.dpi = fits
	}
	put := func(control uintptr, r winapi.Rect) {
		_, _, _ = procSendMessage.Call(control, wmSetFont, w.font, 0)
		winapi.Move(control, 0, r, swpNoZOrder|swpNoActivate)
	}
	put(w.intro, p.intro)
	for i := range w.inputs {
		put(w.labels[i], p.labels[i])
		put(w.inputs[i], p.inputs[i])
		put(w.notes[i], p.notes[i])
	}
	put(w.below, p.note)
	put(w.buttons[0], p.ok)
	put(w.buttons[1], p.cancel)
	return outer.Width(), outer.Height()
}

func (w *window) move(to winapi.Rect) { winapi.Move(w.handle, 0, to, swpNoZOrder|swpNoActivate) }

// makeFont makes the font of the system's messages, with the size that the person set.
func (w *window) makeFont() {
	old := w.font
	w.font = winapi.NewFont(winapi.MessageFont(w.dpi))
	winapi.DeleteFont(old) // the controls get the new one before they draw
}

// measure returns the sizes of all texts.
func (w *window) measure() (s sizes) {
	dc, _, _ := procGetDC.Call(w.handle)
	measured := func(text string, width int32, flags uintptr) winapi.Rect {
		return winapi.DrawText(dc, w.font, text, winapi.Rect{Right: width}, dtCalcRect|flags)
	}
	s.line = measured("X", 0, 0).Height()
	for i, text := range w.texts {
		s.labels = append(s.labels, measured(text, 0, 0).Width())
		s.notes = append(s.notes, measured(w.form.Fields[i].Note.Text, noteWidth(w.dpi), dtWordBreak|dtNoPrefix).Height())
	}
	wide := textWidth(w.dpi, s.labels)
	s.intro = measured(w.form.Intro, wide, dtWordBreak|dtNoPrefix).Height()
	s.note = measured(w.form.Note.Text, wide, dtWordBreak|dtNoPrefix).Height()
	s.ok, s.cancel = measured(w.said[0], 0, 0).Width(), measured(w.said[1], 0, 0).Width()
	_, _, _ = procReleaseDC.Call(w.handle, dc)
	return s
}

// colors draws a problem in red, or in high contrast in the person's own colour.
func (w *window) colors(dc, control uintptr) uintptr {
	problem := control == w.below && w.form.Note.Problem
	for i := range w.notes {
		problem = problem || control == w.notes[i] && w.form.Fields[i].Note.Problem
	}
	face, _, _ := procSysColor.Call(colorFace)
	if !problem || w.contrast || !light(uint32(face)) {
		return 0 // Windows' own
	}
	_, _, _ = procSetTextColor.Call(dc, problemColor)
	_, _, _ = procSetBkMode.Call(dc, transparent)
	brush, _, _ := procSysColorBrush.Call(colorFace)
	return brush
}

// inputMessage is the procedure of all inputs: that of Windows, apart from a paste.
func inputMessage(handle, message, wParam, lParam uintptr) uintptr {
	w := windowOfThread()
	switch {
	case w == nil:
		return 0
	case uint32(message) == wmPaste && !w.running:
		w.paste(handle)
		return 0
	}
	result, _, _ := procCallProcedure.Call(w.edit, handle, message, wParam, lParam)
	return result
}

// paste puts the whole text of the clipboard into an input.
func (w *window) paste(input uintptr) {
	for i, f := range w.form.Fields {
		if w.inputs[i] == input && f.Fixed {
			return
		}
	}
	text, err := windows.UTF16PtrFromString(pasted(w.clipboard()))
	if err != nil {
		return
	}
	_, _, _ = procSendMessage.Call(input, emReplaceSelection, 1, uintptr(unsafe.Pointer(text)))
}

func (w *window) clipboard() string {
	if ok, _, _ := procOpenClipboard.Call(w.handle); ok == 0 {
		return ""
	}
	defer func() { _, _, _ = procCloseClipboard.Call() }()
	memory, _, _ := procClipboardData.Call(unicodeText)
	size, _, _ := procMemorySize.Call(memory)
	data, _, _ := procLock.Call(memory)
	if memory == 0 || data == 0 {
		return ""
	}
	defer func() { _, _, _ = procUnlock.Call(memory) }()
	start := *(**uint16)(unsafe.Pointer(&data))
	return windows.UTF16ToString(unsafe.Slice(start, min(size, maxPasted)/2))
}

func getText(window uintptr) string {
	length, _, _ := procGetTextLength.Call(window)
	u := make([]uint16, int32(length)+1)
	_, _, _ = procGetText.Call(window, uintptr(unsafe.Pointer(&u[0])), uintptr(len(u)))
	return windows.UTF16ToString(u)
}

func flag(on bool) uintptr {
	if on {
		return 1
	}
	return 0
}
