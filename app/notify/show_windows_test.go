package notify

import (
	"errors"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows"
)

func TestWhatTheShellIsAskedFor(t *testing.T) {
	d := newBalloon(&Note{Summary: strings.Repeat("😀", 40), Body: strings.Repeat("x", 300)}, 1)
	if got := windows.UTF16ToString(d.InfoTitle[:]); got != strings.Repeat("😀", 31)+"…" {
		t.Errorf("title: got %q, want 31 whole characters and an ellipsis", got)
	}
	if got := windows.UTF16ToString(d.Info[:]); got != strings.Repeat("x", 254)+"…" {
		t.Errorf("text: got %q, want 254 characters and an ellipsis", got)
	}
	if d.InfoFlags != niifInfo|niifNoSound || d.Flags != nifInfo|nifRealtime {
		t.Errorf("flags: got %#x, %#x, want one without a sound", d.Flags, d.InfoFlags)
	}
	for _, note := range []Note{{Summary: "Not clear", Urgent: true}, {Summary: "Not toggled", Warning: true}} {
		d = newBalloon(&note, 1)
		if d.InfoFlags != niifWarning|niifNoSound || d.Flags != nifInfo {
			t.Errorf("%s: flags %#x, %#x, want a warning that may come late", note.Summary, d.Flags, d.InfoFlags)
		}
	}
	if d.Info[0] == 0 {
		t.Error("no text: the shell would remove the balloon")
	}
}

func TestWithoutAnIconThereIsNoBalloon(t *testing.T) {
	for _, note := range []*Note{nil, {Summary: "a"}} {
		if err := showBalloon(note, nil); !errors.Is(err, ErrNoIcon) {
			t.Errorf("balloon(%v): got %v, want ErrNoIcon", note, err)
		}
	}
}

// Without a taskbar there is never an icon, and every note is shown in the note window.
func TestWithoutAnIconTheWindowShowsIt(t *testing.T) {
	n := new(Notifier)
	until(t, "the window takes it", func() bool { return n.show(&Note{Summary: "Toggled", Expire: time.Minute}) == nil })
	until(t, "the window shows it", func() bool { return visible() && strings.HasPrefix(windowText(), "Toggled\n") })
	if err := n.show(&Note{}); err != nil {
		t.Fatal(err)
	}
	until(t, "it is taken away", func() bool { return !visible() })
}
