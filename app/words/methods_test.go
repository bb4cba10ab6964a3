package words

import (
	"iter"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// TestMethodsAndCatalogsAgree calls every method with every code of the catalogs, using
// a catalog that has a message's ID instead of its text. So the result shows which
// message a method used: each message is used somewhere, each placeholder is filled,
// and every word comes from a catalog.
func TestMethodsAndCatalogsAgree(t *testing.T) {
	all, err := read("en", english)
	if err != nil {
		t.Fatal(err)
	}
	places := map[string]bool{}
	marked, codes := map[string]forms{}, map[string]bool{"gnome": true, "kde": true, "sway": true, "hyprland": true, "too_many": true, "": true}
	for id, texts := range all {
		marked[id] = forms{}
		for form, s := range texts {
			marked[id][form] = "«" + id + "»"
			for _, place := range placeholders(s) {
				marked[id][form] += "«" + id + " " + place + "=»{{." + place + "}}|"
				places[id+" "+place] = true
			}
		}
		if _, code, ok := strings.Cut(id, "."); ok { // of a family
			codes[code] = true
		}
	}
	w := Words{Language: new(Language), IT: new(HelpDesk)}
	w.Language.current.Store(&catalog{"en", layout(marked), catalogs[0].singular})
	w.IT.Set(something, "", "", false)

	speakers := []reflect.Value{reflect.ValueOf(w)}
	managed := w
	managed.IT, managed.Practice = new(HelpDesk), true
	managed.IT.Set("", something, "", true)
	speakers = append(speakers, reflect.ValueOf(managed))
	asked := map[string]bool{}
	methods, calledWith := 0, 0
	for m := range reflect.TypeFor[Words]().Methods() {
		if m.Type.Out(0) == reflect.TypeFor[Words]() {
			continue // English and In
		}
		if m.Name == "Masked" {
			continue // it shows a part of its argument, and says nothing
		}
		methods++
		for args := range calls(m, slices.Sorted(maps.Keys(codes))) {
			calledWith++
			var all []string
			for _, w := range speakers {
				for _, out := range m.Func.Call(append([]reflect.Value{w}, args...)) {
					if lines, ok := out.Interface().([]string); ok {
						all = append(all, lines...)
					} else {
						all = append(all, out.String())
					}
				}
			}
			said := strings.Join(all, "\n")
			own := "" // what it said of itself
			for rest := said; rest != ""; {
				before, after, _ := strings.Cut(rest, "«")
				mark, after, _ := strings.Cut(after, "»")
				if place, ok := strings.CutSuffix(mark, "="); !ok {
					asked[mark] = true
				} else if !strings.HasPrefix(after, "|") {
					delete(places, place)
				}
				own, rest = own+before, after
			}
			if strings.ContainsFunc(without(own, args), unicode.IsLetter) {
				t.Errorf("%s(%v) says what is in no catalog: %s", m.Name, args, said)
				break
			}
		}
	}
	if methods < 80 {
		t.Fatalf("called only %d methods", methods)
	}
	for _, id := range slices.Sorted(maps.Keys(all)) {
		if !asked[id] {
			t.Errorf("nothing asks for %s", id)
		}
	}
	for place := range places {
		t.Errorf("nothing is ever put into %s", place)
	}
}

// something is an argument that is not a code.
const something = "‹1›"

// without removes arguments and names from the result of a method.
func without(said string, args []reflect.Value) string {
	names := []string{Product, something, "~/.config/sway/config", "~/.config/hypr/hyprland.conf"}
	for _, arg := range args {
		if s, ok := arg.Interface().(string); ok && s != "" {
			names = append(names, s)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // one may hold another
	for _, name := range names {
		said = strings.ReplaceAll(said, name, "")
	}
	return said
}

// calls returns the arguments to call a method with: every text gets the same code, the
// first one an outcome if it takes one, and each is empty once.
func calls(method reflect.Method, codes []string) iter.Seq[[]reflect.Value] {
	first := []string{""}
	if slices.Contains([]string{"Outcome", "AfterUnknown", "StatusOutcome"}, method.Name) {
		first = []string{"toggled", "not_toggled", "unknown", "ignored"}
	}
	types := slices.Collect(method.Type.Ins())[1:]
	if method.Type.IsVariadic() {
		types = append(types[:len(types)-1], reflect.TypeFor[any](), reflect.TypeFor[any]())
	}
	return func(yield func([]reflect.Value) bool) {
		args := make([]reflect.Value, len(types))
		var fill func(n int, text func(n int) string) bool
		fill = func(n int, text func(n int) string) bool {
			if n == len(args) {
				return yield(args)
			}
			for _, args[n] = range valuesOf(types[n], text(n)) {
				if !fill(n+1, text) {
					return false
				}
			}
			return true
		}
		for _, outcome := range first {
			for _, code := range codes {
				text := func(n int) string {
					if n == 0 && outcome != "" {
						return outcome
					}
					return code
				}
				if !fill(0, text) {
					return
				}
				if !slices.Contains(types, reflect.TypeFor[string]()) && !slices.Contains(types, reflect.TypeFor[Press]()) {
					return
				}
			}
		}
		for empty := range types {
			text := func(n int) string {
				if n == empty {
					return ""
				}
				return something
			}
			if !fill(0, text) {
				return
			}
		}
	}
}

// valuesOf returns the values for an argument of that type; a text is text.
func valuesOf(of reflect.Type, text string) (all []reflect.Value) {
	switch of {
	case reflect.TypeFor[string]():
		all = []reflect.Value{reflect.ValueOf(text)}
	case reflect.TypeFor[bool]():
		all = []reflect.Value{reflect.ValueOf(false), reflect.ValueOf(true)}
	case reflect.TypeFor[int]():
		all = []reflect.Value{reflect.ValueOf(0), reflect.ValueOf(1), reflect.ValueOf(2), reflect.ValueOf(99)}
	case reflect.TypeFor[time.Duration]():
		for _, d := range []time.Duration{0, 30 * time.Second, 5 * time.Minute, 3 * time.Hour} {
			all = append(all, reflect.ValueOf(d))
		}
	case reflect.TypeFor[[]string]():
		all = []reflect.Value{reflect.ValueOf([]string{something})}
	case reflect.TypeFor[Press]():
		for _, result := range []string{"toggled", "not_toggled", "unknown", "ignored"} {
			p := Press{Result: result, Reason: text, AgentID: something, AlsoIgnored: 99, ThirdUnknown: true}
			after, only, crashed := p, p, p
			after.AfterUnknown, only.OnlyExtension, crashed.Crashed = true, true, true
			all = append(all, reflect.ValueOf(p), reflect.ValueOf(after), reflect.ValueOf(only), reflect.ValueOf(crashed))
		}
	case reflect.TypeFor[any]():
		all = []reflect.Value{reflect.ValueOf(something)}
	default: // another number, or a time
		all = []reflect.Value{reflect.Zero(of)}
	}
	return all
}
