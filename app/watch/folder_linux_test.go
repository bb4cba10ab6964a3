package watch

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// watched runs a watcher and returns a channel that receives at each change.
func watched(t *testing.T, run func(ctx context.Context, changed func()) error) <-chan struct{} {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	told := make(chan struct{}, 100)
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, func() { told <- struct{}{} }) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("ended with %v", err)
			}
		case <-time.After(30 * time.Second):
			t.Error("does not end")
		}
	})
	return told
}

// wait waits for a change. The timeout is long, because it measures nothing.
func wait(t *testing.T, told <-chan struct{}, what string) {
	t.Helper()
	select {
	case <-told:
	case <-time.After(30 * time.Second):
		t.Fatalf("not told: %s", what)
	}
}

func TestFolderComesAndChangesAndGoes(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "wolkvox-hold")
	file := filepath.Join(folder, "policy.json")
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	told := watched(t, func(ctx context.Context, changed func()) error { return Folder(ctx, folder, changed) })
	wait(t, told, "the start")
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"the folder is made", func() error { return os.Mkdir(folder, 0o755) }},
		{"a file is written", func() error { return os.WriteFile(file, []byte("{}"), 0o644) }},
		{"written again", func() error { return os.WriteFile(file, []byte(`{"a":1}`), 0o644) }},
		{"its rights change", func() error { return os.Chmod(file, 0o666) }},
		{"a file beside it", func() error { return os.WriteFile(file+".new", []byte("{}"), 0o644) }},
		{"replaces it", func() error { return os.Rename(file+".new", file) }},
		{"it is removed", func() error { return os.Remove(file) }},
		{"the folder's rights change", func() error { return os.Chmod(folder, 0o777) }},
		{"the folder is moved away", func() error { return os.Rename(folder, folder+".old") }},
		{"another takes its place", func() error { return os.Mkdir(folder, 0o755) }},
		{"a file is written there", func() error { return os.WriteFile(file, []byte("{}"), 0o644) }},
		{"all is removed", func() error { return os.RemoveAll(folder) }},
	} {
		do(step.do())
		wait(t, told, step.what)
	}
}

func TestOtherFilesBesideTheFolderAreNoChange(t *testing.T) {
	root := t.TempDir()
	folder := filepath.Join(root, "wolkvox-hold")
	told := watched(t, func(ctx context.Context, changed func()) error { return Folder(ctx, folder, changed) })
	wait(t, told, "the start")
	for _, name := range []string{"resolv.conf", "wolkvox-hold.bak"} {
		if err := os.WriteFile(filepath.Join(root, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	wait(t, told, "the folder")
	select {
	case <-told:
		t.Error("told twice for one change")
	default:
	}
}

func TestFolderWithoutParent(t *testing.T) {
	if err := Folder(t.Context(), filepath.Join(t.TempDir(), "none", "wolkvox-hold"), func() {}); err == nil {
		t.Error("got nil, want an error")
	}
}

func FuzzParseEvents(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 'a', 'b', 0, 0})
	f.Add([]byte{1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 'a'})
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, b []byte) {
		size := 0
		for _, e := range parseEvents(b) {
			size += 16 + len(e.name)
		}
		if size > len(b) {
			t.Errorf("%d bytes of events in %d", size, len(b))
		}
	})
}
