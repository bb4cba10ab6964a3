// Package window shows the settings window. It is the only package that starts Fyne's
// driver.
//
// It runs in a process of its own, because the driver needs OpenGL for any window,
// wakes 60 times a second, and ends the process if it cannot draw. The packages below make
// the content of the windows and are tested without a display.
//
//	window.go, extension.go, steps.go   the three windows
//	show.go, opengl_windows.go          whether a window can be drawn at all
//	fit.go, workarea*.go                the size on a small screen
//
// The build tag nowindow leaves out every file but this one, so the resident links no
// Fyne.
package window
