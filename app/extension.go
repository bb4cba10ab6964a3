package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/logon"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
)

// The extension belongs to the person: a wrong one holds somebody else's call. Which
// one counts is decided by package settings; here is what a person gave by hand.

// choiceFile lies beside the settings, since it is the person's and not the
// machine's. It is no setting itself: what is in it ends with the log-on or the day.
const choiceFile = "extension.json"

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
// shift. Where log-ons have no name, what is chosen ends with this process.
func (p *program) begin() {
	p.since = new(atomic.Pointer[string])
	p.countFrom(today())
	if p.logon = p.here(); p.logon == "" {
		var random [16]byte
		_, _ = rand.Read(random[:])
		p.logon = hex.EncodeToString(random[:])
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

// countFrom makes answers of before that day worth nothing.
func (p *program) countFrom(day string) { p.since.Store(&day) }

func (p *program) choices() (settingsfile.File, error) {
	path, err := settingsfile.DefaultPath(p.getenv)
	return settingsfile.File{Path: filepath.Join(filepath.Dir(path), choiceFile)}, err
}

// readChoice returns what was last given by hand; last is what counts while that
// cannot be read at all.
func (p *program) readChoice(limit time.Duration, last settings.Choice) settings.Choice {
	file, err := p.choices()
	if err != nil {
		return settings.Choice{}
	}
	raw, err := within(limit, file.Load)
	if err != nil && !errors.Is(err, settingsfile.ErrTorn) {
		return last
	}
	return settings.ParseChoice(raw)
}

// keepChoice keeps an extension given by hand, for this log-on and this day. An
// empty one takes the last back.
func (p *program) keepChoice(id string) error {
	c := settings.Choice{AgentID: id, Logon: p.here(), Day: today()}
	if l := p.load(); c.Logon == "" && !l.AgentIDByDay() {
		return errNoLogon
	}
	file, err := p.choices()
	if err != nil {
		return err
	}
	return file.Save(func(raw settings.Raw) error {
		c.Put(raw)
		return nil
	})
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
