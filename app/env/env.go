package env

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/locale"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// AppID names the program to desktops: its .desktop file, and the file's icon and
// name in notifications.
const AppID = "io.github.wolkvox_hold.WolkvoxHold"

// Env is what every command needs from the process around it.
type Env struct {
	Version      string
	Stdin        io.Reader
	Stdout       io.Writer
	Stderr       io.Writer
	Getenv       func(string) string
	PolicyReader func() policy.Policy                    // nil is policy.Read
	NameLogon    func(getenv func(string) string) string // nil is logon.Name
	NameMachine  func() string                           // nil is instance.Machine
	Clock        func() hold.Boot                        // nil is the machine's boot clock
	Words        words.Words
	Keys         *keychain.Keychain // nil is a new one for each call

	// For a resident only; see BeginSession.
	Logon     string                                       // its log-on
	since     *atomic.Pointer[string]                      // the first day whose answer counts
	Extension *atomic.Pointer[settings.TemporaryExtension] // the extension given by hand, once it was read
	inUse     *atomic.Pointer[policy.Policy]               // the policy of which a copy is kept
	writing   *sync.Mutex                                  // held while Extension or inUse is written to disk, which may hang
	Resumed   bool                                         // this process replaced an older resident (see cli, resume.go)
	LeftAt    int64                                        // when the older one stopped taking presses; 0 if there was none
}

// Errors of printing are ignored: a closed terminal or a full disk does not change what a
// command did, so it does not change its exit code.

// Say prints one line on standard output.
func (p *Env) Say(text string) { fmt.Fprintln(p.Stdout, printable.Line(text)) }

// Warn prints one line on standard error.
func (p *Env) Warn(text string) { fmt.Fprintln(p.Stderr, printable.Line(text)) }

// PrintJSON prints one JSON object on a line of its own, in ASCII: Windows PowerShell 5.1 reads
// what a program prints in the code page of the console, which is not UTF-8.
func (p *Env) PrintJSON(v any) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // our values always encode
	_, _ = p.Stdout.Write(printable.JSON(line.Bytes(), true))
}

// Places says where this user's lock is, or that of practice.
func (p *Env) Places(practice bool) instance.Places {
	name := ProgramName
	if practice {
		name += "-practice"
	}
	return instance.Places{Name: name, Getenv: p.Getenv, UID: os.Getuid(), Program: p.Version, Home: RealHome, RunUser: RunUser}
}

// RealHome and RunUser replace fields of [instance.Places] in tests, which have their own
// homes.
var (
	RealHome func() string
	RunUser  string
)

// StateFolder is the folder of the log (design: files).
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

// MachineFile is a file for this user on this machine only. Several machines may share a home
// or a profile, so the machine is in the file name: none reads or overwrites another's file.
func (p *Env) MachineFile(name string) (settingsfile.File, error) {
	path, err := p.machinePath(name, ".json")
	return settingsfile.File{Path: path}, err
}

func (p *Env) machinePath(name, suffix string) (string, error) {
	folder := p.StateFolder()
	switch runtime.GOOS {
	case "windows":
		folder = filepath.Dir(folder) // the state folder itself is for people who read the log
	case "darwin":
		path, err := settingsfile.DefaultPath(p.Getenv) // Library/Logs may be cleaned up
		if err != nil {
			return "", err
		}
		folder = filepath.Dir(path)
	}
	if !filepath.IsAbs(folder) {
		return "", errNoFolder
	}
	machine := instance.Machine
	if p.NameMachine != nil {
		machine = p.NameMachine
	}
	return filepath.Join(folder, name+"-"+machine()+suffix), nil
}

var errNoFolder = errors.New("no folder for this machine's own files: is HOME set?")

// BootClock is the machine's boot clock, for marks.
func (p *Env) BootClock() hold.Boot {
	if p.Clock != nil {
		return p.Clock()
	}
	id, since := boot.Clock()
	return hold.Boot{ID: id, Since: since}
}

// Language finds the language of a command. It is called at the first sentence: a press must
// not wait for settings that it does not need.
func (p *Env) Language() string { return p.languageOf(p.Load()) }

// languageOf is the language that is set, else the system's.
func (p *Env) languageOf(l Snapshot) string {
	if l.Language != "auto" {
		return l.Language
	}
	return words.Match(locale.Languages(p.Getenv)...)
}

// UseLanguageOf changes the language of all further sentences to that of l.
func (p *Env) UseLanguageOf(l Snapshot) { p.Words.Language.Set(p.languageOf(l)) }

// English is a copy with English sentences, for JSON: programs that read it must not depend
// on the person's language.
func (p *Env) English() *Env {
	english := *p
	english.Words = p.Words.English()
	return &english
}
