// Package guide makes the guide for agents readable where no program shows Markdown.
package guide

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// Write writes the guide in that language, a code like "en", into the folder, and returns its
// full path, even with an error. The program has it inside: nothing is fetched, and it is the
// guide of this version.
func Write(folder, language string) (path string, err error) {
	path = filepath.Join(folder, "guide."+language+".txt")
	return path, os.WriteFile(path, []byte(plainPage(string(assets.Guide(language)))), 0o600)
}

var (
	pictureLine = regexp.MustCompile(`(?m)^<img .*\n\n?`)
	linkInPage  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	markInPage  = regexp.MustCompile("(?m)^#+ |\\*\\*|`")
)

// plainPage makes a page readable where no program shows Markdown: without pictures, links and
// marks.
func plainPage(page string) string {
	page = pictureLine.ReplaceAllString(strings.ReplaceAll(page, "\r\n", "\n"), "")
	return markInPage.ReplaceAllString(linkInPage.ReplaceAllString(page, "$1"), "")
}
