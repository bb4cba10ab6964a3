package dialog

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

var (
	procPostMessage    = user32.NewProc("PostMessageW")
	procVisible        = user32.NewProc("IsWindowVisible")
	procThreadInfo     = user32.NewProc("GetGUIThreadInfo")
	procItem           = user32.NewProc("GetDlgItem")
	procThread         = user32.NewProc("GetWindowThreadProcessId")
	procOwner          = user32.NewProc("GetWindow")
	procEmptyClipboard = user32.NewProc("EmptyClipboard")
	procSetClipboard   = user32.NewProc("SetClipboardData")
	procAllocate       = kernel32.NewProc("GlobalAlloc")
)

const (
	wmSetText = 0x000c
	wmKeyDown = 0x0100
	wmChar    = 0x0102
	wmSysChar = 0x0106
	wmClose   = 0x0010
	vkTab     = 9
	vkReturn  = 13
	vkEscape  = 27
)

// open is a dialog on the screen, as somebody at the desk sees it.
type open struct {
	t      *testing.T
	w      *Window
	form   Form
	closed chan error
	end    context.CancelFunc
}

func show(t *testing.T, form Form) *open {
	t.Helper()
	ctx, end := context.WithCancel(context.Background())
	o := &open{t: t, w: new(Window), form: form, closed: make(chan error, 1), end: end}
	if form.OK == "" {
		o.form.OK, o.form.Cancel, o.form.Working = "Save", "Cancel", "Saving..."
	}
	go func() { o.closed <- o.w.Run(ctx, o.form) }()
	until(t, "the dialog", func() bool {
		seen, _, _ := procVisible.Call(o.handle())
		return seen != 0 && o.focus() != 0
	})
	t.Cleanup(end)
	return o
}

// until waits for what another thread does.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain:", what)
		}
	}
}

func (o *open) handle() uintptr {
	o.w.mu.Lock()
	defer o.w.mu.Unlock()
	return o.w.handle
}

// focus is the control that gets the keys.
func (o *open) focus() uintptr {
	info := struct {
		size, flags                                 uint32
		active, focus, capture, menu, moving, caret uintptr
		_                                           winapi.Rect
	}{}
	info.size = uint32(unsafe.Sizeof(info))
	thread, _, _ := procThread.Call(o.handle(), 0)
	_, _, _ = procThreadInfo.Call(thread, uintptr(unsafe.Pointer(&info)))
	return info.focus
}

func (o *open) input(i int) uintptr {
	control, _, _ := procItem.Call(o.handle(), uintptr(firstInput+i))
	return control
}

func (o *open) button(id int) uintptr {
	control, _, _ := procItem.Call(o.handle(), uintptr(id))
	return control
}

// note is the control below an input: the next one.
func (o *open) note(i int) string { return text(next(o.input(i))) }

func (o *open) below() string { return text(next(next(o.input(len(o.form.Fields) - 1)))) }

func next(control uintptr) uintptr {
	const gwHwndNext = 2
	found, _, _ := procOwner.Call(control, gwHwndNext)
	return found
}

func text(window uintptr) string {
	var b [2048]uint16
	_, _, _ = procSendMessage.Call(window, 0x000d, uintptr(len(b)), uintptr(unsafe.Pointer(&b))) // WM_GETTEXT
	return windows.UTF16ToString(b[:])
}

// key posts a key to the control with the focus, as the system does.
func (o *open) key(message, code uintptr) {
	_, _, _ = procPostMessage.Call(o.focus(), message, code, 1)
}

func (o *open) keys(text string) {
	for _, r := range text {
		o.key(wmChar, uintptr(r))
	}
}

func (o *open) wantFocus(control uintptr, why string) {
	o.t.Helper()
	until(o.t, why, func() bool { return o.focus() == control })
}

func (o *open) wantText(control uintptr, want string) {
	o.t.Helper()
	until(o.t, "the text "+want, func() bool { return text(control) == want })
}

func (o *open) wantClosed() {
	o.t.Helper()
	select {
	case err := <-o.closed:
		if err != nil {
			o.t.Fatal(err)
		}
	case <-time.After(30 * time.Second):
		o.t.Fatal("the dialog does not close")
	}
	if n := countThreads(); n != 0 {
		o.t.Errorf("%d threads are left", n)
	}
}

