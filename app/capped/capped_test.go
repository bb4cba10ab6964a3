package capped

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func TestTheBeginningIsKept(t *testing.T) {
	b := Buffer{Limit: 5}
	for _, part := range []string{"abc", "def", "ghi"} {
		if n, err := b.Write([]byte(part)); n != 3 || err != nil {
			t.Fatalf("got %d, %v, want 3, nil", n, err)
		}
	}
	if got := b.String(); got != "abcde" {
		t.Errorf("got %q, want %q", got, "abcde")
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	if _, err := ReadFile(path, 5); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("none: got %v", err)
	}
	if err := os.WriteFile(path, []byte("abcdefghi"), 0o600); err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int64]string{5: "abcde", 9: "abcdefghi", 100: "abcdefghi"} {
		if b, err := ReadFile(path, limit); err != nil || string(b) != want {
			t.Errorf("at most %d: got %q, %v, want %q", limit, b, err, want)
		}
	}
}
