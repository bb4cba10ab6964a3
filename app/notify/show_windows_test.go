package notify

import (
	"errors"
	"strings"
	"testing"

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
