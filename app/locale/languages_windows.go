package locale

import "golang.org/x/sys/windows"

// muiLanguageName asks for names such as es-CO, not for numbers (MUI_LANGUAGE_NAME
// of winnls.h).
const muiLanguageName = 8

// Languages returns the tags of the languages that the person wants, the best
// first, as the system writes them; none where it names none.
func Languages(func(string) string) []string {
	all, err := windows.GetUserPreferredUILanguages(muiLanguageName)
	if err != nil {
		return nil
	}
	return all
}
