package livesettings

import (
	"context"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"
)

// TestChangedProxySettingsAreNoticed writes a meaningless value beside the user's proxy
// settings.
func TestChangedProxySettingsAreNoticed(t *testing.T) {
	const path = `Software\Microsoft\Windows\CurrentVersion\Internet Settings`
	ctx, cancel := context.WithCancel(t.Context())
	told, ended := make(chan struct{}, 100), make(chan error, 1)
	go func() { ended <- WatchProxy(ctx, func() { told <- struct{}{} }) }()
	wait := func(what string) {
		t.Helper()
		select {
		case <-told:
		case <-time.After(30 * time.Second):
			t.Fatalf("not noticed: %s", what)
		}
	}
	wait("the start")
	for _, path := range []string{path, path + `\Connections`} {
		key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.SET_VALUE)
		if err != nil {
			t.Fatal(err)
		}
		defer key.Close()
		defer func() { _ = key.DeleteValue("WolkvoxHoldTest") }()
		if err := key.SetStringValue("WolkvoxHoldTest", "1"); err != nil {
			t.Fatal(err)
		}
		wait(path)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
