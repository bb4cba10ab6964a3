package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
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
		l, err := configSet(p, args[0], args[1])
		if err != nil {
			return err
		}
		k, _ := settings.Known(args[0])
		if k == settings.AgentID && l.AgentIDPasses() {
			p.Say(p.Words.ExtensionGiven(strings.TrimSpace(args[1]), l.AgentIDByDay()))
			return nil
		}
		p.Say(p.Words.SettingsSaved(args[0], l.Text(k)))
		reloadResident(p, c.Context(), reloadMessage{})
		return nil
	})
	unset := newCommand(p, "unset KEY", exactly(p, 1), func(c *commandline.Command, args []string) error {
		k, err := knownKey(p, args[0])
		if err != nil {
			return err
		}
		l := p.Load()
		p.UseLanguageOf(l)
		if err := saveSettings(p, &l, map[settings.Key]string{k: ""}); err != nil {
			return err
		}
		if k == settings.AgentID && l.AgentIDPasses() {
			p.Say(p.Words.ExtensionGiven("", false))
			return nil
		}
		p.Say(p.Words.SettingsUnset(args[0], l.Text(k), string(l.Origin(k))))
		reloadResident(p, c.Context(), reloadMessage{})
		return nil
	})
	for _, k := range settings.Keys() {
		get.Values = append(get.Values, string(k))
	}
	set.Values, unset.Values = get.Values, get.Values
	return groupOf(p, "config", show, get, set, unset)
}

// setting is one line of config show --json.
type setting struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	Origin   string `json:"origin"`
	Enforced bool   `json:"enforced"`
}

func configShow(p *env.Env, asJSON bool) error {
	l := p.Load()
	p.UseLanguageOf(l)
	var all []setting
	for _, k := range settings.Keys() {
		all = append(all, setting{string(k), l.Text(k), string(l.Origin(k)), l.Enforced(k)})
	}
	if asJSON {
		p.PrintJSON(struct {
			File     string    `json:"file"`
			Policy   string    `json:"policy"`
			Last     bool      `json:"last_good_policy"`
			Settings []setting `json:"settings"`
			Problems []string  `json:"problems"`
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
		return "", env.Usage(p.Words.Setting(bounded(name), settings.CodeUnknownKey, ""))
	}
	return k, nil
}

// configSet changes one of the user's own values, and returns what counts then. An
// empty one is refused: what a script forgot to fill in must not take a value away.
func configSet(p *env.Env, name, text string) (l env.Snapshot, err error) {
	k, err := knownKey(p, name)
	if err != nil {
		return l, err
	}
	l = p.Load()
	p.UseLanguageOf(l)
	if err := mayChange(p, l, k); err != nil {
		return l, err
	}
	if _, err := settings.Validate(k, text); err != nil {
		return l, whyRefused(p, err)
	}
	if strings.TrimSpace(text) == "" {
		return l, env.Usage(p.Words.EmptyValue(name))
	}
	err = saveSettings(p, &l, map[settings.Key]string{k: text})
	return l, err
}

// mayChange refuses what IT keeps from being changed, naming who does.
func mayChange(p *env.Env, l env.Snapshot, k settings.Key) error {
	switch {
	case l.Enforced(k) && k != settings.AgentID, k == settings.AgentID && l.AgentIDFixed():
		return env.Usage(p.Words.Enforced(string(k), l.HelpDesk()))
	case k.PolicyOnly():
		return env.Usage(p.Words.Setting(string(k), settings.CodePolicyOnly, ""))
	case l.LockSettings && !k.Row().PerUser:
		return env.Usage(p.Words.Locked(l.HelpDesk()))
	}
	return nil
}

// refused turns a settings.Error into its sentence, exit 2.
func whyRefused(p *env.Env, err error) error {
	var e settings.Error
	if errors.As(err, &e) {
		return env.Usage(p.WhyRefused(e))
	}
	return env.Usage(p.Words.Usage(bounded(err.Error())))
}

// save changes the user's settings file; nothing is changed unless all is well. L is
// what was loaded, and afterwards what counts with the changes.
func saveSettings(p *env.Env, l *env.Snapshot, changes map[settings.Key]string) error {
	values := map[settings.Key]any{}
	for k, text := range changes {
		if err := mayChange(p, *l, k); err != nil {
			return err
		}
		if text == "" {
			values[k] = nil
			continue
		}
		v, err := settings.Validate(k, text)
		if err != nil {
			return whyRefused(p, err)
		}
		values[k] = v
	}
	id, gives := changes[settings.AgentID]
	if gives = gives && l.AgentIDPasses(); gives {
		if delete(values, settings.AgentID); len(values) == 0 {
			return setExtension(p, strings.TrimSpace(id))
		}
	}
	if l.FileErr != nil && !l.Unreachable() {
		p.Warn(p.Words.TornFile(l.Path))
	}
	file, err := p.SettingsFile()
	if err != nil {
		return env.Failed(p.Words.NotSaved(l.Path))
	}
	var saved settings.Raw
	err = file.Save(func(raw settings.Raw) error {
		for k, v := range values {
			if v == nil {
				delete(raw, string(k))
				continue
			}
			raw[string(k)] = v
		}
		saved = raw
		return nil
	})
	if err != nil {
		return env.Failed(p.Words.NotSaved(l.Path))
	}
	l.Saved(saved)
	p.UseLanguageOf(*l)
	if _, ok := changes[settings.Autostart]; ok {
		err = applyAutostart(p, l.Autostart)
	}
	if gives && err == nil {
		err = setExtension(p, strings.TrimSpace(id))
	}
	return err
}

// applyAutostart makes the desktop start the program at log-on, or not.
func applyAutostart(p *env.Env, on bool) error {
	if err := autostartEntry(p).Set(on); err != nil {
		return env.Failed(p.Words.AutostartFailed())
	}
	return nil
}

// residentProgram is the program with the tray, also where this one is the
// window program that lies beside it.
func residentProgram() string { return residentBeside(env.ProgramPath()) }

func residentBeside(path string) string {
	dir, name := filepath.Split(path)
	name = strings.Replace(name, "-window", "", 1)
	if program, ok := strings.CutSuffix(name, ".com"); ok {
		name = program + ".exe" // the companion for consoles, on Windows
	}
	resident := filepath.Join(dir, name)
	if _, err := os.Stat(resident); err == nil {
		return resident
	}
	return path
}
