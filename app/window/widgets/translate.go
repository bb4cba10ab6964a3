//go:build !nowindow

package widgets

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// widgetTexts are the sentences of Fyne's own widgets that can appear in a window: the
// context menu of an input.
var widgetTexts = map[string]string{
	"Cut": "edit_cut", "Copy": "edit_copy", "Paste": "edit_paste", "Select all": "edit_select_all",
	"Undo": "edit_undo", "Redo": "edit_redo",
}

// Translate sets the language of Fyne's own widgets. Fyne (2.8.1) uses the system's language
// and offers no way to choose another, so the texts of that language are replaced, and those
// of the languages it may fall back to.
func Translate(text func(string, ...any) string) {
	own := map[string]string{}
	for theirs, id := range widgetTexts {
		own[theirs] = text(id)
	}
	data, _ := json.Marshal(own) // of strings, which cannot fail
	for _, l := range []fyne.Locale{lang.SystemLocale(), "en", "es", "pt"} {
		_ = lang.AddTranslationsForLocale(data, l) // refused for a language without plural rules
	}
}