func countThreads() (n int) {
	windowsByThread.Range(func(any, any) bool { n++; return true })
	return n
}

// answers plays the rest of the program: it hands out one answer after the other.
type answers struct {
	mu   sync.Mutex
	got  []map[string]string
	sure []bool
	next []Answer
	hold chan struct{} // nil, or what Submit waits for
}

func (a *answers) submit(values map[string]string, confirmed bool) Answer {
	a.mu.Lock()
	a.got, a.sure = append(a.got, values), append(a.sure, confirmed)
	answer := Answer{Done: true}
	if len(a.next) > 0 {
		answer, a.next = a.next[0], a.next[1:]
	}
	a.mu.Unlock()
	if a.hold != nil {
		<-a.hold
	}
	return answer
}

func (a *answers) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.got)
}

func fields() []Field {
	return []Field{
		{Key: "server", Label: "Server", Value: "0042", Fixed: true, Note: Note{Text: "set by your IT"}},
		{Key: "agent_id", Label: "Extension"},
		{Key: "token", Label: "Token", Secret: true, Note: Note{Text: "looking..."}},
		{Key: "hotkey", Label: "Hotkey", Value: "Ctrl+Shift+F9"},
	}
}

// TestSetUpByKeyboard: a person fills in a form, reads what is wrong beside the field, corrects it
// and is done, with keys only.
func TestSetUpByKeyboard(t *testing.T) {
	rest := &answers{next: []Answer{{Notes: map[string]Note{"agent_id": {Text: "an extension is 1 to 20 digits", Problem: true}, "": {Text: "Not saved."}}}}}
	looked := make(chan struct{})
	o := show(t, Form{
		Title: "Wolkvox Hold", Intro: "Fill this in.", Fields: fields(), Note: Note{Text: "Other settings: config"},
		Look: func() map[string]Note { <-looked; return map[string]Note{"token": {Text: "no token"}} }, Submit: rest.submit,
	})
	if got := text(o.handle()); got != "Wolkvox Hold" {
		t.Errorf("the title is %q", got)
	}
	o.wantFocus(o.input(1), "the first empty field")
	close(looked)
	until(t, "what Look found", func() bool { return o.note(2) == "no token" })
	o.keys("12x")
	o.wantText(o.input(1), "12x")
	o.key(wmKeyDown, vkTab)
	o.wantFocus(o.input(2), "Tab")
	o.keys("0a1b2c3d")
	o.wantText(o.input(2), "0a1b2c3d")
	if style := long(o.input(2), -16); style&esPassword == 0 {
		t.Error("the token is shown")
	}
	o.key(wmKeyDown, vkReturn)
	o.wantFocus(o.input(1), "the refused field")
	if o.note(1) != "an extension is 1 to 20 digits" || o.below() != "Not saved." || o.note(0) != "set by your IT" {
		t.Errorf("the notes are %q, %q, %q", o.note(1), o.below(), o.note(0))
	}
	want := map[string]string{"server": "0042", "agent_id": "12x", "token": "0a1b2c3d", "hotkey": "Ctrl+Shift+F9"}
	for key, value := range want {
		if rest.got[0][key] != value {
			t.Errorf("%s: got %q", key, rest.got[0][key])
		}
	}
	o.keys("12345") // the whole text is selected
	o.wantText(o.input(1), "12345")
	if o.note(1) != "" {
		t.Errorf("the problem still stands: %q", o.note(1))
	}
	if got := text(o.input(2)); got != "0a1b2c3d" {
		t.Errorf("what was typed is lost: %q", got)
	}
	_, _, _ = procPostMessage.Call(o.focus(), wmSysChar, 'h', 1<<29)
	o.wantFocus(o.input(3), "Alt+H")
	_, _, _ = procPostMessage.Call(o.focus(), wmSysChar, 'a', 1<<29) // S is the server's
	o.wantClosed()
	if rest.count() != 2 || rest.got[1]["agent_id"] != "12345" || rest.sure[1] {
		t.Errorf("got %v", rest.got)
	}
}

