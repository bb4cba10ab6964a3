package keychain

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const secret = "0a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293"

func TestChildrenAreBelieved(t *testing.T) {
	ctx := context.Background()
	k := &Keychain{Helper: helper("exits 0")}
	if err := k.Set(ctx, mustToken(t, secret)); err != nil {
		t.Errorf("set: got %v, want nil", err)
	}
	if err := k.Clear(ctx); err != nil {
		t.Errorf("clear: got %v, want nil", err)
	}
	k.Helper = helper("floods")
	if err := k.Clear(ctx); err != nil {
		t.Errorf("clear by a child that talks a lot: got %v, want nil", err)
	}
}

func TestChildrenThatFailAreTyped(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "gone")
	tests := []struct {
		name   string
		helper func(context.Context, ...string) *exec.Cmd
		want   error
	}{
		{"not found", helper("exits 10"), ErrNotFound},
		{"invalid", helper("exits 11"), ErrInvalid},
		{"locked", helper("exits 12"), ErrLocked},
		{"not allowed", helper("exits 16"), ErrNotAllowed},
		{"unreachable", helper("exits 13"), ErrUnreachable},
		{"timeout", helper("exits 14"), ErrTimeout},
		{"usage", helper("exits 15"), ErrUnreachable},
		{"crash", helper("crashes"), ErrUnreachable},
		{"program gone", func(ctx context.Context, args ...string) *exec.Cmd {
			return exec.CommandContext(ctx, missing, args...)
		}, ErrUnreachable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := &Keychain{Helper: tt.helper}
			if err := k.Clear(context.Background()); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

// recorded keeps the last command that was made.
func recorded(h func(context.Context, ...string) *exec.Cmd, last **exec.Cmd) func(context.Context, ...string) *exec.Cmd {
	return func(ctx context.Context, args ...string) *exec.Cmd {
		*last = h(ctx, args...)
		return *last
	}
}

// A child that hangs is killed at its parent's deadline, and is gone when the parent
// returns.
func TestChildEndsAtTheDeadline(t *testing.T) {
	var cmd *exec.Cmd
	k := &Keychain{Helper: recorded(helper("hangs"), &cmd)}
	for name, call := range map[string]func(context.Context) error{
		"set":   func(ctx context.Context) error { return k.Set(ctx, mustToken(t, secret)) },
		"clear": k.Clear,
	} {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		err := call(ctx)
		cancel()
		if !errors.Is(err, ErrTimeout) {
			t.Errorf("%s: got %v, want ErrTimeout", name, err)
		}
		if cmd.ProcessState == nil || cmd.ProcessState.Success() {
			t.Errorf("%s: got a child that was not ended", name)
		}
	}
}

func TestQuietCallsHaveADeadlineOfTheirOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var got []time.Duration
		k := &Keychain{call: func(ctx context.Context, _ operation, _ wolkvox.Token) (reply, error) {
			deadline, _ := ctx.Deadline()
			got = append(got, time.Until(deadline))
			return reply{}, ErrNotFound
		}}
		_, _ = k.Get(t.Context())
		_, _ = k.Status(t.Context())
		if want := []time.Duration{QuietDeadline, QuietDeadline}; !slices.Equal(got, want) {
			t.Errorf("got deadlines in %v, want %v", got, want)
		}
	})
}

// A child gets its deadline too, in case its parent is killed.
func TestChildrenKnowTheDeadline(t *testing.T) {
	var args []string
	k := &Keychain{Helper: func(ctx context.Context, a ...string) *exec.Cmd {
		args = a
		return helper("exits 0")(ctx, a...)
	}}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := k.Clear(ctx); err != nil {
		t.Fatal(err)
	}
	if _, limit, ok := parseHelperArgs(args); !ok || limit > time.Minute+time.Millisecond {
		t.Errorf("got arguments %q, want a limit of at most a minute", args)
	}
}

