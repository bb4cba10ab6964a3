// Policydocs writes what IT is given about policies, from the table by which the
// program itself reads them: policy templates for Windows, schema and example for
// Linux, manifest and example profile for macOS, the reference.
//
//	go run ./.ci/policydocs assets
//	go run ./.ci/policydocs --samples    policies, good and bad, for .ci/policy-check
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: policydocs FOLDER | --samples")
		os.Exit(2)
	}
	do := func() error { return write(os.Args[1]) }
	if os.Args[1] == "--samples" {
		do = printSamples
	}
	if err := do(); err != nil {
		fmt.Fprintln(os.Stderr, "policydocs:", err)
		os.Exit(1)
	}
}

// write makes every file below folder, by its path in assets.
func write(folder string) error {
	files := map[string][]byte{"windows/wolkvox-hold.admx": admx()}
	var err error
	for _, t := range policies() {
		for _, culture := range cultures[t.Language] {
			files["windows/"+culture+"/wolkvox-hold.adml"] = adml(t)
		}
		files["docs/"+pages[t.Language]] = page(t)
	}
	english := policies()[0]
	for name, make := range map[string]func(policyTexts) ([]byte, error){
		"linux/policy.schema.json":                schema,
		"linux/policy.example.json":               exampleJSON,
		"macos/" + domain + ".plist":              manifest,
		"macos/wolkvox-hold.example.mobileconfig": profile,
	} {
		if files[name], err = make(english); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for name, b := range files {
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// What each language is called where files are named after it. The policy editor looks for
// the folder of Windows' own display language, and otherwise for en-US: es-ES and es-MX are the
// two Spanish language packs of Windows.
var (
	cultures = map[string][]string{"en": {"en-US"}, "es": {"es-ES", "es-MX"}, "pt": {"pt-BR"}}
	pages    = map[string]string{"en": "policy.md", "es": "policy.es.md", "pt": "policy.pt.md"}
)

// domain is the app ID, which names preferences on macOS.
const domain = "io.github.wolkvox_hold.WolkvoxHold"

// builtIn is the built-in value of a setting as people read it; empty if there is
// none.
func builtIn(r settings.Row, t policyTexts) string {
	v := settings.BuiltIn().Text(r.Key)
	if r.Kind == settings.KindSwitch {
		return t.Say[v]
	}
	return v
}

// help is the explanation of a setting with its range and its built-in value.
func help(r settings.Row, t policyTexts) string {
	text := t.Settings[string(r.Key)].Help
	if r.Kind == settings.KindNumber {
		text += " " + fmt.Sprintf(t.Say["range"], r.Lowest, r.Highest, t.Settings[string(r.Key)].Unit)
	}
	if v := builtIn(r, t); v != "" {
		text += " " + fmt.Sprintf(t.Say["built_in"], v)
	}
	return text
}

// typed is a value's text as JSON and property lists write it: a number or a
// switch is not a text there.
func typed(r settings.Row, text string) any {
	switch r.Kind {
	case settings.KindNumber:
		var n int64
		fmt.Sscan(text, &n)
		return n
	case settings.KindSwitch:
		return text == "on"
	}
	return text
}

// helpDesk are the texts of managed_by.
var helpDesk = map[string]any{"name": "IT desk", "contact": "ext. 100", "link": "https://it.example/hold"}

// example is a policy that shows both an enforced value and a starting value. Its
// server is one that is used in every example of ours.
func example() map[string]any {
	return map[string]any{
		"server":        "0042",
		"agent_id_from": "WOLKVOX_EXTENSION",
		"managed_by":    helpDesk,
		"autostart":     true,
		"hide_quit":     true,
		"log_level":     "info",
		"defaults": map[string]any{
			"hotkey":       "Ctrl+Shift+F10",
			"language":     "es",
			"press_gap_ms": 1500,
		},
	}
}
