package cli

import (
	"strings"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func configCommands(p *env.Env) *commandline.Command {
	var asJSON *bool
	show := newCommand(p, "show", noArgs(p), func(*commandline.Command, []string) error { return configShow(p, *asJSON) })
	asJSON = jsonFlag(p, show)
	get := newCommand(p, "get KEY", exactly(p, 1), func(_ *commandline.Command, args []string) error {
		k, err := knownKey(p, args[0])
		if err != nil {
			return err
		}
		p.Say(p.Load().Text(k))
		return nil
	})
	set := newCommand(p, "set KEY VALUE", exactly(p, 2), func(c *commandline.Command, args []string) error {
		k, err := knownKey(p, args[0])
		if err != nil {
			return err
		}
		l, err := p.SetSetting(k, args[1], residentapi.SetExtension(p))
		if err != nil {
			return err
		}
		if k == settings.AgentID && l.AgentIDIsTemporary() {
			p.Say(p.Words.ExtensionGiven(strings.TrimSpace(args[1]), l.AgentIDByDay()))
			return nil
		}
		p.Say(p.Words.SettingsSaved(args[0], l.Text(k)))
		return residentapi.Changed(c.Context(), p, residentapi.Reload{})
	})
	unset := newCommand(p, "unset KEY", exactly(p, 1), func(c *commandline.Command, args []string) error {
		k, err := knownKey(p, args[0])
		if err != nil {
			return err
		}
		l := p.Load()
		p.UseLanguageOf(l)
		if err := p.SaveSettings(&l, map[settings.Key]string{k: ""}, residentapi.SetExtension(p)); err != nil {
			return err
		}
		if k == settings.AgentID && l.AgentIDIsTemporary() {
			p.Say(p.Words.ExtensionGiven("", false))
			return nil
		}
		p.Say(p.Words.SettingsUnset(args[0], l.Text(k), string(l.Origin(k))))
		return residentapi.Changed(c.Context(), p, residentapi.Reload{})
	})
	for _, k := range settings.Keys() {
		get.Values = append(get.Values, string(k))
	}
	set.Values, unset.Values = get.Values, get.Values
	return groupOf(p, "config", show, get, set, unset)
}

func configShow(p *env.Env, asJSON bool) error {
	l := p.Load()
	p.UseLanguageOf(l)
	var all []env.Setting
	for _, k := range settings.Keys() {
		all = append(all, env.Setting{Key: string(k), Value: l.Text(k), Origin: string(l.Origin(k)), Enforced: l.Enforced(k)})
	}
	if asJSON {
		p.PrintJSON(struct {
			File     string        `json:"file"`
			Policy   string        `json:"policy"`
			Last     bool          `json:"last_good_policy"`
			Settings []env.Setting `json:"settings"`
			Problems []string      `json:"problems"`
		}{l.Path, l.Policy.Source, l.Policy.Last, all, append([]string{}, p.English().Troubles(l)...)})
		return nil
	}
	for _, s := range all {
		p.Say(pad(s.Key, 14) + " " + pad(s.Value, 24) + " " + p.Words.Origin(s.Origin))
	}
	for _, s := range p.Troubles(l) {
		p.Warn(s)
	}
	return nil
}

func pad(s string, n int) string {
	for utf8.RuneCountInString(s) < n {
		s += " "
	}
	return s
}

func knownKey(p *env.Env, name string) (settings.Key, error) {
	k, ok := settings.Known(name)
	if !ok {
		return "", env.Usage(p.Words.Setting(printable.Word(name), settings.CodeUnknownKey, ""))
	}
	return k, nil
}
