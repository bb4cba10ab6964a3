package keyboard

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"slices"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/desktop"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// TestADesktopThatDoesNotAnswerIsAskedAgain: with growing pauses, until it answers or has
// ended, which ends the session.
func TestADesktopThatDoesNotAnswerIsAskedAgain(t *testing.T) {
	silent := error(&hotkey.Error{Code: hotkey.CodeLost, Err: hotkey.ErrSilent})
	noDisplay := func(err error) error { return &hotkey.Error{Code: hotkey.CodeNoDisplay, Err: err} }
	ended, full := noDisplay(syscall.ECONNREFUSED), noDisplay(errors.New("maximum number of clients reached"))
	for _, tt := range []struct {
		name  string
		opens []error
		at    []int
		gone  bool
	}{
		{"it ends", []error{silent, silent, silent, silent, silent, silent, silent, ended}, []int{0, 2, 6, 14, 30, 62, 122, 182}, true},
		{"its socket goes", []error{silent, noDisplay(fs.ErrNotExist)}, []int{0, 2}, true},
		{"it is full after that", []error{silent, full, full, ended}, []int{0, 2, 6, 14}, true},
		{"it gives no hotkeys", []error{silent, &hotkey.Error{Code: hotkey.CodeWayland}}, []int{0, 2}, false},
		{"it comes later, and gives no hotkeys", []error{ended, ended, full, ended, &hotkey.Error{Code: hotkey.CodeWayland}}, []int{0, 2, 6, 14, 30}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			began, asked, gone, codes := time.Now(), []int{}, false, []string{}
			k := &Keyboard{
				Log: slog.New(slog.DiscardHandler),
				Open: func(*slog.Logger, string) (*desktop.Listener, error) {
					asked = append(asked, int(time.Since(began).Seconds()))
					return nil, tt.opens[len(asked)-1]
				},
				Trouble:      func(code string, _ settings.Chord) { codes = append(codes, code) },
				SessionEnded: func() { gone = true },
			}
			if err := k.Run(t.Context(), defaultChord); err != nil {
				t.Error(err)
			}
			if !slices.Equal(asked, tt.at) {
				t.Errorf("%s: asked after %v s, want %v", tt.name, asked, tt.at)
			}
			var told []string // a missing desktop is reported once
			for _, err := range tt.opens {
				if code := codeOf(err); code != hotkey.CodeNoDisplay || len(told) == 0 || told[len(told)-1] != code {
					told = append(told, code)
				}
			}
			if gone != tt.gone || !slices.Equal(codes, told) {
				t.Errorf("%s: gone %v, want %v; told %v, want %v", tt.name, gone, tt.gone, codes, told)
			}
		})
	}
}

// TestABusThatEndsDoesNotEndTheSession: while the desktop still runs, the bus is tried again,
// without a report at each try.
func TestABusThatEndsDoesNotEndTheSession(t *testing.T) {
	for _, tt := range []struct {
		name  string
		lasts int // how often the desktop is found to be running
		opens int
		gone  bool
	}{
		{"the desktop goes on, and the bus is not back", 100, 4, false},
		{"the desktop ended too", 2, 3, true},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			asked, lasts, gone := 0, tt.lasts, false
			var codes []string
			k := &Keyboard{
				Log:     slog.New(slog.DiscardHandler),
				busLost: true, // as after the portal's bus has ended
				Open: func(*slog.Logger, string) (*desktop.Listener, error) {
					asked++
					return nil, &hotkey.Error{Code: hotkey.CodeWayland, Err: syscall.ECONNREFUSED}
				},
				Trouble:      func(code string, _ settings.Chord) { codes = append(codes, code) },
				SessionEnded: func() { gone = true },
				DesktopRuns:  func() bool { lasts--; return lasts >= 0 },
			}
			if err := k.Run(ctx, defaultChord); err != nil {
				t.Error(err)
			}
			if asked != tt.opens || gone != tt.gone || len(codes) != 0 {
				t.Errorf("%s: asked %d times, gone %v, told %q", tt.name, asked, gone, codes)
			}
		})
	}
}

// TestTheEndDoesNotWaitForADesktop: it does not ask the desktop again either.
func TestTheEndDoesNotWaitForADesktop(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began, asked := time.Now(), 0
		k := &Keyboard{Log: slog.New(slog.DiscardHandler), Trouble: func(string, settings.Chord) {}, Open: func(*slog.Logger, string) (*desktop.Listener, error) {
			asked++
			return nil, &hotkey.Error{Code: hotkey.CodeLost, Err: hotkey.ErrSilent}
		}}
		if err := k.Run(ctx, defaultChord); err != nil || asked != 1 || time.Since(began) != time.Second {
			t.Errorf("%v, asked %d times, %v, want once and 1 s", err, asked, time.Since(began))
		}
	})
}

