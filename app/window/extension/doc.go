// Package extension is the content of the small window that changes only the extension. It
// starts no driver of Fyne, so its tests need no display.
//
// What is saved, and where, is decided by the backend, which package settingswindow makes.
package extension
