//go:build wine

package keychain

import (
	"testing"

	"golang.org/x/sys/windows/registry"
)

// TestRefusalIsRead: a value of another type does not count, as for Windows.
func TestRefusalIsRead(t *testing.T) {
	if why := Refusal(); why != "" {
		t.Fatalf("a log-on that may store credentials: %s", why)
	}
	const name = "DisableDomainCreds"
	key, _, err := registry.CreateKey(registry.LOCAL_MACHINE, lsaKey, registry.SET_VALUE|registry.WOW64_64KEY)
	if err != nil {
		t.Fatal(err)
	}
	defer key.Close()
	defer func() { _ = key.DeleteValue(name) }()
	for _, tt := range []struct {
		what  string
		write func() error
		want  string
	}{
		{"a number", func() error { return key.SetDWordValue(name, 1) }, name + "=1"},
		{"a text", func() error { return key.SetStringValue(name, "1") }, ""},
		{"bytes", func() error { return key.SetBinaryValue(name, []byte{1, 0, 0, 0}) }, ""},
		{"off", func() error { return key.SetDWordValue(name, 0) }, ""},
	} {
		if err := tt.write(); err != nil {
			t.Fatal(err)
		}
		if got := Refusal(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.what, got, tt.want)
		}
	}
}
