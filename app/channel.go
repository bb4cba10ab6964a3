package app

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// What can be asked of a resident over the local channel.
const (
	opPress    = "press"
	opStatus   = "status"
	opQuit     = "quit"
	opSettings = "settings"
	opReload   = "reload"
	opGive     = "extension" // give the extension by hand
	opCapture  = "capture"   // take the capture lease, as long as the connection lives
	opCaptured = "captured"  // wait for a press under it
	opRaised   = "raised"    // of a window: wait until somebody wants to see it

	opSpareChord = "spare_chord" // a chord that no program holds

	opNetwork = "network" // go the way of a press, as far as doctor does
)

// reloadMessage says what was changed besides settings and policy.
type reloadMessage struct {
	Token bool `json:"token"` // the token: only then the keychain is read once more
}

// captured answers opCaptured: the chord that was pressed, or none when the lease
// ran out.
type captured struct {
	Chord string `json:"chord"`
}

// answer serves one message of the local channel.
func (r *resident) answer(ctx context.Context, _ *control.Conn, m control.Message) control.Message {
	switch m.Op {
	case opPress:
		var msg pressMessage
		if err := json.Unmarshal(m.Data, &msg); err != nil || msg.Pressed.Wall <= 0 {
			return control.Message{Err: control.CodeMalformed}
		}
		outcome := make(chan hold.Outcome, 1)
		// The age counts from the press itself: one that lay in the channel while
		// this process stood still comes too late.
		r.press(hold.Command, time.Now().Add(-msg.Pressed.Age()), func(o hold.Outcome) { outcome <- o })
		return reply(r.answered(<-outcome))
	case opStatus:
		var msg statusMessage
		_ = json.Unmarshal(m.Data, &msg) // without one it is English
		words := r.p.Words.In(msg.Language)
		// Asking the desktop may take 2 s, and outcomes wait for the loop.
		noIcon := r.noIcon()
		status := make(chan statusReply, 1)
		r.post(func() { status <- r.status(noIcon, words) })
		select {
		case s := <-status:
			return reply(s)
		case <-ctx.Done():
			return control.Message{Err: "ending"}
		}
	case opSettings:
		opened := make(chan error, 1)
		r.post(func() { opened <- r.openSettings() })
		select {
		case err := <-opened:
			if err != nil {
				return control.Message{Err: "no_window"}
			}
		case <-ctx.Done():
		}
		return control.Message{}
	case opReload:
		var msg reloadMessage
		_ = json.Unmarshal(m.Data, &msg) // without one it is about the settings
		r.post(r.reloaded)
		if msg.Token {
			r.vault.ReadAgain()
		}
		return control.Message{}
	case opGive:
		return r.changeExtension(ctx, m.Data)
	case opCapture:
		r.lease.take(ctx)
		return control.Message{}
	case opCaptured:
		return reply(captured{r.lease.wait(ctx)})
	case opRaised:
		r.post(func() { r.windowWanted = false }) // whoever wanted it sees it
		return reply(raised{r.windows.wait(ctx)})
	case opSpareChord:
		c, _ := hotkey.FirstFree(r.log, settings.SpareChords(r.current.Load().Hotkey))
		return reply(captured{c.String()})
	case opNetwork:
		return r.lookAtNetwork(ctx)
	case opQuit:
		r.end()
		return control.Message{}
	}
	return control.Message{Err: "unknown_op"}
}

func reply(v any) control.Message {
	data, err := json.Marshal(v)
	if err != nil {
		return control.Message{Err: "reply"}
	}
	return control.Message{Data: data}
}

// findResident connects to the resident that runs, if one does.
func findResident(p *env.Env, ctx context.Context, practice bool) (*control.Conn, error) {
	owner, err := control.Find(ctx, p.Places(practice))
	if err != nil {
		return nil, err
	}
	switch {
	case owner.Kind != control.Resident:
		return nil, control.ErrNoResident
	case owner.Channel == "":
		return nil, control.ErrSilent // it runs, and could not open its channel
	}
	return dialOwner(ctx, owner)
}

// reloadResident lets a running resident know that something was changed. None
// running is as good.
func reloadResident(p *env.Env, ctx context.Context, changed reloadMessage) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	conn, err := findResident(p, ctx, false)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.Call(ctx, opReload, changed, nil)
}

func quitCommand(p *env.Env) *commandline.Command {
	c := newCommand(p, "quit", noArgs(p), func(c *commandline.Command, _ []string) error { return quitResident(p, c.Context(), false) })
	everySession(p, c)
	return c
}

// quit ends the resident and says so.
func quitResident(p *env.Env, ctx context.Context, practice bool) error {
	err := endResident(p, ctx, practice)
	if err == nil {
		p.Say(p.Words.Quitting())
	}
	return err
}

// endResident ends the resident and waits until its lock is free.
func endResident(p *env.Env, ctx context.Context, practice bool) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	conn, err := findResident(p, ctx, practice)
	if errors.Is(err, control.ErrNoResident) {
		if practice {
			return env.Failed(p.Words.PracticeNotRunning())
		}
		return env.Failed(p.Words.NotRunning())
	}
	if err != nil {
		return env.Failed(p.Words.ResidentSilent())
	}
	defer conn.Close()
	if err := conn.Call(ctx, opQuit, nil, nil); err != nil {
		return env.Failed(p.Words.QuitSilent())
	}
	for ctx.Err() == nil {
		if _, err := control.Find(ctx, p.Places(practice)); errors.Is(err, control.ErrNoResident) {
			return nil
		}
		time.Sleep(20 * time.Millisecond)
	}
	return env.Failed(p.Words.QuitSilent())
}
