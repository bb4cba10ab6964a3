//go:build !nowindow

package extension

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/eventloop"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// small is the extension window with a simulated backend.
type small struct {
	t *testing.T
	w fyne.Window
	x *Form

	closed int

	eventloop.Loop // Fyne's

	mu     sync.Mutex
	saves  []string
	refuse string
}

func ask(t *testing.T, set func(*Backend), story func(s *small)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &small{t: t, w: test.NewWindow(nil)}
		b := Backend{
			Text: func(id string, args ...any) string {
				if (words.Words{}).Window(id) == id {
					t.Errorf("words has no sentence for %q", id)
				}
				for _, a := range args {
					id += " " + a.(string)
				}
				return id
			},
			Save: func(digits string) string {
				s.mu.Lock()
				defer s.mu.Unlock()
				s.saves = append(s.saves, digits)
				return s.refuse
			},
		}
		if set != nil {
			set(&b)
		}
		s.x = New(s.w, b)
		s.x.work.Do = s.Post
		s.x.quit = func() { s.closed++ }
		s.w.SetContent(s.x.Content())
		s.x.Open()
		story(s)
		s.Settle()
		s.w.Close()
		s.x.Wait(time.Second)
	})
}

// key presses a key in whatever has the focus.
func (s *small) key(name fyne.KeyName) {
	s.w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: name})
	s.Settle()
}

func (s *small) typed(text string) { test.Type(s.w.Canvas().Focused(), text) }

func (s *small) want(note string, closed int, saves ...string) {
	s.t.Helper()
	s.Settle()
	if s.x.note.Text != note || s.closed != closed || !slices.Equal(s.saves, saves) {
		s.t.Errorf("says %q, closed %d times, saved %q; want %q, %d, %q", s.x.note.Text, s.closed, s.saves, note, closed, saves)
	}
}

func TestAnExtensionIsTypedAndConfirmedByEnter(t *testing.T) {
	ask(t, nil, func(s *small) {
		if s.x.entry.Text != "" {
			t.Errorf("the input starts with %q, want it empty", s.x.entry.Text)
		}
		s.key(fyne.KeyReturn)
		s.want("extension_digits", 0)
		s.typed("5")
		s.want("", 0)
		s.typed("a")
		s.want("extension_digits", 0)
		s.typed("5 -5\u0665")
		if s.x.entry.Text != "555" {
			t.Errorf("got %q, want 555", s.x.entry.Text)
		}
		s.key(fyne.KeyReturn)
		s.want("extension_saving", 1, "555")
	})
}

func TestEscapeChangesNothing(t *testing.T) {
	ask(t, nil, func(s *small) {
		s.typed("555")
		s.key(fyne.KeyEscape)
		s.want("", 1)
	})
}

// A number without its other characters would be a different number.
func TestOnlyAWholeExtensionIsPasted(t *testing.T) {
	ask(t, func(b *Backend) { b.Now = "444" }, func(s *small) {
		board := test.NewClipboard()
		paste := func(text, want string) {
			t.Helper()
			board.SetContent(text)
			s.x.entry.TypedShortcut(&fyne.ShortcutPaste{Clipboard: board})
			if s.x.entry.Text != want {
				t.Errorf("pasted %q: got %q, want %q", text, s.x.entry.Text, want)
			}
		}
		paste("12-345", "")
		paste("ext 12345", "")
		paste(strings.Repeat("1", 21), "")
		paste("", "")
		paste(" 12345\n", "12345")
		paste("777 ", "777")
		for range 30 {
			s.typed("1")
		}
		if len(s.x.entry.Text) != maxExtension {
			t.Errorf("got %d digits, want %d", len(s.x.entry.Text), maxExtension)
		}
	})
}

func TestARefusedExtensionStaysToBeMended(t *testing.T) {
	ask(t, nil, func(s *small) {
		s.refuse = "the disk is full"
		s.typed("555")
		s.key(fyne.KeyReturn)
		s.want("the disk is full", 0, "555")
		if s.x.entry.Text != "555" || s.x.entry.Disabled() {
			t.Errorf("got %q, disabled %v", s.x.entry.Text, s.x.entry.Disabled())
		}
		s.refuse = ""
		s.key(fyne.KeyReturn)
		s.want("extension_saving", 1, "555", "555")
	})
}

func TestALockedExtensionIsShownWithWhoSetIt(t *testing.T) {
	ask(t, func(b *Backend) { b.Now, b.Locked, b.SetBy = "222", true, "set by Desk IT" }, func(s *small) {
		if !s.x.entry.Disabled() || !s.x.ok.Disabled() {
			t.Error("it can be changed")
		}
		s.x.save()
		s.want("set by Desk IT", 0)
	})
}
