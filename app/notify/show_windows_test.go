package notify

import (
	"errors"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
)

// The sizes in shellapi.h for 64-bit Windows. The shell rejects or misreads any other.
func TestTheShellReadsOurStructure(t *testing.T) {
	var d iconData
	for _, tt := range []struct {
		name      string
		got, want uintptr
	}{
		{"cbSize", unsafe.Sizeof(d), 976},
		{"hWnd", unsafe.Offsetof(d.window), 8},
		{"szTip", unsafe.Offsetof(d.tip), 40},
		{"szInfo", unsafe.Offsetof(d.info), 304},
		{"uVersion", unsafe.Offsetof(d.timeout), 816},
		{"szInfoTitle", unsafe.Offsetof(d.infoTitle), 820},
		{"dwInfoFlags", unsafe.Offsetof(d.infoFlags), 948},
		{"guidItem", unsafe.Offsetof(d.item), 952},
		{"hBalloonIcon", unsafe.Offsetof(d.balloonIcon), 968},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %d, want %d", tt.name, tt.got, tt.want)
		}
	}
}

func TestWhatTheShellIsAskedFor(t *testing.T) {
	d := newBalloon(&Note{Summary: strings.Repeat("😀", 40), Body: strings.Repeat("x", 300)}, 1)
	if got := windows.UTF16ToString(d.infoTitle[:]); got != strings.Repeat("😀", 31)+"…" {
		t.Errorf("title: got %q, want 31 whole characters and an ellipsis", got)
	}
	if got := windows.UTF16ToString(d.info[:]); got != strings.Repeat("x", 254)+"…" {
		t.Errorf("text: got %q, want 254 characters and an ellipsis", got)
	}
	if d.infoFlags != niifInfo|niifNoSound || d.flags != nifInfo|nifRealtime {
		t.Errorf("flags: got %#x, %#x, want one without a sound", d.flags, d.infoFlags)
	}
	for _, note := range []Note{{Summary: "Not clear", Urgent: true}, {Summary: "Not toggled", Warning: true}} {
		d = newBalloon(&note, 1)
		if d.infoFlags != niifWarning|niifNoSound || d.flags != nifInfo {
			t.Errorf("%s: flags %#x, %#x, want a warning that may come late", note.Summary, d.flags, d.infoFlags)
		}
	}
	if d.info[0] == 0 {
		t.Error("no text: the shell would remove the balloon")
	}
}

func TestWithoutAnIconThereIsNoBalloon(t *testing.T) {
	for _, note := range []*Note{nil, {Summary: "a"}} {
		if err := showBalloon(note); !errors.Is(err, ErrNoIcon) {
			t.Errorf("balloon(%v): got %v, want ErrNoIcon", note, err)
		}
	}
}
