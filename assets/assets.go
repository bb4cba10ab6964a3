// Package assets holds the program's pictures, embedded so that the program is one file.
//
// Every state of the tray icon has a silhouette of its own: not everybody sees the same colours, and a panel is 16 to 32
// pixels high. Practice mode has the same shapes as outlines, so that nobody takes it for the real thing.
//
// The pictures are drawn by .ci/icons; what IT is given about policies is written by .ci/policydocs from the
// table of settings; the sounds are made by .ci/sounds. Run "go generate ./assets" after a change there.
package assets

import (
	"embed"
	"slices"
	"strconv"
	"strings"
)

//go:generate go run ../.ci/icons icons
//go:generate go run ../.ci/icons -sheet docs/pictures/icons.png
//go:generate go run ../.ci/policydocs .
//go:generate go run ../.ci/sounds sounds

//go:embed icons/*.png
var icons embed.FS

// Icon returns a picture as a PNG of size by size pixels, or nil if there is none of that name and size. The caller owns the bytes.
//
// The pictures of the tray and of notifications are named after their state: ready, working, toggled, not_toggled, unknown,
// needs_setup; each also exists with practice_ before its name. "app" is the program's own picture. All have the sizes 16, 20,
// 24, 32, 48 and 64, app also 128, 256 and 512.
func Icon(name string, size int) []byte {
	png, err := icons.ReadFile("icons/" + name + "-" + strconv.Itoa(size) + ".png")
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

// Names lists the names that [Icon] knows, sorted.
func Names() []string {
	files, err := icons.ReadDir("icons")
	if err != nil {
		return nil // the folder is embedded: this cannot fail in a program that was built
	}
	var names []string
	for _, file := range files {
		name, _, _ := strings.Cut(file.Name(), "-")
		names = append(names, name)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
