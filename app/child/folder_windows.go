package child

import "golang.org/x/sys/windows"

// OpenFolder shows a folder in Explorer.
func OpenFolder(path string) error {
	verb, err := windows.UTF16PtrFromString("open")
	if err != nil {
		return err
	}
	folder, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return err
	}
	return windows.ShellExecute(0, verb, folder, nil, nil, windows.SW_SHOWNORMAL)
}
