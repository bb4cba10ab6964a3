package locale

import "golang.org/x/sys/windows"

// muiLanguageName requests names such as es-CO instead of numbers (MUI_LANGUAGE_NAME in winnls.h).
const muiLanguageName = 8

// Languages returns the tags of the user's languages, the preferred one first, as the system writes
// them.
func Languages(func(string) string) []string {
	all, err := windows.GetUserPreferredUILanguages(muiLanguageName)
	if err != nil {
		return nil
	}
	return all
}
