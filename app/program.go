package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

const programName = "wolkvox-hold"

// appID names the program to desktops: its .desktop file, and the file's icon and
// name in notifications.
const appID = "io.github.wolkvox_hold.WolkvoxHold"

// program is what every command needs of the process around it.
type program struct {
	version string
	stdin   io.Reader
	stdout  io.Writer
	stderr  io.Writer
	getenv  func(string) string
	policy  func() policy.Policy                    // nil is policy.Read
	logons  func(getenv func(string) string) string // nil is logon.Name
	machine func() string                           // nil is control.Machine
	clock   func() hold.Boot                        // nil is the machine's boot clock
	words   words.Words
	keys    *keychain.Keychain // nil is one for each call

	// Of a resident alone, see begin.
	logon   string                           // its log-on
	since   *atomic.Pointer[string]          // the first day whose answer counts
	chosen  *atomic.Pointer[settings.Choice] // what was given by hand, once that is known
	inUse   *atomic.Pointer[policy.Policy]   // the policy that a copy is kept of
	writing *sync.Mutex                      // held while one of these is written; never by who must not wait
	resumed bool                             // it took the place of an older one (resume)
	leftAt  int64                            // when that one took its last press; 0 for none
}

// What is printed may reach nobody: a terminal that was closed, a disk that is full. That
// changes nothing of what a command did, and so neither its exit code.

// say prints one line on standard output.
func (p *program) say(text string) { fmt.Fprintln(p.stdout, inert(text)) }

// warn prints one line on standard error.
func (p *program) warn(text string) { fmt.Fprintln(p.stderr, inert(text)) }

// object prints one JSON object on a line of its own.
func (p *program) object(v any) {
	var line bytes.Buffer
	enc := json.NewEncoder(&line)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(v) // ours are of plain fields
	_, _ = p.stdout.Write(escaped(line.Bytes()))
}

// places says where this user's lock lies, or that of practice.
func (p *program) places(practice bool) control.Places {
	name := programName
	if practice {
		name += "-practice"
	}
	return control.Places{Name: name, Getenv: p.getenv, UID: os.Getuid(), Program: p.version, Home: realHome}
}

// realHome is another [control.Places].Home in tests, which have homes of their own.
var realHome func() string

// loaded is everything that was set, and what was wrong with it.
type loaded struct {
	settings.Effective
	path    string       // of the user's own file; empty where there is no home
	fileErr error        // the file is there and cannot be read
	user    settings.Raw // what stood in it
	policy  policy.Policy
	choice  error           // why what was given by hand is not used
	layers  settings.Layers // what the values were merged from
}

// load reads policy and settings. Nothing in them can fail a start: what is not
// valid is a problem to tell, and the next origin serves.
func (p *program) load() loaded { return p.loadWithin(readWithin, nil) }

// loadWithin is load with a limit of its own, and with what was last read, of which
// the user's part counts while the file cannot be reached.
func (p *program) loadWithin(limit time.Duration, last *loaded) loaded {
	given := begun(limit, p.readChoice)
	found, kept := p.policyInForce(limit, last)
	defer kept()
	layers := settings.Layers{
		Policy:        found.Enforced,
		PolicyDefault: found.Defaults,
		UserPolicy:    found.UserEnforced,
		UserDefault:   found.UserDefaults,
		Machine:       found.Machine,
		Environ:       p.getenv,
	}
	l := loaded{policy: found}
	file, err := p.file()
	if err == nil {
		l.path = file.Path
		l.user, l.fileErr = within(limit, file.Load)
		if l.unreachable() && last != nil {
			l.user = last.user
		}
		layers.User = l.user
	}
	choice, err := given()
	l.choice = err
	layers.MenuAgentID, layers.AnsweredAgentID = choice.InLogon(p.here()), choice.Answered(p.daysHere())
	l.layers, l.Effective = layers, settings.Merge(layers)
	p.words.IT.Set(l.ManagedBy.Name, l.ManagedBy.Contact, l.ManagedBy.Link)
	return l
}

func (p *program) readPolicy() policy.Policy {
	if p.policy != nil {
		return p.policy()
	}
	return policy.Read()
}

// unreachable reports whether the user's settings could not be read at all.
func (l loaded) unreachable() bool {
	return l.fileErr != nil && !errors.Is(l.fileErr, settingsfile.ErrTorn)
}

func (p *program) file() (settingsfile.File, error) {
	path, err := settingsfile.DefaultPath(p.getenv)
	return settingsfile.File{Path: path}, err
}

