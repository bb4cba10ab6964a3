package app

import (
	"strings"
	"testing"
)

// TestManualPageIsWhole: every command, flag and exit code stands in it, each with
// a word about it, and nothing that was forgotten in package words.
func TestManualPageIsWhole(t *testing.T) {
	p := &program{version: "1.2.3"}
	root := p.commands()
	m := p.manualPage(root)
	page := strings.NewReplacer(`\-`, "-").Replace(m.Page())
	for _, want := range []string{
		`.TH "WOLKVOX-HOLD" "1" "" "Wolkvox Hold 1.2.3"`,
		"wolkvox-hold [--background]", ".B wolkvox-hold practice\nTry", "wolkvox-hold practice toggle [--json]", "wolkvox-hold toggle [--json]",
		"wolkvox-hold config set KEY VALUE", "wolkvox-hold token set", "wolkvox-hold completion SHELL", ".B --json\n", ".B 4\nIgnored",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("not in it: %q", want)
		}
	}
	if strings.Contains(page, ".B wolkvox-hold config\n") {
		t.Error("a command that only holds others stands in it")
	}
	if strings.Contains(page, "__") {
		t.Error("a hidden command stands in it")
	}
	for _, s := range m.Sections {
		if s.Head == "" || s.Text == "" && len(s.Items) == 0 {
			t.Errorf("the section %q is empty", s.Head)
		}
		for _, item := range s.Items {
			if item.Term == "" || item.Text == "" {
				t.Errorf("in %s: %q has no word about it", s.Head, item.Term)
			}
		}
	}
}
