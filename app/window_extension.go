//go:build !nowindow

package app

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/form"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// openExtension shows the small window until it is closed. The number that counted
// before is shown only where it still counts: one of yesterday may be another
// person's.
func openExtension(p *env.Env, ctx context.Context) error {
	l := p.Load()
	now, _ := extensionNow(p, ctx, l)
	err := window.RunExtension(form.ExtensionBackend{
		Version: p.Version,
		Icon:    assets.Icon("app"),
		Title:   p.Words.Window(form.TextExtensionTitle),
		Text:    p.Words.Window,
		Now:     now,
		Locked:  l.AgentIDFixed(),
		SetBy:   p.Words.SetBy(l.HelpDesk()),
		Save:    func(text string) string { return giveExtension(p, text) },
	})
	if err != nil {
		return env.Failed(p.Words.ExtensionByCommand())
	}
	return nil
}

// giveExtension changes the extension as config set does. It returns what is wrong,
// in words.
func giveExtension(p *env.Env, text string) (problem string) {
	if _, err := configSet(p, string(settings.AgentID), text); err != nil {
		return err.Error()
	}
	reloadResident(p, context.Background(), reloadMessage{})
	return ""
}

// extensionNow is the extension that counts now where it is no setting, or why there
// is none: that of the resident where one runs, since it may have begun on another
// day or in another log-on.
func extensionNow(p *env.Env, ctx context.Context, l env.Snapshot) (id, problem string) {
	ctx, cancel := context.WithTimeout(ctx, helloWithin)
	defer cancel()
	if s, err := askStatus(p, ctx); err == nil {
		l.AgentID = s.Extension
	}
	if l.AgentID != "" {
		return l.AgentID, ""
	}
	return "", p.Words.NoExtension(l.NoAgentID())
}
