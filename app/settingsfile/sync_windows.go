package settingsfile

// syncFolder does nothing: Windows has no such call for folders.
func syncFolder(string) {}
