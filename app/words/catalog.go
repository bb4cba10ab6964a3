package words

import (
	_ "embed"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// The catalogs are message files of go-i18n, laid out so that a sentence is found
// where it lies: one message a line, sorted by ID. Nothing is parsed at start and
// nothing of them is kept in memory; go-i18n itself, whose templates would cost
// the resident 0.7 MB, reads the same files in the tests and must say the same.
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
	// one reports whether a count takes the form "one". The third form of Spanish
	// and Portuguese begins at a million, which no count here reaches.
	one func(n int) bool
}

var catalogs = []*catalog{
	{"en", english, func(n int) bool { return n == 1 }},
	{"es", spanish, func(n int) bool { return n == 1 }},
	{"pt", portuguese, func(n int) bool { return n == 0 || n == 1 }},
}

// catalogOf is the catalog of a language, English for one that we lack.
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
		default: // also the brace that ends the file
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

// counted returns the form of a sentence that belongs to n.
func (c *catalog) counted(id string, n int, named []string) (string, bool) {
	value, ok := c.find(id)
	if !ok {
		return "", false
	}
	var forms struct{ One, Other string }
	_ = json.Unmarshal([]byte(value), &forms) // the tests read every one
	form := forms.Other
	if c.one(n) {
		form = forms.One
	}
	return fill(form, append([]string{"Count", strconv.Itoa(n)}, named...)), true
}

// unquoted reads a JSON string.
func unquoted(value string) string {
	if !strings.Contains(value, `\`) {
		return strings.Trim(value, `"`)
	}
	var s string
	_ = json.Unmarshal([]byte(value), &s) // the tests read every one
	return s
}

// fill puts values into {{.Name}}: what stands in a value is never looked at again.
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

// text is the sentence of that ID. Named are pairs: the name of a placeholder and
// what stands there.
func (w Words) text(id string, named ...string) string {
	s, ok := w.Language.catalog().text(id, named)
	if !ok {
		return id // the tests ask for every ID in every language
	}
	return s
}

// count is the sentence of that ID for n; {{.Count}} is n.
func (w Words) count(id string, n int, named ...string) string {
	s, ok := w.Language.catalog().counted(id, n, named)
	if !ok {
		return id
	}
	return s
}

// coded is the sentence for a code among those of one family, whose IDs are
// family.code. Codes come from other packages, and a new one may have no sentence.
func (w Words) coded(family, code string, named ...string) (s string, ok bool) {
	return w.Language.catalog().text(family+"."+code, named)
}
