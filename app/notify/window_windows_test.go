package notify

import (
	"strings"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

var (
	procWindowRect  = user32.NewProc("GetWindowRect")
	procSendMessage = user32.NewProc("SendMessageW")
)

// until waits for what another thread does.
func until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("waited in vain:", what)
		}
	}
}

func visible() bool {
	return windows.IsWindowVisible(windows.HWND(ownWindow.window))
}

func windowText() string {
	var b [1024]uint16
	_, _, _ = procSendMessage.Call(ownWindow.window, 0x000d, uintptr(len(b)), uintptr(unsafe.Pointer(&b))) // WM_GETTEXT
	return windows.UTF16ToString(b[:])
}

func send(message uintptr) { _, _, _ = procSendMessage.Call(ownWindow.window, message, 0, 0) }

func showNote(t *testing.T, note Note) {
	t.Helper()
	if err := ownWindow.show(&note, assets.Icon(note.Picture, 64)); err != nil {
		t.Fatal(err)
	}
	until(t, "the window shows "+note.Summary, func() bool { return visible() && strings.HasPrefix(windowText(), note.Summary+"\n") })
}

// Windows can show each picture of an outcome; the system's sign replaces one that is broken.
func TestPicturesAreIcons(t *testing.T) {
	for _, name := range []string{"toggled", "not_toggled", "unknown", "practice_unknown"} {
		for _, size := range []int{0, 32, 64} {
			icon, err := winapi.NewIcon(assets.Icon(name, 64), size)
			if err != nil {
				t.Errorf("%s, %d pixels: %v", name, size, err)
			}
			winapi.DestroyIcon(icon)
		}
	}
	for _, bits := range []string{"", "no picture"} {
		if icon, err := winapi.NewIcon([]byte(bits), 32); icon != 0 || err == nil {
			t.Errorf("%q became an icon", bits)
		}
	}
}

// The note window shows a warning, takes no focus, ends after its time, and an urgent one only by
// a click.
func TestNoteWindow(t *testing.T) {
	showNote(t, Note{Summary: "Not toggled", Body: "Press again.", Picture: "not_toggled", Warning: true, Expire: 3 * time.Second})
	if uintptr(windows.GetForegroundWindow()) == ownWindow.window {
		t.Error("the window has the focus")
	}
	if answer, _, _ := procSendMessage.Call(ownWindow.window, wmMouseActivate, 0, 0); answer != maNoActivate {
		t.Errorf("a click: got %d, want %d, or it takes the focus", answer, maNoActivate)
	}
	var r winapi.Rect
	_, _, _ = procWindowRect.Call(ownWindow.window, uintptr(unsafe.Pointer(&r)))
	if r.Width() < 200 || r.Height() < 40 {
		t.Errorf("the window is at %v", r)
	}
	until(t, "it ends after its time", func() bool { return !visible() })

	showNote(t, Note{Summary: "Not clear", Body: strings.Repeat("look at wolkvox Agent ", 20), Urgent: true, Expire: time.Millisecond})
	send(wmPaint)
	send(wmTimer) // late, of the note before
	if !visible() {
		t.Error("an urgent note ended by a timer")
	}
	send(wmButtonUp)
	if visible() {
		t.Error("a click does not close it")
	}
	showNote(t, Note{Summary: "Toggled", Expire: time.Minute})
	if err := ownWindow.show(nil, nil); err != nil {
		t.Error(err)
	}
	until(t, "it is taken away", func() bool { return !visible() })
}

// The time of a note can end, and a person can click, just when the next one is on its way: that
// one is shown.
func TestTheNextNoteOutlivesTheLast(t *testing.T) {
	for _, message := range []uintptr{wmTimer, wmButtonUp} {
		showNote(t, Note{Summary: "Toggled", Expire: time.Minute})
		ownWindow.newest.Store(&noteRequest{note: &Note{Summary: "Not clear", Urgent: true}, done: make(chan struct{})})
		send(message)
		send(wmApp)
		if text := windowText(); !visible() || !strings.HasPrefix(text, "Not clear") {
			t.Errorf("message %#x: visible %v, %q, want the next note", message, visible(), text)
		}
	}
}
