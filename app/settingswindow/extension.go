//go:build !nowindow

package settingswindow

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/extension"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// openExtension shows the small window until it is closed. It shows an extension only if that
// is still in force: one from yesterday may be another person's.
func openExtension(ctx context.Context, p *env.Env) error {
	l := p.Load()
	now, _ := extensionNow(ctx, p, l)
	err := window.RunExtension(extension.Backend{
		Version: p.Version,
		Icon:    assets.Icon("app", 256),
		Title:   p.Words.Window(extension.TextTitle),
		Text:    p.Words.Window,
		Now:     now,
		Locked:  l.AgentIDFixed(),
		SetBy:   p.Words.SetBy(l.HelpDesk()),
		Save:    func(text string) string { return saveExtension(p, text) },
	})
	if err != nil {
		return env.Failed(p.Words.ExtensionByCommand())
	}
	return nil
}

// saveExtension changes the extension as config set does. It returns a sentence if that fails.
func saveExtension(p *env.Env, text string) (problem string) {
	if _, err := p.SetSetting(settings.AgentID, text, residentapi.SetExtension(p)); err != nil {
		return err.Error()
	}
	residentapi.Changed(context.Background(), p, residentapi.Reload{})
	return ""
}

// extensionNow returns the extension in force where it is no setting, or why there is none. It
// takes that of a running resident, which may have started on another day or in another
// log-on.
func extensionNow(ctx context.Context, p *env.Env, l env.Snapshot) (id, problem string) {
	ctx, cancel := context.WithTimeout(ctx, residentapi.HelloWithin)
	defer cancel()
	if s, err := residentapi.AskStatus(ctx, p); err == nil {
		l.AgentID = s.Extension
	}
	if l.AgentID != "" {
		return l.AgentID, ""
	}
	return "", p.Words.NoExtension(l.NoAgentID())
}
