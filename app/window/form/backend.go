//go:build !nowindow

package form

// Backend is all that the form knows of the rest of the program. No function may be nil
// unless its comment says so.
//
// Text and ParseChord are called on Fyne's goroutine and must return at once. [New]
// calls Fields there too; after a save it is called in the background. All other
// functions are called in the background and may block; each is called once at a time.
//
// A problem is a short sentence for a person, without text that a server sent. An empty
// one means success.
type Backend struct {
	// Version is the program's version, such as 0.1.0.
	Version string
	// Icon is the window's icon, a PNG. With nil the desktop chooses one.
	Icon []byte
	// Text returns the sentence with that name; package words has it as window.ID.
	Text func(id string, args ...any) string
	// Fields returns the values in effect of the settings in keys. The keys are those of
	// app/settings, and "token", for which only Locked and SetBy count.
	Fields func(keys []string) map[string]Field
	// Save stores all of the changed settings, or none. It returns a sentence for each
	// setting that it refuses, under its key, and under "" one that is about no single
	// setting (the file cannot be written). An empty map means that all are saved and in
	// effect. An empty value removes the person's own value.
	Save func(changes map[string]string) map[string]string
	// TokenStatus reports whether a token is stored.
	TokenStatus func() (present bool, problem string)
	// SetToken stores the token as it was typed or pasted. Said is shown beside "stored":
	// it names what was removed from the text, and may be empty.
	SetToken func(token string) (said, problem string)
	// ClearToken removes the stored token.
	ClearToken func() (problem string)
	// Check tests the connection with the saved settings, without toggling hold.
	Check func() []CheckLine
	// Capture acquires or releases the resident's capture lease. It succeeds if no
	// resident runs, because then no hotkey can toggle hold.
	Capture func(on bool) (problem string)
	// Captured delivers the chords that the resident forwards while the lease is held. An
	// empty text, or a closed channel, means that the lease has ended. It may be nil.
	Captured <-chan string
	// SpareChord returns a chord that no program has registered, to use if the one in
	// effect does not work, or "" if it finds none.
	SpareChord func() string
	// Raised delivers requests to show the open window again. It may be nil.
	Raised <-chan struct{}
	// Closed is called on Fyne's goroutine when the window has closed. Background work
	// may still run. It may be nil.
	Closed func()
	// ParseChord returns the canonical text of a chord, or why it is refused.
	ParseChord func(text string) (canonical, problem string)
}

// Field is a setting in effect.
type Field struct {
	// Value is the canonical text: "0042", "Ctrl+Shift+F9", "on", "1200".
	Value string
	// Origin is where the value comes from: "policy", "user", "policy default",
	// "machine" or "built in".
	Origin string
	// Locked means that only IT can change it.
	Locked bool
	// SetBy names who locked it; empty means "IT".
	SetBy string
	// Problem says what is wrong with the value now, for example that another program has
	// registered the hotkey.
	Problem string
}

// CheckLine is one line of the result of the connection test.
type CheckLine struct {
	Name, Text string
	OK         bool
}
