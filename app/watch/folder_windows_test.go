package watch

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestFolderTellsOfItsFiles(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "wolkvox-hold.exe")
	told, ended := make(chan struct{}, 100), make(chan error, 1)
	go func() { ended <- Folder(t.Context(), folder, func() { told <- struct{}{} }) }()
	wait := func(what string) {
		t.Helper()
		select {
		case <-told:
		case err := <-ended:
			t.Fatalf("not told, and ended with %v: %s", err, what)
		case <-time.After(30 * time.Second):
			t.Fatalf("not told: %s", what)
		}
	}
	wait("the start")
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"a file is written", func() error { return os.WriteFile(file, []byte("1"), 0o644) }},
		{"written again", func() error { return os.WriteFile(file, []byte("2"), 0o644) }},
		{"renamed", func() error { return os.Rename(file, file+".rbf") }},
		{"another one is renamed to it", func() error { return os.Rename(file+".rbf", file) }},
		{"removed", func() error { return os.Remove(file) }},
	} {
		if err := step.do(); err != nil {
			t.Fatal(err)
		}
		wait(step.what)
	}
}

func TestFolderEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- Folder(ctx, t.TempDir(), cancel) }()
	if err := <-ended; err != nil {
		t.Errorf("ended with %v", err)
	}
	if err := Folder(t.Context(), filepath.Join(t.TempDir(), "none"), func() {}); err == nil {
		t.Error("a folder that is not there: got nil, want an error")
	}
}
