package env

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/locale"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// ProgramName is the program on the command line, and in the names of its files.
const ProgramName = "wolkvox-hold"

// AppID names the program to desktops: its .desktop file, and the file's icon and
// name in notifications.
const AppID = "io.github.wolkvox_hold.WolkvoxHold"

// Env is what every command needs of the process around it.
type Env struct {
	Version      string
	Stdin        io.Reader
	Stdout       io.Writer
	Stderr       io.Writer
	Getenv       func(string) string
	PolicyReader func() policy.Policy                    // nil is policy.Read
	NameLogon    func(getenv func(string) string) string // nil is logon.Name
	NameMachine  func() string                           // nil is control.Machine
	Clock        func() hold.Boot                        // nil is the machine's boot clock
	Words        words.Words
	Keys         *keychain.Keychain // nil is one for each call

	// Of a resident alone; see BeginSession.
	Logon   string                           // its log-on
	since   *atomic.Pointer[string]          // the first day whose answer counts
	Chosen  *atomic.Pointer[settings.Choice] // what was given by hand, once that is known
	inUse   *atomic.Pointer[policy.Policy]   // the policy that a copy is kept of
	writing *sync.Mutex                      // held while one of these is written; never by who must not wait
	Resumed bool                             // it took the place of an older one (resume)
	LeftAt  int64                            // when that one took its last press; 0 for none
}

// What is printed may reach nobody: a terminal that was closed, a disk that is full. That
// changes nothing of what a command did, and so neither its exit code.

// Say prints one line on standard output.
func (p *Env) Say(text string) { fmt.Fprintln(p.Stdout, printable.Line(text)) }

// Warn prints one line on standard error.
func (p *Env) Warn(text string) { fmt.Fprintln(p.Stderr, printable.Line(text)) }

// PrintJSON prints one JSON object on a line of its own.
func (p *Env) PrintJSON(v any) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // ours are of plain fields
	_, _ = p.Stdout.Write(printable.JSON(line.Bytes()))
}

// Places says where this user's lock lies, or that of practice.
func (p *Env) Places(practice bool) control.Places {
	name := ProgramName
	if practice {
		name += "-practice"
	}
	return control.Places{Name: name, Getenv: p.Getenv, UID: os.Getuid(), Program: p.Version, Home: RealHome}
}

// RealHome is another [control.Places].Home in tests, which have homes of their own.
var RealHome func() string

// OwnFile is on Linux the file that this process runs, also where it has no name
// any more.
const OwnFile = "/proc/self/exe"

// ProgramPath is the path of this program, also when it was started by a relative one.
func ProgramPath() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// StateFolder is where the log lies (design: files).
func (p *Env) StateFolder() string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(p.Getenv("LOCALAPPDATA"), ProgramName, "logs")
	case "darwin":
		return filepath.Join(home, "Library", "Logs", ProgramName)
	}
	if dir := p.Getenv("XDG_STATE_HOME"); strings.HasPrefix(dir, "/") {
		return filepath.Join(dir, ProgramName)
	}
	return filepath.Join(home, ".local", "state", ProgramName)
}

// BootClock is the machine's boot clock, for marks.
func (p *Env) BootClock() hold.Boot {
	if p.Clock != nil {
		return p.Clock()
	}
	id, since := boot.Clock()
	return hold.Boot{ID: id, Since: since}
}

// Language finds the language of a command when it says its first sentence: a press
// must not wait for settings that it does not need.
func (p *Env) Language() string { return p.languageOf(p.Load()) }

// languageOf is the language that is set, else the system's.
func (p *Env) languageOf(l Snapshot) string {
	if l.Language != "auto" {
		return l.Language
	}
	return words.Match(locale.Languages(p.Getenv)...)
}

// UseLanguageOf changes the language to that of l. Everything said from now on is in it.
func (p *Env) UseLanguageOf(l Snapshot) { p.Words.Language.Set(p.languageOf(l)) }

// English is the program for JSON, which other programs read: whoever runs them,
// it stays the same.
func (p *Env) English() *Env {
	english := *p
	english.Words = p.Words.English()
	return &english
}
