//go:build !nowindow

package app

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/form"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// openWindow shows the settings window in this process until it is closed, or with
// extension the small one that changes the extension alone.
func openWindow(ctx context.Context, p *env.Env, extension bool) error {
	if extension {
		return openExtension(ctx, p)
	}
	desk := &desk{p: p, ctx: ctx, captured: make(chan string, 1), raised: make(chan struct{}, 1)}
	defer desk.release()
	open, closed := context.WithCancel(ctx)
	defer closed()
	go desk.listen(open)
	backend := desk.backend()
	backend.Closed = closed // who is wanted from now on is the next one
	if err := window.Run(backend); err != nil {
		box(p.Words.Title(), p.Words.NoOpenGL())
		return env.Failed(p.Words.NoWindow())
	}
	return nil
}

// openSteps shows how to set the hotkey in the desktop's own settings.
func openSteps(_ context.Context, p *env.Env) error {
	s := p.HotkeySteps(p.Words, p.Load().Hotkey)
	err := window.Steps{
		Version: p.Version, Icon: assets.Icon("app"),
		Head: p.Words.HotkeyHow(), Lines: s.Lines, Text: s.Copy,
		Copy: p.Words.CopyLabel(), Copied: p.Words.Copied(), Shut: p.Words.CloseLabel(),
	}.Show()
	if err != nil {
		box(p.Words.Title(), p.Words.NoOpenGL())
		return env.Failed(p.Words.NoWindow())
	}
	return nil
}

// desk joins the settings window with files, keychain and the resident.
type desk struct {
	p        *env.Env
	ctx      context.Context
	captured chan string
	raised   chan struct{}

	mu    sync.Mutex
	lease *residentapi.Client // held while a chord is recorded
}

func (d *desk) backend() form.Backend {
	return form.Backend{
		Version:     d.p.Version,
		Icon:        assets.Icon("app"),
		Text:        d.p.Words.Window,
		Fields:      d.fields,
		Save:        d.save,
		TokenStatus: d.tokenStatus,
		SetToken:    d.setToken,
		ClearToken:  func() string { return d.sentence(residentapi.StoreToken(d.ctx, d.p, wolkvox.Token{})) },
		Check:       d.check,
		Capture:     d.capture,
		Captured:    d.captured,
		SpareChord:  d.spareChord,
		Raised:      d.raised,
		ParseChord:  d.parseChord,
	}
}

func (d *desk) sentence(code string) string {
	if code == "" {
		return ""
	}
	return d.p.Words.Keychain(code)
}

func (d *desk) fields(keys []string) map[string]form.Field {
	l := d.p.Load()
	fields := map[string]form.Field{}
	for _, key := range keys {
		fields[key] = d.field(l, key)
	}
	return fields
}

func (d *desk) field(l env.Snapshot, key string) form.Field {
	k, ok := settings.Known(key)
	if !ok {
		return form.Field{}
	}
	f := form.Field{
		Value:  l.Text(k),
		Origin: string(l.Origin(k)),
		Locked: d.p.MayChange(l, k) != nil,
		SetBy:  l.HelpDesk(),
	}
	if k == settings.AgentID && l.AgentIDPasses() {
		f.Value, f.Problem = extensionNow(d.ctx, d.p, l)
	}
	if k == settings.Autostart && d.p.StartsAtLogOn(&l) {
		f.Value = "on"
	}
	if bad, ok := l.Trouble(k); ok {
		f.Problem = d.beside(bad)
	}
	if k == settings.Hotkey {
		ctx, cancel := context.WithTimeout(d.ctx, time.Second)
		defer cancel()
		if s, err := residentapi.AskStatus(ctx, d.p); err == nil && s.HotkeyTrouble != "" {
			f.Problem = d.p.Words.HotkeyHere(s.HotkeyTrouble, f.Value, f.Locked)
		}
	}
	return f
}

// save checks every value before one of them is stored.
func (d *desk) save(changes map[string]string) map[string]string {
	refused := map[string]string{}
	values := map[settings.Key]string{}
	for name, text := range changes {
		k, ok := settings.Known(name)
		if !ok {
			continue
		}
		values[k] = text
		if text == "" {
			continue
		}
		if _, err := settings.Validate(k, text); err != nil {
			refused[name] = d.refused(err)
		}
	}
	if len(refused) > 0 {
		return refused
	}
	l := d.p.Load()
	if err := d.p.SaveSettings(&l, values, residentapi.SetExtension(d.p)); err != nil {
		return map[string]string{"": err.Error()}
	}
	residentapi.Changed(d.ctx, d.p, residentapi.Reload{})
	return nil
}

