package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// page is the reference in one language.
func page(t policyTexts) []byte {
	p := new(printer)
	say := t.Say
	p.line("<!-- %s -->", generated)
	p.line("# %s\n", say["title"])
	p.line("%s\n", say["intro"])
	p.line("## %s\n", say["where"])
	p.line("- **Linux**: %s", say["where_linux"])
	p.line("- **Windows**: %s", say["where_windows"])
	p.line("- **macOS**: %s\n", say["where_macos"])
	p.line("## %s\n", say["counts"])
	p.line("%s\n", say["order"])
	p.line("## %s\n", say["bad"])
	p.line("%s\n", say["bad_rules"])
	p.line("## %s", say["settings"])
	for _, r := range settings.Rows() {
		p.line("\n### `%s`: %s\n", r.Key, t.Settings[string(r.Key)].Title)
		p.line("%s\n", help(r, t))
		p.line("- %s: %s", say["values"], values(r, t))
		p.line("- %s: %s", say["who"], who(r, t))
		if !r.PerUser { // the file is the machine's
			p.line("- %s: `%s`", say["json"], inFile(r))
		}
		p.line("- %s: `%s`", say["registry"], inRegistry(r))
	}
	return p.Bytes()
}

func values(r settings.Row, t policyTexts) string {
	s := t.Settings[string(r.Key)]
	switch r.Kind {
	case settings.KindChoice:
		var list []string
		for _, c := range r.Choices {
			list = append(list, fmt.Sprintf("`%s` (%s)", c, s.Choices[c]))
		}
		return strings.Join(list, ", ")
	case settings.KindNumber:
		return strings.TrimSuffix(fmt.Sprintf(t.Say["range"], r.Lowest, r.Highest, s.Unit), ".")
	case settings.KindSwitch:
		return t.Say["on_off"]
	case settings.KindManagedBy:
		return t.Say["parts"]
	case settings.KindExtension:
		return t.Say["digits"]
	}
	return t.Say["any_text"]
}

func who(r settings.Row, t policyTexts) string {
	switch {
	case r.PerUser:
		return t.Say["who_user"]
	case r.PolicyOnly:
		return t.Say["who_it"]
	}
	return t.Say["who_all"]
}

func inFile(r settings.Row) string {
	v := typed(r, r.Example)
	if r.Kind == settings.KindManagedBy {
		v = helpDesk
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts, numbers and switches cannot fail
	}
	return fmt.Sprintf("%q: %s", r.Key, b)
}

func inRegistry(r settings.Row) string {
	switch r.Kind {
	case settings.KindNumber:
		return fmt.Sprintf("%s REG_DWORD %s", r.Key, r.Example)
	case settings.KindSwitch:
		return fmt.Sprintf("%s REG_DWORD 1", r.Key)
	case settings.KindManagedBy:
		return fmt.Sprintf(`%s\name REG_SZ %s`, r.Key, helpDesk["name"])
	case settings.KindPath:
		return fmt.Sprintf(`%s REG_SZ C:\ProgramData\Example\inspection.pem`, r.Key)
	}
	return fmt.Sprintf("%s REG_SZ %s", r.Key, r.Example)
}
