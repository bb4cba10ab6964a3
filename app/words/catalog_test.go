package words

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
)

var rewrite = flag.Bool("layout", false, "lay the catalogs out as they must be")

// TestCatalogs: every message is in every language, with the same placeholders and forms.
func TestCatalogs(t *testing.T) {
	for _, c := range catalogs {
		if *rewrite {
			all, err := read(c.code, c.messages)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile("locales/active."+c.code+".json", []byte(layout(all)), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, wrong := range check(c.code, c.messages, english) {
			t.Error(wrong)
		}
	}
}

// TestBrokenCatalogs tests the checker: each of these faults would give a person a
// wrong or empty sentence.
func TestBrokenCatalogs(t *testing.T) {
	const model = `{
  "busy": "busy, press {{.Chord}} again",
  "presses": {"one": "{{.Count}} press by {{.Who}}", "other": "{{.Count}} presses by {{.Who}}"},
  "ready": "ready"
}
`
	const (
		busy    = `  "busy": "ocupado, presione {{.Chord}} otra vez",` + "\n"
		presses = `  "presses": {"one": "una pulsación de {{.Who}}", "other": "{{.Count}} pulsaciones de {{.Who}}"},` + "\n"
		good    = "{\n" + busy + presses + `  "ready": "listo"` + "\n}\n"
	)
	if wrong := check("es", good, model); wrong != nil {
		t.Fatalf("a good one: %q", wrong)
	}
	for _, tt := range []struct{ name, old, new, want string }{
		{"a missing message", busy, "", "busy is missing"},
		{"one too many", "\"ready\": \"listo\"", "\"ready\": \"listo\",\n  \"spare\": \"sobra\"", "spare is not in English"},
		{"a place of another name", "{{.Chord}}", "{{.Tecla}}", "it has places for [Tecla], in English for [Chord]"},
		{"a place left out", "{{.Chord}}", "la tecla", "it has places for [], in English for [Chord]"},
		{"a place too many", "listo", "listo {{.Who}}", "it has places for [Who]"},
		{"a count left out of many", "{{.Count}} pulsaciones", "pulsaciones", "it has places for [Who]"},
		{"a name left out of one", "una pulsación de {{.Who}}", "una pulsación", "it has places for [], in English for [Count Who]"},
		{"a place that is none", "listo", "listo {{Who}}", "a brace belongs to a place"},
		{"a place that is torn", "{{.Chord}}", "{{.Chord}", "a brace belongs to a place"},
		{"a template that does more", "listo", "{{if .X}}listo{{end}}", "a brace belongs to a place"},
		{"a form left out", `{"one": "una pulsación de {{.Who}}", "other": "{{.Count}} pulsaciones de {{.Who}}"}`, `"{{.Count}} pulsaciones de {{.Who}}"`, "other plural forms"},
		{"forms where there is no count", `"listo"`, `{"one": "listo", "other": "listos"}`, "other plural forms"},
		{"an empty sentence", "listo", "", "it is empty"},
		{"markup", "listo", "<b>listo</b>", "render <"},
		{"a control character", "listo", `li\u0007sto`, "U+0007"},
		{"a text that turns", "listo", "li\u202esto", "U+202E"},
		{"a script that is read from the right", "listo", "\u05d0", "U+05D0"},
		{"a claim", "listo", "wolkvox confirma: la llamada quedó en espera", "nothing tells which way"},
		{"another order", busy + presses, presses + busy, "not laid out"},
		{"two on a line", ",\n  \"ready\"", ", \"ready\"", "not laid out"},
		{"the same twice", "\"ready\": \"listo\"", "\"ready\": \"listo\",\n  \"ready\": \"ya\"", "not laid out"},
		{"a text that is a number", `"listo"`, `7`, "es: "},
		{"bad JSON", "}\n", "", "es: "},
		{"a reserved word as an ID", `"ready"`, `"other"`, "es: "},
		{"nothing", good, "", "es: "},
	} {
		broken := strings.Replace(good, tt.old, tt.new, 1)
		if broken == good {
			t.Fatalf("%s: nothing is broken", tt.name)
		}
		if got := check("es", broken, model); !slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, tt.want) }) {
			t.Errorf("%s: got %q, want %q among them", tt.name, got, tt.want)
		}
	}
}

// TestTheLibrarySaysTheSame reads the catalogs with go-i18n and compares every
// sentence in every form.
func TestTheLibrarySaysTheSame(t *testing.T) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	for _, c := range catalogs {
		bundle.MustParseMessageFileBytes([]byte(c.messages), "active."+c.code+".json")
	}
	for _, c := range catalogs {
		all, err := read(c.code, c.messages)
		if err != nil {
			t.Fatal(err)
		}
		if len(all) < 300 {
			t.Fatalf("%s: found only %d messages", c.code, len(all))
		}
		library := i18n.NewLocalizer(bundle, c.code)
		for id, texts := range all {
			var named []string
			data := map[string]string{}
			for _, s := range texts {
				for _, name := range placeholders(s) {
					if value := "{{." + name + `}} "x"`; name != "Count" { // a value is not a template
						data[name], named = value, append(named, name, value)
					}
				}
			}
			if _, counts := texts["one"]; !counts {
				want, err := library.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data})
				if got, ok := c.text(id, named); err != nil || !ok || got != want {
					t.Errorf("%s, %s: got %q, the library %q (%v)", c.code, id, got, want, err)
				}
				continue
			}
			for n := range 1001 {
				data["Count"] = strconv.Itoa(n)
				want, err := library.Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data, PluralCount: n})
				if got, ok := c.counted(id, n, named); err != nil || !ok || got != want {
					t.Errorf("%s, %s, %d: got %q, the library %q (%v)", c.code, id, n, got, want, err)
				}
			}
		}
		for _, id := range []string{"", "zzz", "aaa", "ready.", "read", "window", "}", "{", `"`} {
			if s, ok := c.text(id, nil); ok {
				t.Errorf("%s: %q is found: %q", c.code, id, s)
			}
		}
	}
}

// FuzzFind looks up IDs that exist and others.
func FuzzFind(f *testing.F) {
	all, err := read("en", english)
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{"ready", "about", "working", "", "}", "zz", "not_toggled.", "ago.hours\": {"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, id string) {
		_, there := all[id]
		if value, found := catalogs[0].find(id); found != there || found && !json.Valid([]byte(value)) {
			t.Errorf("%q: found %t with %q, want %t", id, found, value, there)
		}
	})
}
