package settingsfile

import "io/fs"

// owned accepts everything: Windows keeps a profile's folders from other users.
func owned(string, fs.FileInfo) error { return nil }

func ownedFolder(string) error { return nil }
