package env

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/logon"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// ExtensionFile holds the extension given by hand. It is not a setting: it ends with the log-on or
// the day.
const ExtensionFile = "extension"

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
// name, the extension ends with this process. A newer program that replaces this one in the same
// process keeps the extension and the day.
func (p *Env) BeginSession() {
	p.since, p.writing = new(atomic.Pointer[string]), new(sync.Mutex)
	p.Extension, p.inUse = new(atomic.Pointer[settings.TemporaryExtension]), new(atomic.Pointer[policy.Policy])
	p.CountAnswersFrom(Today())
	if p.Logon = p.LogonName(); p.Logon == "" {
		p.Logon = logon.Own()
	}
	if !p.Resumed {
		return
	}
	if c, _ := Within(FirstReadWithin, p.readExtension); c.Used > 0 && c.Logon == p.Logon {
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

// ExtensionFileError says that the file of the extension cannot be used.
type ExtensionFileError struct {
	Path string
	error
}

var errExtensionForm = errors.New("it is not whole, or of a later version")

// readExtension returns the last one given by hand. A resident reads the file until that succeeds: from then on
// only the resident changes it, and it uses its copy in memory.
func (p *Env) readExtension() (settings.TemporaryExtension, error) {
	if p.Extension == nil {
		return p.readExtensionFile()
	}
	if c := p.Extension.Load(); c != nil {
		return *c, nil
	}
	c, err := p.readExtensionFile()
	if err == nil {
		p.Extension.CompareAndSwap(nil, &c)
	}
	if given := p.Extension.Load(); given != nil { // perhaps in the meantime
		return *given, nil
	}
	return c, err
}

func (p *Env) readExtensionFile() (settings.TemporaryExtension, error) {
	file, err := p.MachineFile(ExtensionFile)
	if err != nil {
		return settings.TemporaryExtension{}, nil // the log says that there is no such folder
	}
	raw, err := file.Load()
	c, ok := settings.ParseTemporaryExtension(raw)
	if err == nil && !ok && len(raw) > 0 {
		err = errExtensionForm
	}
	if err != nil {
		return settings.TemporaryExtension{}, &ExtensionFileError{file.Path, err}
	}
	return c, nil
}

// KeepExtension saves an extension given by hand for this log-on and this day. An empty one
// removes the last.
func (p *Env) KeepExtension(id string) error {
	c := settings.TemporaryExtension{AgentID: id, Logon: p.LogonName(), Day: Today()}
	if first, _ := p.Days(); p.since != nil && c.Day < first {
		p.CountAnswersFrom(c.Day) // the clock was set back since
	}
	if c.Logon == "" {
		return ErrNoLogon
	}
	if p.Extension == nil {
		return p.WriteExtension(c)
	}
	before := p.Extension.Swap(&c)
	_, err := Within(WriteWithin, func() (none struct{}, err error) {
		// Writes that hang can finish later in any order, so each writes the current one.
		p.writing.Lock()
		defer p.writing.Unlock()
		return none, p.WriteExtension(*p.Extension.Load())
	})
	if err != nil && !errors.Is(err, ErrSlow) && p.fileHasOther(c) {
		p.Extension.CompareAndSwap(&c, before) // the next start would use the one in the file
		return err
	}
	return nil
}

// fileHasOther reports whether the file has another extension for c's log-on. If it has none, c
// counts as long as the resident runs, and the next start asks.
func (p *Env) fileHasOther(c settings.TemporaryExtension) bool {
	file, err := p.MachineFile(ExtensionFile)
	if err != nil {
		return false
	}
	raw, _ := file.Load()
	old, _ := settings.ParseTemporaryExtension(raw)
	return old.InLogon(c.Logon) != "" && old.AgentID != c.AgentID
}

// WriteExtension writes the file of the extension.
func (p *Env) WriteExtension(c settings.TemporaryExtension) error {
	file, err := p.MachineFile(ExtensionFile)
	if err != nil {
		return err
	}
	return file.Replace(c.Raw())
}
