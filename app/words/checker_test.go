package words

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// forms are a message's texts: one, or one for each plural form.
type forms map[string]string

var (
	idPattern   = regexp.MustCompile(`^[a-z0-9_\-]+(\.[a-z0-9_\-]+)*$`)
	placeholder = regexp.MustCompile(`\{\{\.([A-Z][A-Za-z]*)\}\}`)
)

// read parses a catalog with go-i18n, whose format it has.
func read(code, text string) (map[string]forms, error) {
	file, err := i18n.ParseMessageFileBytes([]byte(text), "active."+code+".json", map[string]i18n.UnmarshalFunc{"json": json.Unmarshal})
	if err != nil {
		return nil, err
	}
	all := map[string]forms{}
	for _, m := range file.Messages {
		if m.One == "" {
			all[m.ID] = forms{"": m.Other}
			continue
		}
		all[m.ID] = forms{"one": m.One, "other": m.Other}
	}
	return all, nil
}

// layout returns a catalog in the layout that find needs.
func layout(all map[string]forms) string {
	var lines []string
	for _, id := range slices.Sorted(maps.Keys(all)) {
		line := "  " + jsonString(id) + ": "
		if text, ok := all[id][""]; ok {
			line += jsonString(text)
		} else {
			line += "{" + jsonString("one") + ": " + jsonString(all[id]["one"]) + ", " + jsonString("other") + ": " + jsonString(all[id]["other"]) + "}"
		}
		lines = append(lines, line)
	}
	return "{\n" + strings.Join(lines, ",\n") + "\n}\n"
}

func jsonString(s string) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string can always be encoded
	return strings.TrimSuffix(b.String(), "\n")
}

// check returns the faults of a catalog, compared with the English one.
func check(code, text, english string) []string {
	model, err := read("en", english)
	if err != nil {
		return []string{"en: " + err.Error()}
	}
	all, err := read(code, text)
	if err != nil {
		return []string{code + ": " + err.Error()}
	}
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, code+": "+fmt.Sprintf(format, args...)) }
	if text != layout(all) {
		say("the file is not laid out as find wants it (sorted, one message a line, each once): go test ./app/words -args -layout")
	}
	for id := range model {
		if _, ok := all[id]; !ok {
			say("%s is missing", id)
		}
	}
	for id, texts := range all {
		if !idPattern.MatchString(id) {
			say("%q is no ID", id)
		}
		like, ok := model[id]
		if !ok {
			say("%s is not in English", id)
			continue
		}
		if !slices.Equal(slices.Sorted(maps.Keys(texts)), slices.Sorted(maps.Keys(like))) {
			say("%s: it has other plural forms than in English", id)
			continue
		}
		for form, s := range texts {
			if got, want := placeholders(s), placeholders(like[form]); !slices.Equal(got, want) && !(form == "one" && countApart(got, want)) {
				say("%s: it has places for %v, in English for %v", id, got, want)
			}
			if strings.ContainsAny(placeholder.ReplaceAllString(s, ""), "{}") {
				say("%s: a brace belongs to a place such as {{.Name}}", id)
			}
			for _, bad := range inText(s) {
				say("%s: %s", id, bad)
			}
		}
	}
	return wrong
}

// countApart reports whether two lists of placeholders differ only by the count, which
// the form "one" may spell out.
func countApart(a, b []string) bool {
	without := func(list []string) []string {
		return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return s == "Count" })
	}
	return slices.Equal(without(a), without(b))
}

// placeholders returns the names of a text's placeholders, sorted and without duplicates.
func placeholders(s string) []string {
	names := []string{}
	for _, m := range placeholder.FindAllStringSubmatch(s, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// inText returns what is wrong with a sentence, in any language.
func inText(s string) []string {
	var wrong []string
	if s != strings.TrimSpace(s) || s == "" {
		wrong = append(wrong, "it is empty, or has white space at its ends")
	}
	if strings.Contains(s, "  ") {
		wrong = append(wrong, "it has two spaces in a row")
	}
	if strings.ContainsAny(s, "<>&") {
		wrong = append(wrong, "some notification daemons render <, > and &")
	}
	for _, r := range s {
		if r != '\n' && !unicode.IsPrint(r) {
			wrong = append(wrong, fmt.Sprintf("it holds %U, which is not seen or turns the text", r))
		}
		if unicode.Is(unicode.Hebrew, r) || unicode.Is(unicode.Arabic, r) {
			wrong = append(wrong, fmt.Sprintf("it holds %U, which is read from the right", r))
		}
	}
	for _, claim := range claims {
		if claim.MatchString(s) {
			wrong = append(wrong, "nothing tells which way hold toggled: "+claim.String())
		}
	}
	return wrong
}

// claims are words that a sentence about a real call may never use. Only practice knows
// the state of its call, and About says what the key is for.
var claims = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b(call|llamada|chamada)\b.{0,20}\b(held|resumed|retomada|retenida|retida|retomou|retomó)\b`),
	regexp.MustCompile(`(?i)confirm.*\b(on hold|off hold|en espera|em espera|retomad|resumed|held)\b`),
}
