//go:build !nowindow

// Package settingswindow connects the windows of app/window with settings, keychain and the
// running resident. It is only in the full build, since it needs Fyne.
//
//   - window.go is the backend of the settings window, and the window with the steps for a
//     hotkey by hand;
//   - extension.go is the small window that changes only the extension;
//   - resident.go is what a window asks the resident for;
//   - box_windows.go reports that no window can be drawn.
//
// The look of the windows is in the packages below app/window.
package settingswindow

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
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

// Open shows the settings window in this process until it is closed, or if extension is true
// the small one that changes only the extension.
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
	content.Closed = closed // later focus requests are for the next window
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
		Version: p.Version, Icon: assets.Icon("app", 256),
		Head: p.Words.HotkeyHow(), Lines: s.Lines, Text: s.Copy,
		Copy: p.Words.CopyLabel(), Copied: p.Words.Copied(), Shut: p.Words.CloseLabel(),
	}.Show()
	if err != nil {
		box(p.Words.Title(), p.Words.NoOpenGL())
		return env.Failed(p.Words.NoWindow())
	}
	return nil
}

// backend connects the settings window with files, keychain and the resident.
type backend struct {
	p        *env.Env
	ctx      context.Context
	captured chan string   // chords pressed under the lease
	raised   chan struct{} // focus requests

	mu    sync.Mutex
	lease *residentapi.Client // connection with the capture lease, while a chord is recorded
}

func (b *backend) form() form.Backend {
	return form.Backend{
		Version:     b.p.Version,
		Icon:        assets.Icon("app", 256),
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
		f.Problem = b.fieldProblem(bad)
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

// save stores changes if all of them are valid, and returns the refusals by key.
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
			refused[name] = b.whyRefused(err)
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

// fieldProblem says what is wrong with the value of a field, with the field's label.
func (b *backend) fieldProblem(e settings.Error) string {
	return b.p.WhyRefusedAs(b.p.Words.Label(string(e.Key)), e)
}

// whyRefused says why the value of a field was refused.
func (b *backend) whyRefused(err error) string {
	var e settings.Error
	if errors.As(err, &e) {
		return b.fieldProblem(e)
	}
	return b.p.Refuse(err).Error()
}

func (b *backend) tokenStatus() (present bool, problem string) {
	switch code := tokenCode(b.ctx, b.p); code {
	case "", "not_allowed": // the token exists; only the resident may read it
		return true, ""
	case "not_found":
		return false, ""
	default:
		return false, b.p.Words.Keychain(code)
	}
}

// setToken stores a pasted token. Remark says if something was removed from the text.
func (b *backend) setToken(text string) (remark, problem string) {
	token, cleaned, trouble := keychain.ParsePasted(text)
	if trouble != "" {
		return "", b.p.Words.TokenTrouble(trouble)
	}
	if cleaned {
		remark = b.p.Words.TokenCleaned()
	}
	return remark, b.sentence(residentapi.StoreToken(b.ctx, b.p, token))
}

func (b *backend) check() []form.CheckLine {
	client, reason := press.ClientFor(b.p.Load().Effective, press.FindProxy)
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
		return "", b.whyRefused(err)
	}
	return c.String(), ""
}

// capture takes the capture lease, or releases it by closing its connection.
func (b *backend) capture(on bool) string {
	b.release()
	if !on {
		return ""
	}
	silent := b.p.Words.ResidentSilent()
	conn, err := residentapi.Find(b.ctx, b.p.Places(false))
	switch {
	case errors.Is(err, channel.ErrNoResident):
		return "" // no resident, so no hotkey that could toggle
	case err != nil:
		return silent // its hotkey would toggle during the recording
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
	go b.receiveChords(conn)
	return ""
}

// receiveChords passes chords pressed under the lease to the form.
func (b *backend) receiveChords(conn *residentapi.Client) {
	for {
		ctx, cancel := context.WithTimeout(b.ctx, residentapi.LeaseLasts)
		chord, err := conn.Captured(ctx)
		cancel()
		b.mu.Lock()
		current := b.lease == conn
		b.mu.Unlock()
		if !current {
			return // the lease was released: a late chord belongs to no recording
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

// stepText words one step of a connection test.
func stepText(p *env.Env, step wolkvox.CheckStep) string {
	if step.HTTPStatus == http.StatusProxyAuthRequired {
		return p.Words.CheckProxyPassword()
	}
	return p.Words.CheckStep(step.Name, step.OK)
}

// tokenCode is the code of a problem with the keychain or its token, empty if there is none.
func tokenCode(ctx context.Context, p *env.Env) string {
	_, err := p.Keychain().Get(ctx)
	if err != nil {
		return keychain.Code(err)
	}
	return ""
}
