package hotkey

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func TestErrorSaysWhichChordAndWhatToDo(t *testing.T) {
	for code, want := range map[string]string{
		CodeTaken:       "choose another chord",
		CodeNoSuchKey:   "choose another chord",
		CodeNoDisplay:   "start the program inside a desktop session",
		CodeWayland:     "bind the toggle command",
		CodeAsking:      "look for its question",
		CodeDenied:      "allow the program",
		CodeUnconfirmed: "press it to see",
		CodeClosed:      "start the program again",
		CodePortal:      "started anew",
		CodeLost:        "closed",
		CodePermission:  "Accessibility",
		CodeUnsupported: "not on this system yet",
	} {
		err := fmt.Errorf("start: %w", &Error{Code: code, Chord: settings.DefaultChord(), Err: io.EOF})
		if got := err.Error(); !strings.Contains(got, want) || !strings.Contains(got, "Ctrl+Shift+F9") || !strings.Contains(got, "EOF") {
			t.Errorf("%s: got %q, want the chord, %q and the cause", code, got, want)
		}
		if e, ok := errors.AsType[*Error](err); !ok || e.Code != code || !errors.Is(err, io.EOF) {
			t.Errorf("%s: got %v, want an *Error that wraps its cause", code, err)
		}
	}
}

func TestRetryTaken(t *testing.T) {
	taken := &Error{Code: CodeTaken}
	missing := &Error{Code: CodeNoSuchKey}
	for _, tt := range []struct {
		name  string
		tries []error // the error of each try; the last repeats
		stop  time.Duration
		want  error
		took  time.Duration
		count int
	}{
		{"free at once", []error{nil}, 0, nil, 0, 1},
		{"free at the third try", []error{taken, taken, nil}, 0, nil, 2 * retryEvery, 3},
		{"taken for the whole time", []error{taken}, 0, taken, retryFor, 20},
		{"another reason is not retried", []error{missing}, 0, missing, 0, 1},
		{"closed meanwhile", []error{taken}, 120 * time.Millisecond, taken, 120 * time.Millisecond, 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.stop > 0 {
					time.AfterFunc(tt.stop, cancel)
				}
				start, count := time.Now(), 0
				err := RetryTaken(ctx, func() error {
					count++
					return tt.tries[min(count, len(tt.tries))-1]
				})
				if err != tt.want {
					t.Errorf("got %v, want %v", err, tt.want)
				}
				if took := time.Since(start); took != tt.took {
					t.Errorf("took %v, want %v", took, tt.took)
				}
				// Exactly at the end of retryFor there may be one more try.
				if count != tt.count && count != tt.count+1 {
					t.Errorf("tried %d times, want %d", count, tt.count)
				}
			})
		})
	}
}
