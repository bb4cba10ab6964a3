package watch

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"
)

func remove(parent registry.Key, path string) error {
	key, err := registry.OpenKey(parent, path, registry.ALL_ACCESS)
	if err != nil {
		return err
	}
	names, _ := key.ReadSubKeyNames(-1)
	for _, name := range names {
		if err := remove(key, name); err != nil {
			return err
		}
	}
	key.Close()
	return registry.DeleteKey(parent, path)
}

func set(path, name, value string) error {
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
	if err != nil {
		return err
	}
	defer key.Close()
	if name == "" {
		return nil
	}
	return key.SetStringValue(name, value)
}

func TestKeyComesAndChangesAndGoes(t *testing.T) {
	root := fmt.Sprintf(`Software\WolkvoxHoldWatch-%d`, os.Getpid())
	path := root + `\Policies\WolkvoxHold`
	other := root + `\Machine`
	if err := set(root, "", ""); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = remove(registry.CURRENT_USER, root) })

	ctx, cancel := context.WithCancel(context.Background())
	told := make(chan struct{}, 100)
	ended := make(chan error, 1)
	go func() {
		ended <- Keys(ctx, func() { told <- struct{}{} }, Key{Hive: registry.CURRENT_USER, Path: path}, Key{Hive: registry.CURRENT_USER, Path: other, Flat: true})
	}()
	wait := func(what string) {
		t.Helper()
		select {
		case <-told:
		case <-time.After(30 * time.Second):
			t.Fatalf("not told: %s", what)
		}
	}
	wait("the start")
	for _, step := range []struct {
		what string
		do   func() error
	}{
		{"the key is made, with its parent", func() error { return set(path, "server", "0042") }},
		{"a value changes", func() error { return set(path, "server", "0043") }},
		{"a sub-key is made", func() error { return set(path+`\Defaults`, "", "") }},
		{"a value of it is set", func() error { return set(path+`\Defaults`, "hotkey", "F13") }},
		{"the other key is made", func() error { return set(other, "language", "es") }},
		{"the other key changes", func() error { return set(other, "language", "pt") }},
		{"the key is removed", func() error { return remove(registry.CURRENT_USER, path) }},
		{"it is made again", func() error { return set(path, "server", "0042") }},
		{"it changes again", func() error { return set(path, "server", "0044") }},
		{"all above it is removed", func() error { return remove(registry.CURRENT_USER, root+`\Policies`) }},
		{"it is made a third time", func() error { return set(path, "server", "0042") }},
		{"and changes", func() error { return set(path, "server", "0045") }},
	} {
		if err := step.do(); err != nil {
			t.Fatalf("%s: %v", step.what, err)
		}
		wait(step.what)
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Errorf("ended with %v", err)
		}
	case <-time.After(30 * time.Second):
		t.Error("does not end")
	}
}
