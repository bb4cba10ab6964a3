package keychain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestHelperArguments(t *testing.T) {
	tests := []struct {
		args  string
		op    operation
		limit time.Duration
		ok    bool
	}{
		{"clear 2999", opClear, 2999 * time.Millisecond, true},
		{"set 1", opSet, time.Millisecond, true},
		{"set", opSet, PromptDeadline, true},
		{"clear 60000", opClear, time.Minute, true},
		{"unlock", opUnlock, PromptDeadline, true},
		{"set 4294967295", opSet, PromptDeadline, true}, // 49 days
		{"", "", 0, false},
		{"get", "", 0, false}, // a token never comes out of a child
		{"status 1000", "", 0, false},
		{"delete", "", 0, false},
		{"SET", "", 0, false},
		{"set -1", "", 0, false},
		{"set 99999999999", "", 0, false},
		{"set 1 2", "", 0, false},
		{"set secret", "", 0, false},
	}
	for _, tt := range tests {
		op, limit, ok := parseHelperArgs(strings.Fields(tt.args))
		if op != tt.op || limit != tt.limit || ok != tt.ok {
			t.Errorf("%q: got %q, %v, %v, want %q, %v, %v", tt.args, op, limit, ok, tt.op, tt.limit, tt.ok)
		}
	}
}

func FuzzHelperArguments(f *testing.F) {
	f.Add("clear", "3000")
	f.Add("unlock", "")
	f.Add("set", "-1")
	f.Fuzz(func(t *testing.T, op, limit string) {
		_, d, ok := parseHelperArgs([]string{op, limit})
		if ok && (d < 0 || d > time.Hour) {
			t.Fatalf("%q %q: got a limit of %v", op, limit, d)
		}
	})
}

func TestHelperRefusesValuesBeforeItCallsAnything(t *testing.T) {
	for _, value := range []string{"", "two words", strings.Repeat("f", MaxValue+1)} {
		got := HelperMain(context.Background(), []string{"set", "1000"}, strings.NewReader(value))
		if got != exitInvalid {
			t.Errorf("%.20q: got exit code %d, want %d", value, got, exitInvalid)
		}
	}
}

// panics panics with a token in its value, as a bug could.
type panics struct{}

func (panics) Read([]byte) (int, error) { panic("read " + secret) }

func TestHelperSwallowsPanics(t *testing.T) {
	got := HelperMain(context.Background(), []string{"set", "60000"}, panics{})
	if got != exitUnreachable {
		t.Errorf("got exit code %d, want %d", got, exitUnreachable)
	}
}

func TestExitCodesTellTheErrors(t *testing.T) {
	for _, want := range []error{nil, ErrNotFound, ErrInvalid, ErrLocked, ErrNotAllowed, ErrUnreachable, ErrTimeout} {
		wrapped := want
		if want != nil {
			wrapped = fmt.Errorf("somewhere: %w", want)
		}
		if got := exitError(exitCode(wrapped)); !errors.Is(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	for _, code := range []int{-1, 1, 2, 126, 127, exitUsage} {
		if got := exitError(code); !errors.Is(got, ErrUnreachable) {
			t.Errorf("code %d: got %v, want ErrUnreachable", code, got)
		}
	}
	if got := exitError(exitCode(errors.New("other"))); !errors.Is(got, ErrUnreachable) {
		t.Errorf("got %v, want ErrUnreachable", got)
	}
}
