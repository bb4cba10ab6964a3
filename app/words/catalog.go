package words

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// The catalogs are message files of go-i18n in a fixed layout: one message a line,
// sorted by ID, so that find can search the text directly. Nothing is parsed at start
// or kept in memory. go-i18n itself, whose templates would cost the resident 0.7 MB,
// reads the same files in the tests and must give the same sentences.
var (
	//go:embed locales/active.en.json
	english string
	//go:embed locales/active.es.json
	spanish string
	//go:embed locales/active.pt.json
	portuguese string
)

// catalog is one language's sentences.
type catalog struct {
	code     string
	messages string
	// singular reports whether a count takes the form "one". Spanish and Portuguese
	// have a third form, from a million on, which no count here reaches.
	singular func(n int) bool
}

var catalogs = []*catalog{
	{"en", english, func(n int) bool { return n == 1 }},
	{"es", spanish, func(n int) bool { return n == 1 }},
	{"pt", portuguese, func(n int) bool { return n == 0 || n == 1 }},
}

// catalogOf returns the catalog of a language, or English if there is none.
func catalogOf(code string) *catalog {
	if i := slices.IndexFunc(catalogs, func(c *catalog) bool { return c.code == code }); i >= 0 {
		return catalogs[i]
	}
	return catalogs[0]
}

// find returns the JSON value of a message: a string, or an object of plural forms.
func (c *catalog) find(id string) (value string, ok bool) {
	rest := strings.TrimPrefix(c.messages, "{\n")
	for rest != "" {
		middle := strings.LastIndexByte(rest[:len(rest)/2], '\n') + 1
		line, after, _ := strings.Cut(rest[middle:], "\n")
		key, value, ok := strings.Cut(strings.TrimPrefix(line, `  "`), `": `)
		switch {
		case ok && key == id:
			return strings.TrimSuffix(value, ","), true
		case ok && key < id:
			rest = after
		default: // also at the final brace
			rest = rest[:middle]
		}
	}
	return "", false
}

// text returns a sentence with its placeholders filled in.
func (c *catalog) text(id string, named []string) (string, bool) {
	value, ok := c.find(id)
	if !ok {
		return "", false
	}
	return fill(unquoted(value), named), true
}

// counted returns the plural form of a sentence for n.
func (c *catalog) counted(id string, n int, named []string) (string, bool) {
	value, ok := c.find(id)
	if !ok {
		return "", false
	}
	var forms struct{ One, Other string }
	_ = json.Unmarshal([]byte(value), &forms) // the tests read every one
	form := forms.Other
	if c.singular(n) {
		form = forms.One
	}
	return fill(form, append([]string{"Count", strconv.Itoa(n)}, named...)), true
}

// unquoted decodes a JSON string.
func unquoted(value string) string {
	if !strings.Contains(value, `\`) {
		return strings.Trim(value, `"`)
	}
	var s string
	_ = json.Unmarshal([]byte(value), &s) // the tests read every one
	return s
}

// fill replaces {{.Name}} by values. A placeholder inside a value is not replaced.
func fill(s string, named []string) string {
	if !strings.Contains(s, "{{") {
		return s
	}
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "{{.")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		name, rest, _ := strings.Cut(after, "}}")
		if i := slices.Index(named, name); i >= 0 && i%2 == 0 {
			b.WriteString(named[i+1])
		}
		s = rest
	}
}

// text returns the sentence with that ID. Named are pairs of a placeholder's name and
// its value.
func (w Words) text(id string, named ...string) string {
	s, ok := w.lookup(id, named)
	if !ok {
		return id // cannot happen: the tests check every ID in every language
	}
	return s
}

// lookup is text for an ID that may not exist. It replaces {{.IT}} in every sentence with
// the help desk; only such a sentence asks for it.
func (w Words) lookup(id string, named []string) (s string, ok bool) {
	c := w.Language.catalog()
	if value, ok := c.find(id); ok && strings.Contains(value, "{{.IT}}") {
		named = slices.Concat(named, []string{"IT", w.it()})
	}
	return c.text(id, named)
}

// count returns the sentence with that ID for n; {{.Count}} is n.
func (w Words) count(id string, n int, named ...string) string {
	s, ok := w.Language.catalog().counted(id, n, named)
	if !ok {
		return id
	}
	return s
}

// byCode returns the sentence for a code of a family, with the ID family.code. Codes
// come from other packages, and a new one may have no sentence.
func (w Words) byCode(family, code string, named ...string) (s string, ok bool) {
	return w.lookup(family+"."+code, named)
}

// byWho is byCode for advice: where IT manages this computer, the sentence in the family
// with "_it" after its name comes first, because an agent cannot do what the other says.
func (w Words) byWho(family, code string) (s string, ok bool) {
	id := family + "_it." + code
	if _, theirs := w.Language.catalog().find(id); theirs && w.IT.Manages() {
		return w.lookup(id, nil)
	}
	return w.byCode(family, code)
}