func long(window uintptr, index int) uint32 {
	style, _, _ := user32.NewProc("GetWindowLongW").Call(window, uintptr(index))
	return uint32(style)
}

// What IT set can be read and marked with keys, and not changed, typed or pasted.
func TestFixedFieldsStay(t *testing.T) {
	o := show(t, Form{Fields: fields(), Submit: (&answers{}).submit})
	_, _, _ = procSendMessage.Call(o.handle(), wmNextControl, o.input(0), 1)
	o.wantFocus(o.input(0), "the field of IT")
	o.keys("9")
	copyText(t, "0043")
	_, _, _ = procSendMessage.Call(o.input(0), wmPaste, 0, 0)
	if got := text(o.input(0)); got != "0042" {
		t.Errorf("it is %q", got)
	}
	o.key(wmKeyDown, vkEscape)
	o.wantClosed()

	all := fields()
	for i := range all {
		all[i].Fixed = true
	}
	rest := &answers{}
	o = show(t, Form{Fields: all, Submit: rest.submit})
	o.wantFocus(o.button(idCancel), "Cancel, where nothing can be changed")
	_, _, _ = procSendMessage.Call(o.handle(), wmCommand, idOK, 0)
	_, _, _ = procSendMessage.Call(o.handle(), wmClose, 0, 0)
	o.wantClosed()
	if rest.count() != 0 {
		t.Error("nothing was submitted")
	}
}

// A text of the clipboard comes in whole.
func TestPaste(t *testing.T) {
	rest := &answers{}
	o := show(t, Form{Fields: fields(), Submit: rest.submit})
	copyText(t, "0a1b\r\n2c3d\r\n")
	_, _, _ = procSendMessage.Call(o.input(2), wmPaste, 0, 0)
	o.wantText(o.input(2), "0a1b 2c3d")
	copyText(t, "12345\r\n")
	o.keys("\x16") // Ctrl+V
	o.wantText(o.input(1), "12345")
	o.key(wmKeyDown, vkReturn)
	o.wantClosed()
	if got := rest.got[0]; got["token"] != "0a1b 2c3d" || got["agent_id"] != "12345" {
		t.Errorf("got %v", got)
	}
}

func copyText(t *testing.T, text string) {
	t.Helper()
	u, err := windows.UTF16FromString(text)
	if err != nil {
		t.Fatal(err)
	}
	runtime.LockOSThread() // which the clipboard is open for
	defer runtime.UnlockOSThread()
	owner, err := winapi.NewWindow("STATIC", 0, 0, 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _, _ = procDestroyWindow.Call(owner) }()
	const movable = 2
	memory, _, _ := procAllocate.Call(movable, uintptr(2*len(u)))
	data, _, _ := procLock.Call(memory)
	copy(unsafe.Slice(*(**uint16)(unsafe.Pointer(&data)), len(u)), u)
	_, _, _ = procUnlock.Call(memory)
	until(t, "the clipboard", func() bool {
		ok, _, _ := procOpenClipboard.Call(owner)
		return ok != 0
	})
	_, _, _ = procEmptyClipboard.Call()
	if ok, _, err := procSetClipboard.Call(unicodeText, memory); ok == 0 {
		t.Fatal(err)
	}
	_, _, _ = procCloseClipboard.Call()
}

