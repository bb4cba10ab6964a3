//go:build !nowindow

package settingswindow

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/editor"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/window"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/extension"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// openExtension shows the small window until it is closed.
func openExtension(ctx context.Context, p *env.Env) error {
	e := editor.Editor{P: p, Ctx: ctx}
	f := e.Extension()
	err := window.RunExtension(extension.Backend{
		Version: p.Version,
		Icon:    assets.Icon("app", 256),
		Title:   p.Words.Window("extension_title"),
		Text:    p.Words.Window,
		Now:     f.Value,
		Locked:  f.Locked,
		SetBy:   p.Words.SetBy(f.SetBy),
		Save:    e.SaveExtension,
	})
	if err != nil && !showDialog(ctx, p, true) {
		return env.Failed(p.Words.ExtensionByCommand())
	}
	return nil
}
