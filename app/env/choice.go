package env

import (
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/logon"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
)

// ChoiceFile holds the extension given by hand. It is not a setting: it ends with the log-on or
// the day.
const ChoiceFile = "extension"

// ErrNoLogon says that this system has no name for a log-on.
var ErrNoLogon = errors.New("log-ons cannot be told apart here")

// LogonName names this log-on. A resident keeps the name it had at its start.
func (p *Env) LogonName() string {
	switch {
	case p.Logon != "":
		return p.Logon
	case p.NameLogon != nil:
		return p.NameLogon(p.Getenv)
	}
	return logon.Name(p.Getenv)
}

// BeginSession fixes the log-on and the day whose answer counts until the resident ends, so
// that nobody loses the extension at midnight in the middle of a shift. If log-ons have no
// name, the choice ends with this process. A newer program that replaces this one in the same
// process keeps the choice and the day.
func (p *Env) BeginSession() {
	p.since, p.writing = new(atomic.Pointer[string]), new(sync.Mutex)
	p.Chosen, p.inUse = new(atomic.Pointer[settings.Choice]), new(atomic.Pointer[policy.Policy])
	p.CountAnswersFrom(Today())
	if p.Logon = p.LogonName(); p.Logon == "" {
		p.Logon = logon.Own()
	}
	if !p.Resumed {
		return
	}
	if c, _ := Within(FirstReadWithin, p.readChoice); c.Used > 0 && c.Logon == p.Logon {
		p.CountAnswersFrom(c.Day)
	}
}

// Today is the current day as answers are dated.
func Today() string { return time.Now().Format(settings.DayLayout) }

// Days returns the first and last day whose answer counts. A clock that is set back does not
// invalidate an answer.
func (p *Env) Days() (first, last string) {
	last = Today()
	var since *string
	if p.since != nil {
		since = p.since.Load()
	}
	if since == nil {
		return last, last
	}
	return *since, max(*since, last)
}

// AnswerDays returns the log-on and the days whose answer counts.
func (p *Env) AnswerDays() (name, first, last string) {
	first, last = p.Days()
	return p.LogonName(), first, last
}

// CountAnswersFrom makes answers from before that day expire.
func (p *Env) CountAnswersFrom(day string) { p.since.Store(&day) }

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

// ChoiceError says that the file of the choice cannot be used.
type ChoiceError struct {
	Path string
	error
}

var errChoiceForm = errors.New("it is not whole, or of a later version")

// readChoice returns the last choice. A resident reads the file until that succeeds: from then on
// only the resident changes it, and it uses its copy in memory.
func (p *Env) readChoice() (settings.Choice, error) {
	if p.Chosen == nil {
		return p.readChoiceFile()
	}
	if c := p.Chosen.Load(); c != nil {
		return *c, nil
	}
	c, err := p.readChoiceFile()
	if err == nil {
		p.Chosen.CompareAndSwap(nil, &c)
	}
	if given := p.Chosen.Load(); given != nil { // perhaps in the meantime
		return *given, nil
	}
	return c, err
}

func (p *Env) readChoiceFile() (settings.Choice, error) {
	file, err := p.MachineFile(ChoiceFile)
	if err != nil {
		return settings.Choice{}, nil // the log says that there is no such folder
	}
	raw, err := file.Load()
	c, ok := settings.ParseChoice(raw)
	if err == nil && !ok && len(raw) > 0 {
		err = errChoiceForm
	}
	if err != nil {
		return settings.Choice{}, &ChoiceError{file.Path, err}
	}
	return c, nil
}

// KeepChoice saves an extension given by hand for this log-on and this day. An empty one
// removes the last.
func (p *Env) KeepChoice(id string) error {
	c := settings.Choice{AgentID: id, Logon: p.LogonName(), Day: Today()}
	if first, _ := p.Days(); p.since != nil && c.Day < first {
		p.CountAnswersFrom(c.Day) // the clock was set back since
	}
	if c.Logon == "" {
		return ErrNoLogon
	}
	if p.Chosen == nil {
		return p.WriteChoice(c)
	}
	before := p.Chosen.Swap(&c)
	_, err := Within(WriteWithin, func() (none struct{}, err error) {
		// Writes that hang can finish later in any order, so each writes the current choice.
		p.writing.Lock()
		defer p.writing.Unlock()
		return none, p.WriteChoice(*p.Chosen.Load())
	})
	if err != nil && !errors.Is(err, ErrSlow) && p.fileHasOther(c) {
		p.Chosen.CompareAndSwap(&c, before) // the next start would use the one in the file
		return err
	}
	return nil
}

// fileHasOther reports whether the file has another choice for c's log-on. If it has none, c
// counts as long as the resident runs, and the next start asks.
func (p *Env) fileHasOther(c settings.Choice) bool {
	file, err := p.MachineFile(ChoiceFile)
	if err != nil {
		return false
	}
	raw, _ := file.Load()
	old, _ := settings.ParseChoice(raw)
	return old.InLogon(c.Logon) != "" && old.AgentID != c.AgentID
}

// WriteChoice writes the file of the choice.
func (p *Env) WriteChoice(c settings.Choice) error {
	file, err := p.MachineFile(ChoiceFile)
	if err != nil {
		return err
	}
	return file.Replace(c.Raw())
}
