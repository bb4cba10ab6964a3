package app

import "testing"

func TestVersionStandsInOnePlace(t *testing.T) {
	for _, tt := range []struct{ metadata, want string }{
		{"[Details]\nName = \"x\"\nVersion = \"1.2.3\"\n", "1.2.3"},
		{"", "unknown"},
	} {
		if got := version(tt.metadata); got != tt.want {
			t.Errorf("version(%q): got %q, want %q", tt.metadata, got, tt.want)
		}
	}
}
