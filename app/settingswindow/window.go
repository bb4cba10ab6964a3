//go:build !nowindow

// Package settingswindow joins the windows of app/window with settings, keychain and the
// running resident. It is in the full build alone, since Fyne comes with it.
//
//   - window.go is the settings window's backend, and the steps for a hotkey by hand;
//   - extension.go is the small window that changes the extension alone;
//   - resident.go is what a window asks of the resident;
//   - box_windows.go says what is wrong where no window can be drawn.
//
// What the windows look like stands in app/window/form.
package settingswindow

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

// Open shows the settings window in this process until it is closed, or with
// extension the small one that changes the extension alone.
func Open(ctx context.Context, p *env.Env, extension bool) error {
	if extension {
		return openExtension(ctx, p)
	}
	b := &backend{p: p, ctx: ctx, captured: make(chan string, 1), raised: make(chan struct{}, 1)}
	defer b.release()
	open, closed := context.WithCancel(ctx)
	defer closed()
	go b.listen(open)
	content := b.form()
	content.Closed = closed // a focus request that comes from now on is for the next window
	if err := window.Run(content); err != nil {
		box(p.Words.Title(), p.Words.NoOpenGL())
		return env.Failed(p.Words.NoWindow())
	}
	return nil
}

// OpenSteps shows how to set the hotkey in the desktop's own settings.
func OpenSteps(_ context.Context, p *env.Env) error {
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

// backend joins the settings window with files, keychain and the resident.
type backend struct {
	p        *env.Env
	ctx      context.Context
	captured chan string
	raised   chan struct{}

	mu    sync.Mutex
	lease *residentapi.Client // held while a chord is recorded
}

func (b *backend) form() form.Backend {
	return form.Backend{
		Version:     b.p.Version,
		Icon:        assets.Icon("app"),
		Text:        b.p.Words.Window,
		Fields:      b.fields,
		Save:        b.save,
		TokenStatus: b.tokenStatus,
		SetToken:    b.setToken,
		ClearToken:  func() string { return b.sentence(residentapi.StoreToken(b.ctx, b.p, wolkvox.Token{})) },
		Check:       b.check,
		Capture:     b.capture,
		Captured:    b.captured,
		SpareChord:  b.spareChord,
		Raised:      b.raised,
		ParseChord:  b.parseChord,
	}
}

func (b *backend) sentence(code string) string {
	if code == "" {
		return ""
	}
	return b.p.Words.Keychain(code)
}

func (b *backend) fields(keys []string) map[string]form.Field {
	l := b.p.Load()
	fields := map[string]form.Field{}
	for _, key := range keys {
		fields[key] = b.field(l, key)
	}
	return fields
}

func (b *backend) field(l env.Snapshot, key string) form.Field {
	k, ok := settings.Known(key)
	if !ok {
		return form.Field{}
	}
	f := form.Field{
		Value:  l.Text(k),
		Origin: string(l.Origin(k)),
		Locked: b.p.MayChange(l, k) != nil,
		SetBy:  l.HelpDesk(),
	}
	if k == settings.AgentID && l.AgentIDPasses() {
		f.Value, f.Problem = extensionNow(b.ctx, b.p, l)
	}
	if k == settings.Autostart && b.p.StartsAtLogOn(&l) {
		f.Value = "on"
	}
	if bad, ok := l.Trouble(k); ok {
		f.Problem = b.beside(bad)
	}
	if k == settings.Hotkey {
		ctx, cancel := context.WithTimeout(b.ctx, time.Second)
		defer cancel()
		if s, err := residentapi.AskStatus(ctx, b.p); err == nil && s.HotkeyTrouble != "" {
			f.Problem = b.p.Words.HotkeyHere(s.HotkeyTrouble, f.Value, f.Locked)
		}
	}
	return f
}

// save checks every value before one of them is stored.
func (b *backend) save(changes map[string]string) map[string]string {
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
			refused[name] = b.refused(err)
		}
	}
	if len(refused) > 0 {
		return refused
	}
	l := b.p.Load()
	if err := b.p.SaveSettings(&l, values, residentapi.SetExtension(b.p)); err != nil {
		return map[string]string{"": err.Error()}
	}
	residentapi.Changed(b.ctx, b.p, residentapi.Reload{})
	return nil
}

// beside says beside a field what is wrong with its value, by the field's label.
func (b *backend) beside(e settings.Error) string {
	return b.p.WhyRefusedAs(b.p.Words.Label(string(e.Key)), e)
}

// refused says beside a field why its value was refused.
func (b *backend) refused(err error) string {
	var e settings.Error
	if errors.As(err, &e) {
		return b.beside(e)
	}
	return b.p.Refuse(err).Error()
}

func (b *backend) tokenStatus() (present bool, problem string) {
	switch code := tokenCode(b.ctx, b.p); code {
	case "", "not_allowed": // it is there, for the running program to read
		return true, ""
	case "not_found":
		return false, ""
	default:
		return false, b.p.Words.Keychain(code)
	}
}

// setToken stores what was pasted. Said is what the person did not see about it.
func (b *backend) setToken(text string) (said, problem string) {
	token, cleaned, trouble := keychain.ParsePasted(text)
	if trouble != "" {
		return "", b.p.Words.TokenTrouble(trouble)
	}
	if cleaned {
		said = b.p.Words.TokenCleaned()
	}
	return said, b.sentence(residentapi.StoreToken(b.ctx, b.p, token))
}

func (b *backend) check() []form.CheckLine {
	client, reason := press.ClientFor(b.p.Load().Values, press.LookForProxy)
	if reason != "" {
		return []form.CheckLine{{Name: "settings", Text: b.p.Words.Outcome("not_toggled", string(reason))}}
	}
	var lines []form.CheckLine
	for _, step := range wolkvox.Check(b.ctx, client) {
		lines = append(lines, form.CheckLine{Name: step.Name, Text: stepText(b.p, step), OK: step.OK})
	}
	return lines
}

func (b *backend) parseChord(text string) (canonical, problem string) {
	c, err := settings.ParseChord(text)
	if err != nil {
		return "", b.refused(err)
	}
	return c.String(), ""
}

// capture takes the capture lease or gives it back. The lease ends with its
// connection, so giving back is hanging up.
func (b *backend) capture(on bool) string {
	b.release()
	if !on {
		return ""
	}
	silent := b.p.Words.ResidentSilent()
	conn, err := residentapi.Find(b.ctx, b.p.Places(false))
	switch {
	case errors.Is(err, control.ErrNoResident):
		return "" // there is no hotkey to hold back
	case err != nil:
		return silent // its hotkey would toggle while it is being recorded
	}
	ctx, cancel := context.WithTimeout(b.ctx, residentapi.HelloWithin)
	defer cancel()
	if err := conn.Capture(ctx); err != nil {
		conn.Close()
		return silent
	}
	b.mu.Lock()
	b.lease = conn
	b.mu.Unlock()
	go b.fetch(conn)
	return ""
}

// fetch brings the chords pressed under the lease to the form.
func (b *backend) fetch(conn *residentapi.Client) {
	for {
		ctx, cancel := context.WithTimeout(b.ctx, residentapi.LeaseLasts)
		chord, err := conn.Captured(ctx)
		cancel()
		b.mu.Lock()
		current := b.lease == conn
		b.mu.Unlock()
		if !current {
			return // given back: what comes late belongs to no recording
		}
		select {
		case b.captured <- chord:
		default:
		}
		if err != nil || chord == "" {
			return
		}
	}
}

func (b *backend) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.lease != nil {
		b.lease.Close()
		b.lease = nil
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
