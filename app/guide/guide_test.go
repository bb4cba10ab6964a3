package guide

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// TestTheGuideIsPlainText: in each language, without what only a browser would show.
func TestTheGuideIsPlainText(t *testing.T) {
	for _, language := range []string{"en", "es", "pt"} {
		path, err := Write(t.TempDir(), language)
		b, unread := os.ReadFile(path)
		if err := errors.Join(err, unread); err != nil {
			t.Fatal(err)
		}
		text := string(b)
		if !strings.HasPrefix(text, "Wolkvox Hold") || !strings.Contains(text, "wolkvox Agent") || len(text) < 1000 {
			t.Errorf("%s: got %.100q", language, text)
		}
		for _, mark := range []string{"<img", "](", "**", "`", "\n#"} {
			if strings.Contains(text, mark) {
				t.Errorf("%s: %q is left in the text", language, mark)
			}
		}
	}
	if got := assets.Guide("fr"); got != nil {
		t.Errorf("a language that we lack: %.50q", got)
	}
}
