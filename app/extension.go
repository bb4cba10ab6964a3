package app

import (
	"context"
	"encoding/json"
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

// The extension belongs to the person: a wrong one holds somebody else's call. Which
// one counts is decided by package settings; here is what a person gave by hand.

// choiceFile is no setting: what is in it ends with the log-on or the day.
const choiceFile = "extension"

var errNoLogon = errors.New("log-ons cannot be told apart here")

// here names this log-on. A resident keeps the name that it began with.
func (p *program) here() string {
	switch {
	case p.logon != "":
		return p.logon
	case p.logons != nil:
		return p.logons(p.getenv)
	}
	return logon.Name(p.getenv)
}

// begin fixes what a resident goes by until it ends: its log-on, and the day whose
// answer counts. So nobody is without an extension at midnight in the middle of a
// shift. Where log-ons have no name, what is chosen ends with this process; a program
// that takes this one's place in it goes on with it, and with the day.
func (p *program) begin() {
	p.since, p.writing = new(atomic.Pointer[string]), new(sync.Mutex)
	p.chosen, p.inUse = new(atomic.Pointer[settings.Choice]), new(atomic.Pointer[policy.Policy])
	p.countFrom(today())
	if p.logon = p.here(); p.logon == "" {
		p.logon = logon.Own()
	}
	if !p.resumed {
		return
	}
	if c, _ := within(firstReadWithin, p.readChoice); c.Used > 0 && c.Logon == p.logon {
		p.countFrom(c.Day)
	}
}

func today() string { return time.Now().Format(settings.DayLayout) }

// days are those whose answer counts. A clock that was set back takes none away.
func (p *program) days() (first, last string) {
	last = today()
	var since *string
	if p.since != nil {
		since = p.since.Load()
	}
	if since == nil {
		return last, last
	}
	return *since, max(*since, last)
}

// daysHere are the log-on and the days whose answer counts.
func (p *program) daysHere() (name, first, last string) {
	first, last = p.days()
	return p.here(), first, last
}

// countFrom makes answers of before that day worth nothing.
func (p *program) countFrom(day string) { p.since.Store(&day) }

// kept is a file of this user and this machine alone. A home or a profile goes with
// the person to other machines, so the machine is in the name: no machine takes what
// belongs to another, and none writes over it.
func (p *program) kept(name string) (settingsfile.File, error) {
	folder := p.stateFolder()
	switch runtime.GOOS {
	case "windows":
		folder = filepath.Dir(folder) // that one is for people who look at the log
	case "darwin":
		path, err := settingsfile.DefaultPath(p.getenv) // that one is cleaned
		if err != nil {
			return settingsfile.File{}, err
		}
		folder = filepath.Dir(path)
	}
	if !filepath.IsAbs(folder) {
		return settingsfile.File{}, errNoFolder
	}
	machine := control.Machine
	if p.machine != nil {
		machine = p.machine
	}
	return settingsfile.File{Path: filepath.Join(folder, name+"-"+machine()+".json")}, nil
}

var errNoFolder = errors.New("no folder for this machine's own files: is HOME set?")

// choiceError says that what was given by hand cannot be used.
type choiceError struct {
	path string
	error
}

var errChoiceForm = errors.New("it is not whole, or of a later version")

// readChoice returns what was last given by hand. A resident reads it once: from then
// on it is the only one to change it, and goes by its memory.
func (p *program) readChoice() (settings.Choice, error) {
	if p.chosen != nil {
		if c := p.chosen.Load(); c != nil {
			return *c, nil
		}
	}
	file, err := p.kept(choiceFile)
	if err != nil {
		return settings.Choice{}, nil // the log says that there is no such folder
	}
	raw, err := file.Load()
	if err != nil && !errors.Is(err, settingsfile.ErrTorn) {
		return settings.Choice{}, &choiceError{file.Path, err} // it may come back
	}
	c, ok := settings.ParseChoice(raw)
	if err == nil && !ok && len(raw) > 0 {
		err = errChoiceForm
	}
	if p.chosen != nil && !p.chosen.CompareAndSwap(nil, &c) {
		return *p.chosen.Load(), nil // given meanwhile
	}
	if err != nil {
		return c, &choiceError{file.Path, err}
	}
	return c, nil
}

// keepChoice keeps an extension given by hand, for this log-on and this day. An
// empty one takes the last back.
func (p *program) keepChoice(id string) error {
	c := settings.Choice{AgentID: id, Logon: p.here(), Day: today()}
	if c.Logon == "" {
		return errNoLogon
	}
	if p.chosen == nil {
		return p.writeChoice(c)
	}
	before := p.chosen.Swap(&c)
	_, err := within(writeWithin, func() (none struct{}, err error) {
		// What hangs ends some day, in any order: each writes what counts by then.
		p.writing.Lock()
		defer p.writing.Unlock()
		return none, p.writeChoice(*p.chosen.Load())
	})
	if err != nil && !errors.Is(err, errSlow) && p.stillThere(c) {
		p.chosen.Store(before) // the next start would find that one
		return err
	}
	return nil
}

// stillThere reports whether the file holds another choice of c's log-on. Where it
// holds none, c counts for as long as the resident runs, and the next start asks.
func (p *program) stillThere(c settings.Choice) bool {
	file, err := p.kept(choiceFile)
	if err != nil {
		return false
	}
	raw, _ := file.Load()
	old, _ := settings.ParseChoice(raw)
	return old.InLogon(c.Logon) != "" && old.AgentID != c.AgentID
}

func (p *program) writeChoice(c settings.Choice) error {
	file, err := p.kept(choiceFile)
	if err != nil {
		return err
	}
	return file.Replace(c.Raw())
}

// goOn notes when the person was last there: now, or before the restart whose answer
// it goes on with.
func (r *resident) goOn() {
	r.use()
	if !r.p.resumed || r.p.chosen == nil {
		return
	}
	if c := r.p.chosen.Load(); c != nil && c.Used > 0 {
		r.used.Store(c.Used)
	}
}

// handOver leaves what counts now to the program that takes this one's place.
func (r *resident) handOver() {
	c := r.p.chosen.Load()
	if c == nil || c.Logon != r.p.here() {
		return
	}
	left := *c
	if left.Used = 0; left.Answered(r.p.daysHere()) != "" {
		left.Used = r.used.Load()
	}
	if _, err := within(writeWithin, func() (none struct{}, err error) { return none, r.p.writeChoice(left) }); err != nil {
		r.log.Warn("the extension was not handed over", "err", err)
	}
}

// extensionMessage is what a command sends to the resident.
type extensionMessage struct {
	AgentID string `json:"agent_id"`
}

// choose gives the extension by hand: to the resident where one runs, since it is
// the resident's log-on that counts then, else for the log-on of this process.
func (p *program) choose(id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	conn, err := p.findResident(ctx, false)
	switch {
	case err == nil:
		defer conn.Close()
		if conn.Call(ctx, opGive, extensionMessage{id}, nil) != nil {
			return failed(p.words.ExtensionNotKept())
		}
		return nil
	case !errors.Is(err, control.ErrNoResident):
		return failed(p.words.ResidentSilent())
	}
	switch err := p.keepChoice(id); {
	case errors.Is(err, errNoLogon):
		return failed(p.words.NoLogon())
	case err != nil:
		return failed(p.words.ExtensionNotKept())
	}
	return nil
}

// givenExtension reads an extensionMessage: an extension, or "" to take the last back.
func givenExtension(data []byte) (id string, ok bool) {
	var m extensionMessage
	if err := json.Unmarshal(data, &m); err != nil || m.AgentID == "" {
		return "", err == nil
	}
	id, err := settings.ParseAgentID(m.AgentID)
	return id, err == nil
}

// changeExtension is choose where the resident hears it. It is answered when the
// next press uses the extension.
func (r *resident) changeExtension(ctx context.Context, data []byte) control.Message {
	id, ok := givenExtension(data)
	if !ok {
		return control.Message{Err: control.CodeMalformed}
	}
	if r.practice != nil || r.current.Load().AgentIDFixed() {
		return control.Message{Err: "enforced"}
	}
	if err := r.p.keepChoice(id); err != nil {
		r.log.Warn("extension not kept", "err", err)
		return control.Message{Err: "not_kept"}
	}
	r.use()
	r.log.Info("the extension was given by hand")
	done := make(chan struct{})
	r.post(func() { r.reloaded(); close(done) })
	select {
	case <-done:
	case <-ctx.Done():
	}
	return control.Message{}
}
