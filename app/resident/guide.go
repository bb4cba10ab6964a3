package resident

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// openGuide opens the guide for agents, in the agent's language. The program has it inside and
// writes it beside the log: nothing is fetched, and it is the guide of this version. It runs on
// the loop and does not wait for the disk.
func (r *resident) openGuide() {
	language := r.p.Words.Language.Code()
	go func() {
		path := filepath.Join(r.p.StateFolder(), "guide."+language+".txt")
		err := os.WriteFile(path, []byte(plainPage(string(assets.Guide(language)))), 0o600)
		if err == nil {
			err = child.Open(path)
		}
		if err != nil {
			r.post(func() {
				r.log.Warn("the guide is not opened", "err", err)
				r.lateNote(r.p.Words.GuideIn(path))
			})
		}
	}()
}

var (
	pictureLine = regexp.MustCompile(`(?m)^!\[.*\n\n?`)
	linkInPage  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	markInPage  = regexp.MustCompile("(?m)^#+ |\\*\\*|`")
)

// plainPage makes a page readable where no program shows Markdown: without pictures, links and
// marks.
func plainPage(page string) string {
	page = pictureLine.ReplaceAllString(strings.ReplaceAll(page, "\r\n", "\n"), "")
	return markInPage.ReplaceAllString(linkInPage.ReplaceAllString(page, "$1"), "")
}
