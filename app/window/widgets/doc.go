// Package widgets has what all windows need and Fyne does not have: a button that shows and
// keeps its focus (button.go), a note below an input (note.go), colours with enough contrast
// (theme.go), and the menus of Fyne's inputs in the language in effect (translate.go).
//
// It knows no window. Inputs that know the form, as those that save on Enter, are in
// package form.
package widgets
