// Package assets holds the program's pictures, embedded so that the program is one file.
//
// Every state of the tray icon differs from every other by its shape and not by its colour alone: not everybody
// sees the same colours, and a panel is 22 pixels high. Practice mode has a family of its own (a disc with a
// dashed edge and a P), so that nobody takes it for the real thing.
//
// The pictures are drawn by .ci/icons; what IT is given about policies is written by .ci/policydocs from the
// table of settings; the sounds are made by .ci/sounds. Run "go generate ./assets" after a change there.
package assets

import (
	"embed"
	"slices"
	"strings"
)

//go:generate go run ../.ci/icons icons
//go:generate go run ../.ci/policydocs .
//go:generate go run ../.ci/sounds sounds

//go:embed icons/*.png
var icons embed.FS

// Icon returns the PNG of that name, or nil if there is none. The tray pictures are 32 by 32 pixels and named after
// their state: ready, working, toggled, not_toggled, unknown, needs_setup; each also exists with practice_ before its name. "app"
// is the program's own picture, 256 by 256, and "note" the same for notifications, 64 by 64. The caller owns the bytes.
func Icon(name string) []byte {
	png, err := icons.ReadFile("icons/" + name + ".png")
	if err != nil {
		return nil
	}
	return png
}

//go:embed docs/agent-guide.*.md
var guides embed.FS

// Guide returns the guide for agents in that language (en, es, pt), in Markdown, or nil if there is none. The caller owns
// the bytes.
func Guide(language string) []byte {
	page, err := guides.ReadFile("docs/agent-guide." + language + ".md")
	if err != nil {
		return nil
	}
	return page
}

// Names lists what [Icon] knows, sorted.
func Names() []string {
	files, err := icons.ReadDir("icons")
	if err != nil {
		return nil // the folder is embedded: this cannot fail in a program that was built
	}
	var names []string
	for _, file := range files {
		names = append(names, strings.TrimSuffix(file.Name(), ".png"))
	}
	slices.Sort(names)
	return names
}
