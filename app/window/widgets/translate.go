//go:build !nowindow

package widgets

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

// Names of the sentences that [Translate] asks for. The comment after each gives its
// meaning in English.
const (
	TextEditCut       = "edit_cut"        // Cut
	TextEditCopy      = "edit_copy"       // Copy
	TextEditPaste     = "edit_paste"      // Paste
	TextEditSelectAll = "edit_select_all" // Select all
	TextEditUndo      = "edit_undo"       // Undo
	TextEditRedo      = "edit_redo"       // Redo
)

// widgetTexts are the sentences of Fyne's own widgets that can appear in a window: the
// context menu of an input.
var widgetTexts = map[string]string{
	"Cut": TextEditCut, "Copy": TextEditCopy, "Paste": TextEditPaste, "Select all": TextEditSelectAll,
	"Undo": TextEditUndo, "Redo": TextEditRedo,
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