// A question is answered by no, to which Enter and Esc lead, and then nothing follows; or by yes.
// Nothing can be changed meanwhile. The buttons say what they do, in the language of the dialog.
func TestQuestion(t *testing.T) {
	ask := Answer{Ask: "Replace it?", Yes: "Yes, replace it", No: "Keep it"}
	rest := &answers{next: []Answer{ask, ask, ask}}
	o := show(t, Form{Title: "A question", Fields: fields(), Note: Note{Text: "Other settings: config"}, Submit: rest.submit})
	for i, answer := range []func(){
		func() { o.key(wmKeyDown, vkReturn) },
		func() { o.key(wmKeyDown, vkEscape) },
		func() { _, _, _ = procPostMessage.Call(o.handle(), wmCommand, idOK, 0) },
	} {
		o.wantFocus(o.input(1), "the field")
		o.key(wmKeyDown, vkReturn)
		o.wantFocus(o.button(idCancel), "no")
		if o.below() != ask.Ask || text(o.button(idOK)) != ask.Yes || text(o.button(idCancel)) != ask.No {
			t.Errorf("it asks %q, %q, %q", o.below(), text(o.button(idOK)), text(o.button(idCancel)))
		}
		copyText(t, "9")
		_, _, _ = procSendMessage.Call(o.input(1), wmPaste, 0, 0)
		_, _, _ = procSendMessage.Call(o.input(1), wmChar, '9', 1)
		if got := text(o.input(1)); got != "" {
			t.Errorf("it was changed to %q", got)
		}
		answer()
		if i < 2 {
			o.wantText(o.button(idOK), "S&ave")
			if o.below() != "Other settings: config" || text(o.button(idCancel)) != "Cancel" || rest.count() != i+1 {
				t.Errorf("after no: %q, %q, submitted %d times", o.below(), text(o.button(idCancel)), rest.count())
			}
		}
	}
	o.wantClosed()
	if rest.count() != 4 || !rest.sure[3] || rest.sure[1] || rest.sure[2] {
		t.Errorf("got %d answers, agreed %v", rest.count(), rest.sure)
	}
}

// The end of the program closes a dialog, also while Submit or a question holds it up, and so does
// Esc; a late answer is nobody's. Enter submits once.
func TestClosedInTheMiddle(t *testing.T) {
	rest := &answers{hold: make(chan struct{})}
	o := show(t, Form{Fields: fields(), Submit: rest.submit})
	o.key(wmKeyDown, vkReturn)
	until(t, "Submit", func() bool { return rest.count() == 1 })
	o.wantText(next(next(o.input(3))), "Saving...")
	o.key(wmKeyDown, vkReturn)
	o.keys("9")
	o.key(wmKeyDown, vkEscape)
	o.wantClosed()
	close(rest.hold)
	if rest.count() != 1 || text(o.input(1)) != "" {
		t.Errorf("submitted %d times", rest.count())
	}
	o.w.Raise() // nothing happens

	for name, question := range map[string]string{"an open dialog": "", "a question": "Really?"} {
		rest := &answers{next: []Answer{{Ask: question}}}
		o := show(t, Form{Title: name, Fields: fields(), Submit: rest.submit})
		if question != "" {
			o.key(wmKeyDown, vkReturn)
			o.wantFocus(o.button(idCancel), name)
		}
		o.w.Raise()
		o.end()
		o.wantClosed()
		if rest.count() > 1 {
			t.Errorf("%s: submitted %d times", name, rest.count())
		}
	}
	ended, end := context.WithCancel(context.Background())
	end()
	if err := new(Window).Run(ended, Form{Fields: fields()}); err != nil {
		t.Error(err)
	}
}

// Nothing is cut: controls are inside of the window, and the texts fit them. Two dialogs are
// beside each other.
func TestTextsFit(t *testing.T) {
	o := show(t, Form{
		Title: "A", Intro: strings.Repeat("Which extension is yours? ", 5), Fields: fields(), Submit: (&answers{}).submit,
		Note: Note{Text: strings.Repeat("a long note ", 20)},
	})
	other := show(t, Form{Title: "B", Fields: fields()[1:2], Submit: (&answers{}).submit})
	var inside winapi.Rect
	_, _, _ = user32.NewProc("GetClientRect").Call(o.handle(), uintptr(unsafe.Pointer(&inside)))
	p := arrange(o.w.dpi, o.w.measure())
	if inside.Width() != p.width || inside.Height() != p.height {
		t.Errorf("it is %v inside, want %d x %d", inside, p.width, p.height)
	}
	if p.intro.Height() < 2*p.labels[0].Height() || p.note.Height() < 2*p.labels[0].Height() {
		t.Errorf("long texts have one line: %v, %v", p.intro, p.note)
	}
	for _, d := range []*open{other, o} {
		d.key(wmKeyDown, vkEscape)
		select {
		case <-d.closed:
		case <-time.After(30 * time.Second):
			t.Fatal("it does not close")
		}
	}
}
