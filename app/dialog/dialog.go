// Package dialog shows small dialogs of Windows' own controls, for desktops where the settings
// window cannot open: servers and virtual desktops without OpenGL.
//
//   - dialog.go is what a dialog asks and what an answer leads to;
//   - layout.go decides where its controls are and which letters reach them;
//   - window_windows.go makes the controls and handles their messages.
//
// A dialog needs no mouse: Tab, Shift+Tab, Enter, Esc, and Alt with the underlined letters. It has
// the system's font, colours and scale, also on a second screen with another scale. No dialog was
// ever seen on a real Windows, only under Wine 8.
package dialog

import (
	"context"
	"errors"
	"strings"
)

// ErrNone means that this system has no dialogs of its own.
var ErrNone = errors.New("no dialogs on this system")

// Form is what a dialog shows and asks.
type Form struct {
	Title string
	// Intro is the text above the fields, and may be empty.
	Intro  string
	Fields []Field
	// Note is the text below the fields.
	Note Note
	// OK and Cancel are the buttons' texts. Working is shown while Submit or Look runs.
	OK, Cancel, Working string
	// Look returns notes that take time to find out, by the key of their field. It
	// is called once, in the background, when the dialog is on the screen. It may be nil.
	Look func() map[string]Note
	// Submit is called in the background with the texts of all fields, one call at a time. When
	// the answer had a question and the person agreed, it is called again with confirmed.
	Submit func(values map[string]string, confirmed bool) Answer
}

// Field is a text that can be edited, with a label before and a note below it.
type Field struct {
	Key, Label, Value string
	Note              Note
	// Secret shows dots.
	Secret bool
	// Fixed can be read but not changed.
	Fixed bool
}

// Note is a sentence beside a field.
type Note struct {
	Text string
	// Problem means that the field cannot stay as it is.
	Problem bool
}

// Answer is the result of Submit.
type Answer struct {
	// Done closes the dialog. The rest counts only without it.
	Done bool
	// Ask is a question, and Yes and No are what its buttons say. No changes nothing.
	Ask, Yes, No string
	// Notes replaces notes by their fields' keys, and under "" that below the fields. The first
	// field with a problem gets the focus.
	Notes map[string]Note
	// Values replaces texts of fields.
	Values map[string]string
}

// Window is a dialog, once. Its zero value is ready. Its methods may be called from any goroutine.
type Window struct{ window }

// Run shows the form and returns when it is closed, or when ctx ends, which closes it. A call of
// Submit that runs then is not interrupted. The error says why no dialog could be made.
func (w *Window) Run(ctx context.Context, form Form) error { return w.run(ctx, form) }

// Raise brings the dialog to the front, or does nothing before and after it is open.
func (w *Window) Raise() { w.raise() }

// anyEditable reports whether there is something to submit.
func (f *Form) anyEditable() bool {
	for _, field := range f.Fields {
		if !field.Fixed {
			return true
		}
	}
	return false
}

// firstFocus returns the number of the field that a person fills in first: the first with a
// problem, else the first that is empty, else the first at all; -1 if none can be changed.
func (f *Form) firstFocus() int {
	for _, wanted := range []func(Field) bool{
		func(f Field) bool { return f.Note.Problem },
		func(f Field) bool { return f.Value == "" && !f.Secret }, // a secret that is stored is empty too
		func(Field) bool { return true },
	} {
		for i, field := range f.Fields {
			if !field.Fixed && wanted(field) {
				return i
			}
		}
	}
	return -1
}

// apply takes over an answer and returns the number of the field to focus, or -1. Notes of fields
// that the answer does not name stay.
func (f *Form) apply(a Answer) (focus int) {
	focus = -1
	if note, ok := a.Notes[""]; ok {
		f.Note = note
	}
	for i := range f.Fields {
		field := &f.Fields[i]
		if note, ok := a.Notes[field.Key]; ok {
			field.Note = note
			if note.Problem && focus < 0 {
				focus = i
			}
		}
		if value, ok := a.Values[field.Key]; ok {
			field.Value = value
		}
	}
	return focus
}

// pasted makes one line of a text from the clipboard. An edit control of one line would take the
// first of several and drop the rest in silence, and half a token or number would be saved. Line
// ends at the edge of the text mean nothing.
func pasted(text string) string {
	text, _, _ = strings.Cut(text, "\x00")
	return strings.NewReplacer("\r\n", " ", "\r", " ", "\n", " ").Replace(strings.Trim(text, "\r\n"))
}
