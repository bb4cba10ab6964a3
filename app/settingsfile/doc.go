// Package settingsfile reads and replaces the user's settings file. Package settings
// says what the values mean.
//
//	path*.go               where the file is
//	file.go                loading and saving
//	system_unix.go, system_windows.go   whose file it is, and what each system needs
//
// The file is never changed in place. Save writes a second file beside it, syncs it to
// the disk, and renames it over the first, so that after a crash or on a full disk either
// the old settings or the new ones are there. Keys that this version does not know stay
// in the file.
//
// A file that cannot be parsed may still be somebody's work: Load returns ErrTorn and
// leaves it in place, and the first Save copies it aside before it replaces it. A file
// that cannot be read at all (permissions, an input error) cannot be copied either, so
// Save refuses.
//
// A file or folder of another user is left alone: Load and Save return ErrForeign.
package settingsfile