// TestARefusedChordIsTriedAgain: at most 30 s apart as long as it is refused. After another
// refusal the pauses start again from the shortest.
func TestARefusedChordIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		began, at := time.Now(), []int{}
		k := &Keyboard{refusals: make(chan struct{}, 1)}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			k.retryRefused(ctx, func() { at = append(at, int(time.Since(began).Seconds())) })
		}()
		want := func(seconds ...int) {
			t.Helper()
			synctest.Wait()
			if !slices.Equal(at, seconds) {
				t.Errorf("tried after %v s, want %v", at, seconds)
			}
			began, at = time.Now(), nil
		}
		time.Sleep(time.Hour)
		want()
		k.setCode(hotkey.CodeTaken)
		time.Sleep(2 * time.Minute)
		want(2, 6, 14, 30, 60, 90, 120)
		k.setCode("")
		time.Sleep(time.Hour)
		want()
		for _, code := range []string{hotkey.CodeLayoutSwitch, hotkey.CodeWayland, hotkey.CodeDenied, hotkey.CodeLost} {
			k.setCode(code)
			time.Sleep(time.Hour)
			want()
		}
		k.setCode(hotkey.CodeNoSuchKey)
		time.Sleep(10 * time.Second)
		want(2, 6)
		cancel()
		<-ended
	})
}

func defaultChord() []settings.Chord { return []settings.Chord{settings.DefaultChord()} }

// TestTheFirstFreeChordIsRegistered, and none behind it; a failure that another chord does not help
// is told at once.
func TestTheFirstFreeChordIsRegistered(t *testing.T) {
	chords := append(defaultChord(), settings.SpareChords(settings.DefaultChord())[:2]...)
	refused := func(code string) error { return &hotkey.Error{Code: code} }
	for _, tt := range []struct {
		name  string
		says  []error // to one grab after the other
		fails string  // the code at the end
	}{
		{"the first is free", []error{nil}, ""},
		{"the second is free", []error{refused(hotkey.CodeTaken), nil}, ""},
		{"the third is free", []error{refused(hotkey.CodeNoSuchKey), refused(hotkey.CodeLayoutSwitch), nil}, ""},
		{"the system has no room for the first", []error{refused(hotkey.CodeFailed), nil}, ""},
		{"none is free", []error{refused(hotkey.CodeTaken), refused(hotkey.CodeTaken), refused(hotkey.CodeTaken)}, hotkey.CodeTaken},
		{"there is no desktop", []error{refused(hotkey.CodeNoDisplay)}, hotkey.CodeNoDisplay},
	} {
		asked := 0
		err := firstFree(chords, func(c settings.Chord) error {
			if asked == len(tt.says) || c != chords[asked] {
				t.Fatalf("%s: %v is registered too", tt.name, c)
			}
			asked++
			return tt.says[asked-1]
		})
		if asked != len(tt.says) || codeOf(err) != tt.fails {
			t.Errorf("%s: %d grabs, %q, want %d, %q", tt.name, asked, codeOf(err), len(tt.says), tt.fails)
		}
	}
}

// Each failure of the hotkey has its own words.
func TestEveryCodeOfTheHotkeyHasWords(t *testing.T) {
	seen := map[string]string{}
	for _, code := range []string{
		hotkey.CodeTaken, hotkey.CodeLayoutSwitch, hotkey.CodeNoSuchKey, hotkey.CodeNoDisplay, hotkey.CodeWayland, hotkey.CodeAsking, hotkey.CodeDenied,
		hotkey.CodeUnconfirmed, hotkey.CodeClosed, hotkey.CodePortal, hotkey.CodeLost, hotkey.CodePermission, hotkey.CodeUnsupported, "other",
	} {
		s := words.Words{}.Hotkey(code, "Ctrl+Shift+F9")
		if before, twice := seen[s]; twice {
			t.Errorf("%s and %s are told alike: %s", before, code, s)
		}
		seen[s] = code
	}
}

// A portal that grants no key does not count as a backend, and no key is named then.
func TestAPortalIsTheBackendOnlyWhileItServes(t *testing.T) {
	k := &Keyboard{chord: settings.DefaultChord(), listener: &desktop.Listener{Backend: hotkey.BackendPortal}}
	for code, want := range map[string]string{
		"":                     "portal Ctrl+Shift+F9",
		hotkey.CodeUnconfirmed: "portal Ctrl+Shift+F9",
		hotkey.CodeAsking:      "none ",
		hotkey.CodeDenied:      "none ",
		hotkey.CodeClosed:      "none ",
		hotkey.CodePortal:      "none ",
		hotkey.CodeWayland:     "none ",
	} {
		k.setCode(code)
		backend, _, _ := k.Status()
		if got := backend + " " + k.Name(); got != want {
			t.Errorf("%s: got %q, want %q", code, got, want)
		}
	}
}

// When the old chord is chosen again after another one was refused, it still works, and the
// refusal must be cleared.
func TestAChordThatStayedIsWantedAgain(t *testing.T) {
	k := &Keyboard{chord: settings.DefaultChord()}
	for code, want := range map[string]bool{
		"": false, hotkey.CodeTaken: true, hotkey.CodeNoSuchKey: true,
		hotkey.CodeUnconfirmed: false, // else each change of a setting would prompt the person again
	} {
		k.setCode(code)
		if got := k.NeedsGrab(settings.DefaultChord()); got != want {
			t.Errorf("%q: got %v, want %v", code, got, want)
		}
	}
	if !k.NeedsGrab(settings.Chord{}) {
		t.Error("another chord is not registered")
	}
}
