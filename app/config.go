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

func (p *program) configCommands() *commandline.Command {
	var asJSON *bool
	show := p.command("show", p.noArgs, func(*commandline.Command, []string) error { return p.configShow(*asJSON) })
	asJSON = p.jsonFlag(show)
	get := p.command("get KEY", p.exactly(1), func(_ *commandline.Command, args []string) error {
		k, err := p.key(args[0])
		if err != nil {
			return err
		}
		p.Say(p.Load().Text(k))
		return nil
	})
	set := p.command("set KEY VALUE", p.exactly(2), func(c *commandline.Command, args []string) error {
		l, err := p.configSet(args[0], args[1])
		if err != nil {
			return err
		}
		k, _ := settings.Known(args[0])
		if k == settings.AgentID && l.AgentIDPasses() {
			p.Say(p.Words.ExtensionGiven(strings.TrimSpace(args[1]), l.AgentIDByDay()))
			return nil
		}
		p.Say(p.Words.SettingsSaved(args[0], l.Text(k)))
		p.reloadResident(c.Context(), reloadMessage{})
		return nil
	})
	unset := p.command("unset KEY", p.exactly(1), func(c *commandline.Command, args []string) error {
		k, err := p.key(args[0])
		if err != nil {
			return err
		}
		l := p.Load()
		p.UseLanguageOf(l)
		if err := p.save(&l, map[settings.Key]string{k: ""}); err != nil {
			return err
		}
		if k == settings.AgentID && l.AgentIDPasses() {
			p.Say(p.Words.ExtensionGiven("", false))
			return nil
		}
		p.Say(p.Words.SettingsUnset(args[0], l.Text(k), string(l.Origin(k))))
		p.reloadResident(c.Context(), reloadMessage{})
		return nil
	})
	for _, k := range settings.Keys() {
		get.Values = append(get.Values, string(k))
	}
	set.Values, unset.Values = get.Values, get.Values
	return p.group("config", show, get, set, unset)
}

// setting is one line of config show --json.
type setting struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	Origin   string `json:"origin"`
	Enforced bool   `json:"enforced"`
}

func (p *program) configShow(asJSON bool) error {
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
		}{l.Path, l.Policy.Source, l.Policy.Last, all, append([]string{}, p.english().Troubles(l)...)})
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

func (p *program) key(name string) (settings.Key, error) {
	k, ok := settings.Known(name)
	if !ok {
		return "", env.Usage(p.Words.Setting(bounded(name), settings.CodeUnknownKey, ""))
	}
	return k, nil
}

// configSet changes one of the user's own values, and returns what counts then. An
// empty one is refused: what a script forgot to fill in must not take a value away.
func (p *program) configSet(name, text string) (l env.Snapshot, err error) {
	k, err := p.key(name)
	if err != nil {
		return l, err
	}
	l = p.Load()
	p.UseLanguageOf(l)
	if err := p.mayChange(l, k); err != nil {
		return l, err
	}
	if _, err := settings.Validate(k, text); err != nil {
		return l, p.refused(err)
	}
	if strings.TrimSpace(text) == "" {
		return l, env.Usage(p.Words.EmptyValue(name))
	}
	err = p.save(&l, map[settings.Key]string{k: text})
	return l, err
}

// mayChange refuses what IT keeps from being changed, naming who does.
func (p *program) mayChange(l env.Snapshot, k settings.Key) error {
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
func (p *program) refused(err error) error {
	var e settings.Error
	if errors.As(err, &e) {
		return env.Usage(p.WhyRefused(e))
	}
	return env.Usage(p.Words.Usage(bounded(err.Error())))
}

// save changes the user's settings file; nothing is changed unless all is well. L is
// what was loaded, and afterwards what counts with the changes.
func (p *program) save(l *env.Snapshot, changes map[settings.Key]string) error {
	values := map[settings.Key]any{}
	for k, text := range changes {
		if err := p.mayChange(*l, k); err != nil {
			return err
		}
		if text == "" {
			values[k] = nil
			continue
		}
		v, err := settings.Validate(k, text)
		if err != nil {
			return p.refused(err)
		}
		values[k] = v
	}
	id, gives := changes[settings.AgentID]
	if gives = gives && l.AgentIDPasses(); gives {
		if delete(values, settings.AgentID); len(values) == 0 {
			return p.choose(strings.TrimSpace(id))
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
		err = p.applyAutostart(l.Autostart)
	}
	if gives && err == nil {
		err = p.choose(strings.TrimSpace(id))
	}
	return err
}

// applyAutostart makes the desktop start the program at log-on, or not.
func (p *program) applyAutostart(on bool) error {
	if err := p.autostart().Set(on); err != nil {
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
