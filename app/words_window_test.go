package app

import (
	"os"
	"regexp"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// TestTheWindowHasAllItsSentences: the form names its sentences, package words
// holds them.
func TestTheWindowHasAllItsSentences(t *testing.T) {
	var source []byte
	for _, file := range []string{"texts.go", "texts_guide.go"} {
		more, err := os.ReadFile("window/form/" + file)
		if err != nil {
			t.Fatal(err)
		}
		source = append(source, more...)
	}
	names := regexp.MustCompile(`Text\w+\s*=\s*"(\w+)"`).FindAllSubmatch(source, -1)
	if len(names) < 60 {
		t.Fatalf("found only %d names", len(names))
	}
	for _, m := range names {
		if id := string(m[1]); (words.Words{}).Window(id) == id {
			t.Errorf("words has no sentence for %q", id)
		}
	}
}

// TestTheSmallWindowHasAllItsSentences is the same for the window of the extension.
func TestTheSmallWindowHasAllItsSentences(t *testing.T) {
	source, err := os.ReadFile("window/form/extension.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`Text\w+\s*=\s*"(\w+)"`).FindAllSubmatch(source, -1)
	if len(names) < 7 {
		t.Fatalf("found only %d names", len(names))
	}
	for _, m := range names {
		if id := string(m[1]); (words.Words{}).Window(id) == id {
			t.Errorf("words has no sentence for %q", id)
		}
	}
}
