//go:build !nowindow

// Package settingswindow connects the windows of app/window with settings, keychain and the
// running resident. It is only in the full build, since it needs Fyne.
//
//   - window.go is the backend of the settings window, and the window with the steps for a
//     hotkey by hand;
//   - extension.go is the small window that changes only the extension;
//   - resident.go is what a window asks the resident for;
//   - instead_windows.go is what follows on Windows where no window can be drawn.
//
// The look of the windows is in the packages below app/window.
package settingswindow

import (
	"context"
	"errors"
	"net/http"
	"sync"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/editor"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
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
	b := &backend{p: p, ctx: ctx, editor: editor.Editor{P: p, Ctx: ctx}, captured: make(chan string, 1), raised: make(chan struct{}, 1)}
	defer b.release()
	open, closed := context.WithCancel(ctx)
	defer closed()
	go b.listen(open)
	content := b.form()
	content.Closed = closed // later focus requests are for the next window
	if window.Run(content) == nil || showDialog(ctx, p, false) {
		return nil
	}
	box(p.Words.Title(), p.Words.NoOpenGL())
	return env.Failed(p.Words.NoWindow())
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
	editor   editor.Editor
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
		Save:        b.editor.Save,
		TokenStatus: b.editor.TokenStatus,
		SetToken:    b.editor.SetToken,
		ClearToken:  b.editor.ClearToken,
		Check:       b.check,
		Capture:     b.capture,
		Captured:    b.captured,
		SpareChord:  b.editor.SpareChord,
		Raised:      b.raised,
		ParseChord:  b.editor.ParseChord,
	}
}

func (b *backend) fields(keys []string) map[string]form.Field {
	fields := map[string]form.Field{}
	for key, f := range b.editor.Fields(keys) {
		fields[key] = form.Field(f)
	}
	return fields
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