func TestCancelIsNotATimeout(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	k := &Keychain{Helper: helper("hangs")}
	if err := k.Clear(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, ErrTimeout) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func TestTokenIsNotLogged(t *testing.T) {
	var log bytes.Buffer
	k := &Keychain{Helper: helper("repeats its input"), Log: slog.New(slog.NewTextHandler(&log, nil))}
	err := k.Set(context.Background(), mustToken(t, secret))
	if !errors.Is(err, ErrUnreachable) {
		t.Fatalf("got %v, want ErrUnreachable", err)
	}
	if !strings.Contains(log.String(), "[token]") {
		t.Errorf("got log %q, want what the child said", log.String())
	}
	if strings.Contains(log.String()+err.Error(), secret) {
		t.Errorf("got the token in log %q or error %q", log.String(), err)
	}
}

func TestTextForTheLogIsShortAndPlain(t *testing.T) {
	got := safeText("a\x1b[31m\n\u202eb\xff"+strings.Repeat("x", 500), mustToken(t, "b"))
	if len([]rune(got)) != 200 || strings.ContainsAny(got, "\x1b\n\u202e") {
		t.Errorf("got %q", got)
	}
}

func TestEmptyTokenIsNotStored(t *testing.T) {
	k := &Keychain{Helper: helper("exits 0")}
	if err := k.Set(context.Background(), wolkvox.Token{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %v, want ErrInvalid", err)
	}
}

// Set and Clear do not prompt in the child that is killed at the deadline: they unlock
// first and then try again.
func TestLockedKeychainIsUnlockedOnce(t *testing.T) {
	tests := []struct {
		name  string
		modes map[string][]string // what the children of an operation do, in turn
		want  error
		calls string
	}{
		{"opened", map[string][]string{"set": {"exits 12", "exits 0"}, "unlock": {"exits 0"}}, nil, "set unlock set"},
		{"closed by the person", map[string][]string{"set": {"exits 12"}, "unlock": {"exits 12"}}, ErrLocked, "set unlock"},
		{"locked again", map[string][]string{"set": {"exits 12", "exits 12"}, "unlock": {"exits 0"}}, ErrLocked, "set unlock set"},
		{"kept from this program", map[string][]string{"set": {"exits 16"}}, ErrNotAllowed, "set"},
		{"not locked", map[string][]string{"set": {"exits 13"}}, ErrUnreachable, "set"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var calls []string
			k := &Keychain{Helper: func(ctx context.Context, args ...string) *exec.Cmd {
				op := args[0]
				calls = append(calls, op)
				mode := tt.modes[op][0]
				tt.modes[op] = tt.modes[op][1:]
				return helper(mode)(ctx, args...)
			}}
			if err := k.Set(context.Background(), mustToken(t, secret)); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
			if got := strings.Join(calls, " "); got != tt.calls {
				t.Errorf("got calls %q, want %q", got, tt.calls)
			}
		})
	}
}

// Reading never opens a prompt, whatever the state of the keychain, and starts no child.
func TestReadingNeverUnlocks(t *testing.T) {
	for _, locked := range []error{ErrLocked, ErrNotAllowed} {
		var calls []operation
		k := &Keychain{
			Helper: func(ctx context.Context, args ...string) *exec.Cmd {
				t.Errorf("got a child for %q, want none", args)
				return helper("exits 12")(ctx, args...)
			},
			call: func(_ context.Context, op operation, _ wolkvox.Token) (reply, error) {
				calls = append(calls, op)
				return reply{}, locked
			},
		}
		if _, err := k.Get(context.Background()); !errors.Is(err, locked) {
			t.Errorf("get: got %v, want %v", err, locked)
		}
		if _, err := k.Status(context.Background()); !errors.Is(err, locked) {
			t.Errorf("status: got %v, want %v", err, locked)
		}
		if !slices.Equal(calls, []operation{opGet, opStatus}) {
			t.Errorf("got calls %q, want one each", calls)
		}
	}
}

// In process, a call that hangs delays the next one only until its deadline.
func TestOneCallInProcessAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		k := &Keychain{slot: make(chan struct{}, 1)}
		k.slot <- struct{}{} // a call that does not come back
		begin := time.Now()
		_, err := k.Get(context.Background())
		if !errors.Is(err, ErrTimeout) || time.Since(begin) != QuietDeadline {
			t.Errorf("got %v after %v, want ErrTimeout after %v", err, time.Since(begin), QuietDeadline)
		}
	})
}
