package main

import (
	"encoding/json"
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// sample is a policy, and whether the program has nothing to say about it.
type sample struct {
	Policy any  `json:"policy"`
	Good   bool `json:"good"`
	// Beyond means that only the program can see that it is bad, not a schema.
	Beyond bool `json:"beyond"`
}

// printSamples prints policies and whether the program accepts them: a schema that
// accepts or refuses others would mislead the author of a policy.
func printSamples() error {
	var all []sample
	add := func(policy map[string]any, beyond bool) {
		all = append(all, sample{policy, goodPolicy(policy), beyond})
	}
	one := func(key string, v any) {
		add(map[string]any{key: v}, false)
		add(map[string]any{"defaults": map[string]any{key: v}}, false)
	}
	for _, r := range settings.Rows() {
		key := string(r.Key)
		values := []any{typed(r, r.Example), true, 3, 1.5, 1e9, []any{}, []any{r.Example}, "no such thing ", "\u202e", map[string]any{"x": "y"}}
		for _, c := range r.Choices {
			values = append(values, c, c+"s")
		}
		switch r.Kind {
		case settings.KindNumber:
			values = []any{typed(r, r.Example), r.Lowest, r.Highest, r.Lowest - 1, r.Highest + 1, true, []any{}, "x", map[string]any{"x": "y"}}
		case settings.KindSwitch:
			values = []any{true, false, []any{}, "perhaps", map[string]any{"x": "y"}}
		case settings.KindServer:
			values = append(values, "wv0042", "wv0042.wolkvox.com", "https://wv0042.wolkvox.com", "42", "wv42", "evil.example", "https://wv0042.wolkvox.com.evil.example", "0042.wolkvox.com")
		case settings.KindProxy:
			values = append(values, "system", "none", "proxy.example:3128", "http://u:p@proxy.example:1", "ftp://proxy.example", "socks5h://proxy.example:1080", "socks4://proxy.example:1080", "http://proxy.example/path", "proxy")
		case settings.KindVariable:
			values = append(values, "$EXT", "1EXT", "A B", "_x")
		case settings.KindPath:
			values = append(values, "ca.pem", "./ca.pem")
		case settings.KindChord:
			values = append(values, "F13", "Ctrl+", "Ctrl+Shift+F21", "Hyper+F9", "Super+F7")
			add(map[string]any{key: "Alt+F4"}, true)
			add(map[string]any{key: "H"}, true)
			add(map[string]any{key: "Ctrl+Alt+Q"}, true)
		case settings.KindManagedBy:
			values = []any{helpDesk, map[string]any{"name": "IT"}, map[string]any{"link": "mailto:it@it.example"}, map[string]any{"fax": "1"},
				map[string]any{"link": "javascript:alert(1)"}, map[string]any{"link": "http://it.example"}, map[string]any{"name": 1}, 1, true, []any{}}
		}
		for _, v := range values {
			if r.PolicyOnly { // a starting value of it is of no use, but no fault either
				add(map[string]any{key: v}, false)
			} else {
				one(key, v)
			}
		}
	}
	one("no_such_key", "x")
	one("Server", "0042")
	one("token", "x")
	add(map[string]any{"defaults": 1}, false)
	add(map[string]any{}, false)
	add(example(), false)
	all = append(all, sample{[]any{}, false, false}, sample{"0042", false, false}, sample{nil, false, false})
	return json.NewEncoder(os.Stdout).Encode(all)
}

// goodPolicy reports whether the program finds nothing wrong in
// /etc/wolkvox-hold/policy.json.
func goodPolicy(policy map[string]any) bool {
	b, err := json.Marshal(policy)
	if err != nil {
		return false
	}
	root, err := settings.Decode(b) // numbers as the program reads them
	if err != nil {
		return false
	}
	defaults, ok := map[string]any(nil), true
	if d, there := root["defaults"]; there {
		defaults, ok = d.(map[string]any)
		delete(root, "defaults")
	}
	e := settings.Merge(settings.Layers{Policy: root, PolicyDefault: defaults, Environ: func(string) string { return "12345" }})
	return ok && len(e.Problems()) == 0
}
