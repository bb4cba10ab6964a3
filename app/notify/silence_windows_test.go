//go:build wine

package notify

import (
	"testing"

	"golang.org/x/sys/windows/registry"
)

// TestSilencedIsReadFromTheRegistry: values of another type or size do not count, as for Windows.
func TestSilencedIsReadFromTheRegistry(t *testing.T) {
	if by := Silenced(); by != "" {
		t.Fatalf("before anything is written: %s", by)
	}
	const name = "TaskbarNoNotification"
	key, _, err := registry.CreateKey(registry.CURRENT_USER, silencers[0].key, registry.SET_VALUE)
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
		{"a number", func() error { return key.SetDWordValue(name, 1) }, name},
		{"a text", func() error { return key.SetStringValue(name, "1") }, ""},
		{"bytes", func() error { return key.SetBinaryValue(name, []byte{1, 0, 0, 0}) }, ""},
		{"several texts", func() error { return key.SetStringsValue(name, []string{"1"}) }, ""},
		{"another number", func() error { return key.SetDWordValue(name, 0) }, ""},
	} {
		if err := tt.write(); err != nil {
			t.Fatal(err)
		}
		if got := Silenced(); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.what, got, tt.want)
		}
	}
}
