package main

import (
	"bytes"
	"encoding/json"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// property is one key of the schema; what is empty is left out.
type property struct {
	Title       string              `json:"title,omitempty"`
	Description string              `json:"description,omitempty"`
	Type        string              `json:"type,omitempty"`
	Enum        []string            `json:"enum,omitempty"`
	Pattern     string              `json:"pattern,omitempty"`
	MaxLength   int                 `json:"maxLength,omitempty"`
	Minimum     int64               `json:"minimum,omitempty"`
	Maximum     int64               `json:"maximum,omitempty"`
	Default     any                 `json:"default,omitempty"`
	Examples    []any               `json:"examples,omitempty"`
	Properties  map[string]property `json:"properties,omitempty"`
	Closed      *bool               `json:"additionalProperties,omitempty"`
}

// patterns say what the program takes, in its canonical form. Which chords the
// desktop needs cannot be said in a pattern; the program refuses those, too.
var patterns = map[settings.Kind]string{
	settings.KindServer:   `^(wv)?[0-9]{4}$|^(https://)?wv[0-9]{4}\.wolkvox\.com$`,
	settings.KindVariable: `^[A-Za-z_][A-Za-z0-9_]{0,199}$`,
	settings.KindChord: `^(Ctrl\+)?(Shift\+)?(Alt\+)?(Super\+)?` +
		`([A-Z0-9]|F([1-9]|1[0-9]|20)|Space|Pause|Insert|Home|End|PageUp|PageDown|Left|Right|Up|Down)$`,
	settings.KindProxy: `^(system|none|(https?|socks5h?)://([A-Za-z0-9._-]{1,200}|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?/?|[A-Za-z0-9._-]{1,200}:[0-9]{1,5})$`,
	settings.KindPath:  `^/.+$`,
}

var closed = new(bool) // no other keys

func schema(t policyTexts) ([]byte, error) {
	all, defaults := map[string]property{}, map[string]property{}
	for _, r := range settings.Rows() {
		if r.PerUser {
			continue // the file is the machine's
		}
		all[string(r.Key)] = propertyOf(r, t)
		if !r.PolicyOnly {
			defaults[string(r.Key)] = propertyOf(r, t)
		}
	}
	all["defaults"] = property{
		Title: t.Say["starting_values"], Description: t.Say["starting_values_help"], Type: "object", Properties: defaults, Closed: closed,
	}
	return indented(struct {
		Schema  string `json:"$schema"`
		Comment string `json:"$comment"`
		property
	}{
		"https://json-schema.org/draft/2020-12/schema", generated,
		property{Title: t.Say["description"], Description: t.Say["schema"], Type: "object", Properties: all, Closed: closed},
	})
}

func propertyOf(r settings.Row, t policyTexts) property {
	p := property{
		Title: t.Settings[string(r.Key)].Title, Description: help(r, t), Type: "string",
		Pattern: patterns[r.Kind], Enum: r.Choices, Examples: []any{typed(r, r.Example)},
	}
	if v := settings.BuiltIn().Text(r.Key); v != "" {
		p.Default = typed(r, v)
	}
	switch r.Kind {
	case settings.KindSwitch:
		p.Type = "boolean"
	case settings.KindNumber:
		p.Type, p.Minimum, p.Maximum = "integer", r.Lowest, r.Highest
	case settings.KindPath:
		p.MaxLength = 4096
	case settings.KindManagedBy:
		p.Type, p.Closed, p.Examples = "object", closed, []any{helpDesk}
		p.Properties = map[string]property{
			"name":    {Title: t.Say["name"], Type: "string", MaxLength: 200},
			"contact": {Title: t.Say["contact"], Type: "string", MaxLength: 200},
			"link":    {Title: t.Say["link"], Type: "string", MaxLength: 200, Pattern: `^(https://[^/]|mailto:.).*$`},
		}
	}
	return p
}

func exampleJSON(policyTexts) ([]byte, error) { return indented(example()) }

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return b.Bytes(), err
}
