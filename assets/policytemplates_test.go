package assets

import (
	"encoding/xml"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The parts of Microsoft's ADMX schema that our templates use.
type admx struct {
	XMLName    xml.Name `xml:"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions policyDefinitions"`
	Supported  []named  `xml:"supportedOn>definitions>definition"`
	Categories []named  `xml:"categories>category"`
	Policies   []struct {
		named
		Class        string    `xml:"class,attr"`
		Presentation string    `xml:"presentation,attr"`
		Key          string    `xml:"key,attr"`
		ValueName    string    `xml:"valueName,attr"`
		Enabled      string    `xml:"enabledValue>string"`
		Disabled     string    `xml:"disabledValue>string"`
		Supported    ref       `xml:"supportedOn"`
		Texts        []element `xml:"elements>text"`
		Enums        []element `xml:"elements>enum"`
		Decimals     []element `xml:"elements>decimal"`
	} `xml:"policies>policy"`
}

type named struct {
	Name        string `xml:"name,attr"`
	DisplayName string `xml:"displayName,attr"`
	ExplainText string `xml:"explainText,attr"`
	Parent      ref    `xml:"parentCategory"`
}

type ref struct {
	Ref string `xml:"ref,attr"`
}

type element struct {
	ID        string `xml:"id,attr"`
	Key       string `xml:"key,attr"`
	ValueName string `xml:"valueName,attr"`
	Min       int64  `xml:"minValue,attr"`
	Max       int64  `xml:"maxValue,attr"`
	Items     []struct {
		DisplayName string `xml:"displayName,attr"`
		Value       string `xml:"value>string"`
	} `xml:"item"`
}

type adml struct {
	XMLName xml.Name `xml:"http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions policyDefinitionResources"`
	Strings []struct {
		ID   string `xml:"id,attr"`
		Text string `xml:",chardata"`
	} `xml:"resources>stringTable>string"`
	Presentations []struct {
		ID       string `xml:"id,attr"`
		Controls []struct {
			XMLName xml.Name
			RefID   string `xml:"refId,attr"`
			Default string `xml:"defaultValue,attr"`
		} `xml:",any"`
	} `xml:"resources>presentationTable>presentation"`
}

func read(t *testing.T, path string, into any) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(b, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return string(b)
}

// A policy that IT sets in the editor must be one that the program takes.
func TestPolicyTemplatesSayWhatTheProgramTakes(t *testing.T) {
	const root = `Software\Policies\WolkvoxHold`
	var a admx
	read(t, "windows/wolkvox-hold.admx", &a)
	found := map[string]bool{}
	for _, p := range a.Policies {
		fits := func(key, value string, want bool) {
			t.Helper()
			e := settings.Merge(settings.Layers{UserPolicy: settings.Raw{key: value}})
			if got := len(e.Problems()) == 0; got != want {
				t.Errorf("%s: value %q: taken %v, want %v (%v)", p.Name, value, got, want, e.Problems())
			}
		}
		name, isDefault := strings.CutPrefix(p.Name, "default_")
		key, known := settings.Known(name)
		want := root
		if isDefault {
			want += `\Defaults`
		}
		if !known || p.Key != want || found[p.Name] || isDefault && key.PolicyOnly() {
			t.Errorf("%s: known %v, key %s, want %s, once, and no starting value for what an agent cannot change", p.Name, known, p.Key, want)
		}
		found[p.Name] = true
		// Somebody else's extension holds somebody else's call.
		if class := p.Class; (class == "User") != (key == settings.AgentID) || class != "User" && class != "Both" {
			t.Errorf("%s: class %s", p.Name, class)
		}
		switch elements := slices.Concat(p.Texts, p.Enums, p.Decimals); {
		case p.ValueName != "":
			fits(name, p.Enabled, true)
			fits(name, p.Disabled, true)
			if p.ValueName != name || len(elements) > 0 || p.Enabled == p.Disabled {
				t.Errorf("%s: writes %s, %q or %q", p.Name, p.ValueName, p.Enabled, p.Disabled)
			}
		case key == settings.KeyManagedBy:
			var parts []string
			for _, e := range elements {
				parts = append(parts, e.ValueName)
				if e.Key != p.Key+`\managed_by` {
					t.Errorf("%s: %s is written to %s", p.Name, e.ValueName, e.Key)
				}
			}
			if !slices.Equal(parts, []string{"name", "contact", "link"}) {
				t.Errorf("%s: parts %v", p.Name, parts)
			}
		case len(elements) != 1 || elements[0].ValueName != name || elements[0].Key != "":
			t.Errorf("%s: writes %v, want one value of that name", p.Name, elements)
		}
		for _, e := range p.Enums {
			for _, item := range e.Items {
				fits(name, item.Value, true)
			}
			if len(e.Items) < 2 {
				t.Errorf("%s: nothing to choose from", p.Name)
			}
		}
		for _, e := range p.Decimals {
			for value, want := range map[int64]bool{e.Min - 1: false, e.Min: true, e.Max: true, e.Max + 1: false} {
				fits(name, strconv.FormatInt(value, 10), want)
			}
		}
	}
	for _, key := range settings.Keys() {
		if !found[string(key)] || !key.PolicyOnly() && !found["default_"+string(key)] {
			t.Errorf("%s: there is no policy for it, or no starting value", key)
		}
	}
}

// The policy editor refuses the whole file over one text that is missing.
func TestPolicyTemplatesHaveTheirTexts(t *testing.T) {
	var a admx
	text := read(t, "windows/wolkvox-hold.admx", &a)
	used := map[string]bool{}
	for _, m := range regexp.MustCompile(`\$\(((?:string|presentation)\.\w+)\)`).FindAllStringSubmatch(text, -1) {
		used[m[1]] = true
	}
	if n := strings.Count(text, "$("); n == 0 || len(used) == 0 || n != len(regexp.MustCompile(`"\$\((?:string|presentation)\.\w+\)"`).FindAllString(text, -1)) {
		t.Errorf("%d references, not all of them well formed", n)
	}
	languages, err := os.ReadDir("windows")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, language := range languages {
		if !language.IsDir() {
			continue
		}
		seen++
		var l adml
		read(t, "windows/"+language.Name()+"/wolkvox-hold.adml", &l)
		has := map[string]bool{}
		add := func(id, text string) {
			if has[id] || !used[id] || strings.TrimSpace(text) == "" {
				t.Errorf("%s: %s is there twice, is not used, or is empty", language.Name(), id)
			}
			has[id] = true
		}
		controls := map[string][]string{}
		for _, s := range l.Strings {
			add("string."+s.ID, s.Text)
		}
		for _, p := range l.Presentations {
			add("presentation."+p.ID, p.ID)
			for _, c := range p.Controls {
				controls["$(presentation."+p.ID+")"] = append(controls["$(presentation."+p.ID+")"], c.XMLName.Local+" "+c.RefID)
				if c.Default != "" {
					if _, err := settings.Validate(settings.Key(c.RefID), c.Default); err != nil {
						t.Errorf("%s: the editor suggests %q: %v", c.RefID, c.Default, err)
					}
				}
			}
		}
		for id := range used {
			if !has[id] {
				t.Errorf("%s: %s is missing", language.Name(), id)
			}
		}
		for _, p := range a.Policies {
			var want []string
			for kind, elements := range map[string][]element{"textBox": p.Texts, "dropdownList": p.Enums, "decimalTextBox": p.Decimals} {
				for _, e := range elements {
					want = append(want, kind+" "+e.ID)
				}
			}
			if got := controls[p.Presentation]; !slices.Equal(got, want) {
				t.Errorf("%s: %s shows %v, want %v", language.Name(), p.Name, got, want)
			}
		}
	}
	if seen != 4 {
		t.Errorf("there are %d languages, want English, two kinds of Spanish and Portuguese", seen)
	}
	var categories, supported []string
	for _, c := range a.Categories {
		if c.Parent.Ref != "" && !slices.Contains(categories, c.Parent.Ref) {
			t.Errorf("category %s: no category %s before it", c.Name, c.Parent.Ref)
		}
		categories = append(categories, c.Name)
	}
	for _, s := range a.Supported {
		supported = append(supported, s.Name)
	}
	for _, p := range a.Policies {
		if !slices.Contains(categories, p.Parent.Ref) || !slices.Contains(supported, p.Supported.Ref) || p.DisplayName == "" || p.ExplainText == "" {
			t.Errorf("%s: category %q, supported %q, or a text is not there", p.Name, p.Parent.Ref, p.Supported.Ref)
		}
	}
}
