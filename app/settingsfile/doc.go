// Package settingsfile keeps the user's settings file: it finds its place,
// reads it, and replaces it as a whole.
//
// The file is never written in place. A save writes a second file beside it,
// has it reach the disk, and renames it over the first, so that a crash or a
// full disk leaves either the old settings or the new ones. Keys that this
// version does not know stay in the file.
//
// A file that cannot be understood is somebody's work all the same: Load says
// so with ErrTorn and leaves it in place, and the first Save copies it aside
// before it is replaced. A file that cannot be read at all (permissions, an
// input error) cannot be copied either, so Save refuses.
//
// A file or folder of another user is that person's: Load and Save say so with
// ErrForeign and leave it alone.
//
// What the values mean is the work of package settings.
package settingsfile
