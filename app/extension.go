package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The extension belongs to the person: a wrong one holds somebody else's call. Which
// one counts is decided by package settings; here is what a person gave by hand.

// goOn notes when the person was last there: now, or before the restart whose answer
// it goes on with.
func (r *resident) goOn() {
	r.use()
	if !r.p.Resumed || r.p.Chosen == nil {
		return
	}
	if c := r.p.Chosen.Load(); c != nil && c.Used > 0 {
		r.used.Store(c.Used)
	}
}

// handOver leaves what counts now to the program that takes this one's place.
func (r *resident) handOver() {
	c := r.p.Chosen.Load()
	if c == nil || c.Logon != r.p.LogonName() {
		return
	}
	left := *c
	if left.Used = 0; left.Answered(r.p.AnswerDays()) != "" {
		left.Used = r.used.Load()
	}
	if _, err := env.Within(env.WriteWithin, func() (none struct{}, err error) { return none, r.p.WriteChoice(left) }); err != nil {
		r.log.Warn("the extension was not handed over", "err", err)
	}
}

// extensionMessage is what a command sends to the resident.
type extensionMessage struct {
	AgentID string `json:"agent_id"`
}

// choose gives the extension by hand: to the resident where one runs, since it is
// the resident's log-on that counts then, else for the log-on of this process.
func setExtension(p *env.Env, id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	conn, err := findResident(p, ctx, false)
	switch {
	case err == nil:
		defer conn.Close()
		if conn.Call(ctx, opGive, extensionMessage{id}, nil) != nil {
			return env.Failed(p.Words.ExtensionNotKept())
		}
		return nil
	case !errors.Is(err, control.ErrNoResident):
		return env.Failed(p.Words.ResidentSilent())
	}
	switch err := p.KeepChoice(id); {
	case errors.Is(err, env.ErrNoLogon):
		return env.Failed(p.Words.NoLogon())
	case err != nil:
		return env.Failed(p.Words.ExtensionNotKept())
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
	if err := r.p.KeepChoice(id); err != nil {
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
