// Package window shows the settings window, and is the only package that starts
// Fyne's driver.
//
// It runs in a process of its own, as the driver needs OpenGL for any window,
// wakes 60 times a second and ends the process where it cannot draw. What the
// window shows is built by its sub-package form, which is tested without a
// display.
//
// Every file but this one is left out by the build tag nowindow: the resident
// links no Fyne.
package window
