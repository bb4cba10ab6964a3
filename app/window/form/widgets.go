//go:build !nowindow

package form

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// widgetTexts are the sentences of Fyne's own widgets that can come up in the form:
// the menu behind the right mouse button in an input.
var widgetTexts = map[string]string{
	"Cut": TextEditCut, "Copy": TextEditCopy, "Paste": TextEditPaste, "Select all": TextEditSelectAll,
	"Undo": TextEditUndo, "Redo": TextEditRedo,
}

// translateWidgets makes Fyne's own widgets speak the form's language. Fyne (2.8.1)
// takes its language from the system and cannot be told another, so what it says in
// the system's language is replaced, and what it says where it lacks that.
func translateWidgets(text func(string, ...any) string) {
	own := map[string]string{}
	for theirs, id := range widgetTexts {
		own[theirs] = text(id)
	}
	data, _ := json.Marshal(own) // of strings, which cannot fail
	for _, l := range []fyne.Locale{lang.SystemLocale(), "en", "es", "pt"} {
		_ = lang.AddTranslationsForLocale(data, l) // refused for a language without plural rules
	}
}
