package keychain

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
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
		{"get 2999", opGet, 2999 * time.Millisecond, true},
		{"status 1", opStatus, time.Millisecond, true},
		{"set", opSet, PromptDeadline, true},
		{"clear 60000", opClear, time.Minute, true},
		{"unlock", opUnlock, PromptDeadline, true},
		{"get 4294967295", opGet, PromptDeadline, true}, // 49 days
		{"", "", 0, false},
		{"delete", "", 0, false},
		{"GET", "", 0, false},
		{"get -1", "", 0, false},
		{"get 99999999999", "", 0, false},
		{"get 1 2", "", 0, false},
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
	f.Add("get", "3000")
	f.Add("unlock", "")
	f.Add("set", "-1")
	f.Fuzz(func(t *testing.T, op, limit string) {
		_, d, ok := parseHelperArgs([]string{op, limit})
		if ok && (d < 0 || d > time.Hour) {
			t.Fatalf("%q %q: got a limit of %v", op, limit, d)
		}
	})
}

// A token is written to nothing that a person or a file would keep.
func TestHelperPrintsToPipesOnly(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if isPipe(file) || isPipe(null) || isPipe(&bytes.Buffer{}) {
		t.Error("got a file, a device or a buffer taken for a pipe")
	}
	if !isPipe(w) {
		t.Error("got a pipe refused")
	}
	if got := HelperMain(context.Background(), []string{"get"}, strings.NewReader(""), file); got != exitUsage {
		t.Errorf("get into a file: got exit code %d, want %d", got, exitUsage)
	}
	if info, err := file.Stat(); err != nil || info.Size() != 0 {
		t.Errorf("got %d bytes in the file, %v, want none", info.Size(), err)
	}
}

func TestHelperRefusesValuesBeforeItCallsAnything(t *testing.T) {
	for _, value := range []string{"", "two words", strings.Repeat("f", maxValue+1)} {
		got := HelperMain(context.Background(), []string{"set", "1000"}, strings.NewReader(value), &bytes.Buffer{})
		if got != exitInvalid {
			t.Errorf("%.20q: got exit code %d, want %d", value, got, exitInvalid)
		}
	}
}

// panics carries a token in its panic, as a bug could.
type panics struct{}

func (panics) Read([]byte) (int, error) { panic("read " + secret) }

func TestHelperSwallowsPanics(t *testing.T) {
	got := HelperMain(context.Background(), []string{"set", "60000"}, panics{}, &bytes.Buffer{})
	if got != exitUnreachable {
		t.Errorf("got exit code %d, want %d", got, exitUnreachable)
	}
}

func TestExitCodesTellTheErrors(t *testing.T) {
	for _, want := range []error{nil, ErrNotFound, ErrInvalid, ErrLocked, ErrUnreachable, ErrTimeout} {
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

func TestStatusCrossesThePipe(t *testing.T) {
	for _, want := range []Status{{}, {Present: true}, {Locked: true}, {Present: true, Locked: true}, {Present: true, Changed: time.Unix(1764000000, 0)}, {Present: true, Locked: true, Changed: time.Unix(1, 0)}} {
		if got, ok := parseStatus(formatStatus(want)); !ok || got != want {
			t.Errorf("got %+v, %v, want %+v", got, ok, want)
		}
	}
	for _, text := range []string{"", "present", "present locked\n", "Present locked", "present locked 0", "present locked -1", "present locked 01", "present locked x", "present 5", "present unlocked 99999999999999"} {
		if got, ok := parseStatus(text); ok {
			t.Errorf("%q: got %+v, want it refused", text, got)
		}
	}
}

func FuzzParseStatus(f *testing.F) {
	f.Add("present locked")
	f.Add("")
	f.Add("present unlocked 1764000000")
	f.Fuzz(func(t *testing.T, text string) {
		if s, ok := parseStatus(text); ok && formatStatus(s) != text {
			t.Fatalf("%q became %+v", text, s)
		}
	})
}
