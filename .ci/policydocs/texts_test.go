package main

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Each language says all that the first one does.
func TestPolicyTextsInEveryLanguage(t *testing.T) {
	all := policies()
	if len(all) != 3 || all[0].Language != "en" {
		t.Fatalf("got %d languages", len(all))
	}
	for _, l := range all {
		for _, r := range settings.Rows() {
			s := l.Settings[string(r.Key)]
			if s.Title == "" || s.Help == "" || (s.Unit != "") != (r.Kind == settings.KindNumber) || len(s.Choices) != len(r.Choices) {
				t.Errorf("%s: %s: a text is missing, or too many", l.Language, r.Key)
			}
			for _, c := range r.Choices {
				if s.Choices[c] == "" {
					t.Errorf("%s: %s: no word for %s", l.Language, r.Key, c)
				}
			}
			if l.Language != "en" && s.Help == all[0].Settings[string(r.Key)].Help {
				t.Errorf("%s: %s is in English", l.Language, r.Key)
			}
		}
		if len(l.Settings) != len(settings.Rows()) {
			t.Errorf("%s: %d settings", l.Language, len(l.Settings))
		}
		for name := range all[0].Say {
			// The schema is in English only.
			if l.Say[name] == "" && name != "schema" {
				t.Errorf("%s: %s is not said", l.Language, name)
			}
		}
	}
}