// beside says beside a field what is wrong with its value, by the field's label.
func (d *desk) beside(e settings.Error) string {
	return d.p.WhyRefusedAs(d.p.Words.Label(string(e.Key)), e)
}

// refused says beside a field why its value was refused.
func (d *desk) refused(err error) string {
	var e settings.Error
	if errors.As(err, &e) {
		return d.beside(e)
	}
	return d.p.Refuse(err).Error()
}

func (d *desk) tokenStatus() (present bool, problem string) {
	switch code := tokenCode(d.ctx, d.p); code {
	case "", "not_allowed": // it is there, for the running program to read
		return true, ""
	case "not_found":
		return false, ""
	default:
		return false, d.p.Words.Keychain(code)
	}
}

// setToken stores what was pasted. Said is what the person did not see about it.
func (d *desk) setToken(text string) (said, problem string) {
	token, cleaned, trouble := keychain.ParsePasted(text)
	if trouble != "" {
		return "", d.p.Words.TokenTrouble(trouble)
	}
	if cleaned {
		said = d.p.Words.TokenCleaned()
	}
	return said, d.sentence(residentapi.StoreToken(d.ctx, d.p, token))
}

func (d *desk) check() []form.CheckLine {
	client, reason := press.ClientFor(d.p.Load().Values, press.LookForProxy)
	if reason != "" {
		return []form.CheckLine{{Name: "settings", Text: d.p.Words.Outcome("not_toggled", string(reason))}}
	}
	var lines []form.CheckLine
	for _, step := range wolkvox.Check(d.ctx, client) {
		lines = append(lines, form.CheckLine{Name: step.Name, Text: stepText(d.p, step), OK: step.OK})
	}
	return lines
}

func (d *desk) parseChord(text string) (canonical, problem string) {
	c, err := settings.ParseChord(text)
	if err != nil {
		return "", d.refused(err)
	}
	return c.String(), ""
}

// capture takes the capture lease or gives it back. The lease ends with its
// connection, so giving back is hanging up.
func (d *desk) capture(on bool) string {
	d.release()
	if !on {
		return ""
	}
	silent := d.p.Words.ResidentSilent()
	conn, err := residentapi.Find(d.ctx, d.p.Places(false))
	switch {
	case errors.Is(err, control.ErrNoResident):
		return "" // there is no hotkey to hold back
	case err != nil:
		return silent // its hotkey would toggle while it is being recorded
	}
	ctx, cancel := context.WithTimeout(d.ctx, residentapi.HelloWithin)
	defer cancel()
	if err := conn.Capture(ctx); err != nil {
		conn.Close()
		return silent
	}
	d.mu.Lock()
	d.lease = conn
	d.mu.Unlock()
	go d.fetch(conn)
	return ""
}

// fetch brings the chords pressed under the lease to the form.
func (d *desk) fetch(conn *residentapi.Client) {
	for {
		ctx, cancel := context.WithTimeout(d.ctx, residentapi.LeaseLasts)
		chord, err := conn.Captured(ctx)
		cancel()
		d.mu.Lock()
		current := d.lease == conn
		d.mu.Unlock()
		if !current {
			return // given back: what comes late belongs to no recording
		}
		select {
		case d.captured <- chord:
		default:
		}
		if err != nil || chord == "" {
			return
		}
	}
}

func (d *desk) release() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.lease != nil {
		d.lease.Close()
		d.lease = nil
	}
}

// stepText says how one step of a connection test went.
func stepText(p *env.Env, step wolkvox.CheckStep) string {
	if step.HTTPStatus == http.StatusProxyAuthRequired {
		return p.Words.CheckProxyPassword()
	}
	return p.Words.CheckStep(step.Name, step.OK)
}

// tokenCode is what is wrong with the keychain or its token, in a word; empty when nothing is.
func tokenCode(ctx context.Context, p *env.Env) string {
	_, err := p.Keychain().Get(ctx)
	if err != nil {
		return keychain.Code(err)
	}
	return ""
}
