//go:build !nowindow

package form

// Backend is all that the form knows of the rest of the program: function
// values, none of which may be nil.
//
// Text and ParseChord are called on Fyne's goroutine and must answer from
// memory, at once. Fields is called so by [New], and in the background after a
// save. All the others are called in the background, one at a time each, and
// may block; the form shows meanwhile that it is at it.
//
// Every problem is a sentence for a person, short, without text that a server
// sent; empty means that all went well.
type Backend struct {
	// Version is the program's version, such as 0.1.0.
	Version string
	// Icon is the window's picture, a PNG; nil leaves the choice to the desktop.
	Icon []byte
	// Text returns the sentence of that name; texts.go lists them.
	Text func(id string, args ...any) string
	// Fields returns the values in effect of the settings called keys (the names of
	// app/settings, and "token", of which only Locked and SetBy count).
	Fields func(keys []string) map[string]Field
	// Save stores the changed settings. Nothing is stored unless all of it is:
	// it returns one sentence for each setting that it refuses, under its key,
	// and under "" one that is about no setting (the file cannot be written).
	// An empty map means that all is saved and in effect. An empty value means
	// "no value of mine".
	Save func(changes map[string]string) map[string]string
	// TokenStatus reports whether a token is stored.
	TokenStatus func() (present bool, problem string)
	// SetToken stores the token, which comes as it was typed or pasted. Said is
	// told beside "stored": what was taken off of it; it may be empty.
	SetToken func(token string) (said, problem string)
	// ClearToken removes the stored token.
	ClearToken func() (problem string)
	// Check tests the connection with the saved settings, in ways that cannot
	// toggle hold.
	Check func() []CheckLine
	// Capture takes the capture lease from the resident, or gives it back. Where
	// no resident runs there is no hotkey to hold back, so it succeeds.
	Capture func(on bool) (problem string)
	// Captured brings the chords that the resident forwards while the lease is
	// held. An empty text, or the channel's end, means that the lease is over.
	// It may be nil.
	Captured <-chan string
	// SpareChord returns a chord that no program holds now, to be used where the one
	// in effect does not work; empty if none can be told.
	SpareChord func() string
	// Raised brings a wish to see the window that is open already. It may be nil.
	Raised <-chan struct{}
	// Closed is called when the window has closed, on Fyne's goroutine. What the form
	// began may still be under way. It may be nil.
	Closed func()
	// ParseChord returns the canonical text of a chord, or why it is refused.
	ParseChord func(text string) (canonical, problem string)
}

// Field is a setting as it stands.
type Field struct {
	// Value is the canonical text: "0042", "Ctrl+Shift+F9", "on", "1200".
	Value string
	// Origin says where it comes from: "policy", "user", "policy default",
	// "machine" or "built in".
	Origin string
	// Locked means that only IT can change it.
	Locked bool
	// SetBy names who locked it; empty stands for "IT".
	SetBy string
	// Problem says what is wrong with the value now, such as a hotkey that
	// another program has.
	Problem string
}

// CheckLine is one line of the connection test's result.
type CheckLine struct {
	Name, Text string
	OK         bool
}