// troubles are sentences about what load found, for standard error and doctor.
func (p *program) troubles(l loaded) []string {
	var s []string
	switch {
	case errors.Is(l.fileErr, settingsfile.ErrForeign):
		s = append(s, p.words.ForeignFile(l.path))
	case l.unreachable():
		s = append(s, p.words.UnreachableFile(l.path))
	case l.fileErr != nil:
		s = append(s, p.words.TornFile(l.path))
	}
	if bad, ok := errors.AsType[*choiceError](l.choice); ok {
		s = append(s, p.words.ExtensionFile(bad.path))
	}
	for _, bad := range l.policy.Problems {
		s = append(s, p.words.PolicyTrouble(bad.Source, bad.Code))
	}
	if l.policy.Last {
		s = append(s, p.words.LastPolicy(l.policy.Source))
	}
	for _, bad := range l.Problems() {
		if bad.Key == settings.AgentID {
			bad.Value = "" // nearly an extension is as much a person's, and this is logged
		}
		s = append(s, p.words.SettingFrom(p.setting(bad), string(bad.Origin)))
	}
	return s
}

// who is the help desk that IT named in managed_by.
func (l loaded) who() string {
	return words.Desk(l.ManagedBy.Name, l.ManagedBy.Contact, l.ManagedBy.Link)
}

// trouble is what is wrong with the value of k that the person at this desk can
// mend, or that leaves no value. A fault of IT's that another origin's value stands
// in for is told by doctor and the log.
func (l loaded) trouble(k settings.Key) (bad settings.Error, found bool) {
	for _, e := range l.Problems() {
		if e.Key == k && (e.Origin == settings.OriginUser || e.Origin == l.Origin(k)) {
			bad, found = e, true
		}
	}
	return bad, found
}

// setting says why a value was refused, with what would be good.
func (p *program) setting(e settings.Error) string { return p.settingAs(string(e.Key), e) }

// settingAs is setting with a name of its own for the setting.
func (p *program) settingAs(subject string, e settings.Error) string {
	r := e.Key.Row()
	switch {
	case e.Code == settings.CodeNotOneOf && r.Kind == settings.KindChoice:
		return p.words.NotOneOf(subject, e.Value, r.Choices)
	case e.Code == settings.CodeNotOneOf && r.Kind == settings.KindSwitch:
		return p.words.NotOneOf(subject, e.Value, []string{"on", "off"})
	case e.Code == settings.CodeChordAltGr:
		key, sign := settings.SignOf(e.Value)
		return p.words.AltGrTypes(e.Value, key, sign)
	case e.Code == settings.CodeNotText:
		return p.words.NotText(subject, r.Example)
	case e.Code == settings.CodeNumberRange:
		return p.words.OutOfRange(subject, e.Value, r.Lowest, r.Highest)
	}
	return p.words.Setting(subject, e.Code, e.Value)
}

// newKeychain is the OS keychain. Where a keychain call can block without limit it
// is made by a child process of ours.
func newKeychain() *keychain.Keychain {
	k := &keychain.Keychain{}
	if runtime.GOOS == "linux" {
		k.Helper = func(ctx context.Context, args ...string) *exec.Cmd {
			// The file that this process runs: at its path another may lie by now, or half
			// of one.
			helper := exec.CommandContext(ctx, ownFile, append([]string{helperCommand}, args...)...)
			helper.Args[0] = self()
			return helper
		}
	}
	return k
}

// keychain is the one of this process: what it was allowed to read it can read again.
func (p *program) keychain() *keychain.Keychain {
	if p.keys == nil {
		return newKeychain()
	}
	return p.keys
}

// ownFile is on Linux the file that this process runs, also where it has no name
// any more.
const ownFile = "/proc/self/exe"

// self is the path of this program, also when it was started by a relative one.
func self() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// stateFolder is where the log lies (design: files).
func (p *program) stateFolder() string {
	home, _ := os.UserHomeDir()
	switch runtime.GOOS {
	case "windows":
		return filepath.Join(p.getenv("LOCALAPPDATA"), programName, "logs")
	case "darwin":
		return filepath.Join(home, "Library", "Logs", programName)
	}
	if dir := p.getenv("XDG_STATE_HOME"); strings.HasPrefix(dir, "/") {
		return filepath.Join(dir, programName)
	}
	return filepath.Join(home, ".local", "state", programName)
}
