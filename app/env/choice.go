package env

import (
	"errors"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/logon"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
)

// ChoiceFile is no setting: what is in it ends with the log-on or the day.
const ChoiceFile = "extension"

var ErrNoLogon = errors.New("log-ons cannot be told apart here")

// LogonName names this log-on. A resident keeps the name that it began with.
func (p *Env) LogonName() string {
	switch {
	case p.Logon != "":
		return p.Logon
	case p.NameLogon != nil:
		return p.NameLogon(p.Getenv)
	}
	return logon.Name(p.Getenv)
}

// BeginSession fixes what a resident goes by until it ends: its log-on, and the day whose
// answer counts. So nobody is without an extension at midnight in the middle of a
// shift. Where log-ons have no name, what is chosen ends with this process; a program
// that takes this one's place in it goes on with it, and with the day.
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

func Today() string { return time.Now().Format(settings.DayLayout) }

// Days are those whose answer counts. A clock that was set back takes none away.
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

// AnswerDays are the log-on and the days whose answer counts.
func (p *Env) AnswerDays() (name, first, last string) {
	first, last = p.Days()
	return p.LogonName(), first, last
}

// CountAnswersFrom makes answers of before that day worth nothing.
func (p *Env) CountAnswersFrom(day string) { p.since.Store(&day) }

// MachineFile is a file of this user and this machine alone. A home or a profile goes with
// the person to other machines, so the machine is in the name: no machine takes what
// belongs to another, and none writes over it.
func (p *Env) MachineFile(name string) (settingsfile.File, error) {
	folder := p.StateFolder()
	switch runtime.GOOS {
	case "windows":
		folder = filepath.Dir(folder) // that one is for people who look at the log
	case "darwin":
		path, err := settingsfile.DefaultPath(p.Getenv) // that one is cleaned
		if err != nil {
			return settingsfile.File{}, err
		}
		folder = filepath.Dir(path)
	}
	if !filepath.IsAbs(folder) {
		return settingsfile.File{}, errNoFolder
	}
	machine := control.Machine
	if p.NameMachine != nil {
		machine = p.NameMachine
	}
	return settingsfile.File{Path: filepath.Join(folder, name+"-"+machine()+".json")}, nil
}

var errNoFolder = errors.New("no folder for this machine's own files: is HOME set?")

// ChoiceError says that what was given by hand cannot be used.
type ChoiceError struct {
	Path string
	error
}

var errChoiceForm = errors.New("it is not whole, or of a later version")

// readChoice returns what was last given by hand. A resident reads it once: from then
// on it is the only one to change it, and goes by its memory.
func (p *Env) readChoice() (settings.Choice, error) {
	if p.Chosen != nil {
		if c := p.Chosen.Load(); c != nil {
			return *c, nil
		}
	}
	file, err := p.MachineFile(ChoiceFile)
	if err != nil {
		return settings.Choice{}, nil // the log says that there is no such folder
	}
	raw, err := file.Load()
	if err != nil && !errors.Is(err, settingsfile.ErrTorn) {
		return settings.Choice{}, &ChoiceError{file.Path, err} // it may come back
	}
	c, ok := settings.ParseChoice(raw)
	if err == nil && !ok && len(raw) > 0 {
		err = errChoiceForm
	}
	if p.Chosen != nil && !p.Chosen.CompareAndSwap(nil, &c) {
		return *p.Chosen.Load(), nil // given meanwhile
	}
	if err != nil {
		return c, &ChoiceError{file.Path, err}
	}
	return c, nil
}

// KeepChoice keeps an extension given by hand, for this log-on and this day. An
// empty one takes the last back.
func (p *Env) KeepChoice(id string) error {
	c := settings.Choice{AgentID: id, Logon: p.LogonName(), Day: Today()}
	if c.Logon == "" {
		return ErrNoLogon
	}
	if p.Chosen == nil {
		return p.WriteChoice(c)
	}
	before := p.Chosen.Swap(&c)
	_, err := Within(WriteWithin, func() (none struct{}, err error) {
		// What hangs ends some day, in any order: each writes what counts by then.
		p.writing.Lock()
		defer p.writing.Unlock()
		return none, p.WriteChoice(*p.Chosen.Load())
	})
	if err != nil && !errors.Is(err, ErrSlow) && p.stillThere(c) {
		p.Chosen.Store(before) // the next start would find that one
		return err
	}
	return nil
}

// stillThere reports whether the file holds another choice of c's log-on. Where it
// holds none, c counts for as long as the resident runs, and the next start asks.
func (p *Env) stillThere(c settings.Choice) bool {
	file, err := p.MachineFile(ChoiceFile)
	if err != nil {
		return false
	}
	raw, _ := file.Load()
	old, _ := settings.ParseChoice(raw)
	return old.InLogon(c.Logon) != "" && old.AgentID != c.AgentID
}

func (p *Env) WriteChoice(c settings.Choice) error {
	file, err := p.MachineFile(ChoiceFile)
	if err != nil {
		return err
	}
	return file.Replace(c.Raw())
}
