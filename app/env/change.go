package env

import (
	"errors"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// SetSetting changes one of the user's values and returns the settings with it. An empty value
// is refused: a script that forgot to fill one in must not remove it. StoreExtension is as in
// [Env.SaveSettings].
func (p *Env) SetSetting(k settings.Key, text string, storeExtension func(id string) error) (l Snapshot, err error) {
	l = p.Load()
	p.UseLanguageOf(l)
	if err := p.MayChange(l, k); err != nil {
		return l, err
	}
	if _, err := settings.Validate(k, text); err != nil {
		return l, p.Refuse(err)
	}
	if strings.TrimSpace(text) == "" {
		return l, Usage(p.Words.EmptyValue(string(k)))
	}
	err = p.SaveSettings(&l, map[settings.Key]string{k: text}, storeExtension)
	return l, err
}

// MayChange refuses a key that the user must not change, and names the help desk.
func (p *Env) MayChange(l Snapshot, k settings.Key) error {
	switch {
	case l.Enforced(k) && k != settings.AgentID, k == settings.AgentID && l.AgentIDFixed():
		return Usage(p.Words.Enforced(string(k), l.HelpDesk()))
	case k.PolicyOnly():
		return Usage(p.Words.Setting(string(k), settings.CodePolicyOnly, ""))
	case l.LockSettings && !k.Row().PerUser:
		return Usage(p.Words.Locked(l.HelpDesk()))
	}
	return nil
}

// Refuse turns a [settings.Error] into its sentence with [ExitUsage].
func (p *Env) Refuse(err error) error {
	if bad, ok := errors.AsType[settings.Error](err); ok {
		return Usage(p.WhyRefused(bad))
	}
	return Usage(p.Words.Usage(printable.Word(err.Error())))
}

// SaveSettings changes the user's settings file. If one value is refused, nothing is changed.
// L is the loaded snapshot, and afterwards the one with the changes. StoreExtension stores an
// extension that counts for this log-on or day only and so is not in the settings file; an
// empty one removes it.
func (p *Env) SaveSettings(l *Snapshot, changes map[settings.Key]string, storeExtension func(id string) error) error {
	values, err := p.validate(*l, changes)
	if err != nil {
		return err
	}
	id, stores := changes[settings.AgentID]
	if stores = stores && l.AgentIDIsTemporary(); stores {
		if delete(values, settings.AgentID); len(values) == 0 {
			return storeExtension(strings.TrimSpace(id))
		}
	}
	if l.FileErr != nil && !l.Unreachable() {
		p.Warn(p.Words.TornFile(l.Path))
	}
	file, err := p.SettingsFile()
	if err != nil {
		return Failed(p.Words.NotSaved(l.Path))
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
		return Failed(p.Words.NotSaved(l.Path))
	}
	l.setUser(saved)
	p.UseLanguageOf(*l)
	if _, ok := changes[settings.Autostart]; ok {
		err = p.applyAutostart(l.Autostart)
	}
	if stores && err == nil {
		err = storeExtension(strings.TrimSpace(id))
	}
	return err
}

// validate parses changes, with nil for a value to remove. It refuses all if it refuses one.
func (p *Env) validate(l Snapshot, changes map[settings.Key]string) (map[settings.Key]any, error) {
	values := map[settings.Key]any{}
	for k, text := range changes {
		if err := p.MayChange(l, k); err != nil {
			return nil, err
		}
		if text == "" {
			values[k] = nil
			continue
		}
		v, err := settings.Validate(k, text)
		if err != nil {
			return nil, p.Refuse(err)
		}
		values[k] = v
	}
	return values, nil
}

// applyAutostart creates or removes the autostart entry.
func (p *Env) applyAutostart(on bool) error {
	if err := p.Autostart().Set(on); err != nil {
		return Failed(p.Words.AutostartFailed())
	}
	return nil
}
