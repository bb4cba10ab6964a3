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
func (e *Env) SetSetting(k settings.Key, text string, storeExtension func(id string) error) (l Snapshot, err error) {
	l = e.Load()
	e.UseLanguageOf(l)
	if err := e.MayChange(l, k); err != nil {
		return l, err
	}
	if _, err := settings.Validate(k, text); err != nil {
		return l, e.Refuse(err)
	}
	if strings.TrimSpace(text) == "" {
		return l, Usage(e.Words.EmptyValue(string(k)))
	}
	err = e.SaveSettings(&l, map[settings.Key]string{k: text}, storeExtension)
	return l, err
}

// MayChange refuses a key that the user must not change, and names the help desk.
func (e *Env) MayChange(l Snapshot, k settings.Key) error {
	switch {
	case l.Enforced(k) && k != settings.AgentID, k == settings.AgentID && l.AgentIDFixed():
		return Usage(e.Words.Enforced(string(k), l.HelpDesk()))
	case k.PolicyOnly():
		return Usage(e.Words.Setting(string(k), settings.CodePolicyOnly, ""))
	case l.LockSettings && !k.Row().PerUser:
		return Usage(e.Words.Locked(l.HelpDesk()))
	}
	return nil
}

// Refuse turns a [settings.Error] into its sentence with [ExitUsage].
func (e *Env) Refuse(err error) error {
	if bad, ok := errors.AsType[settings.Error](err); ok {
		return Usage(e.WhyRefused(bad))
	}
	return Usage(e.Words.Usage(printable.Word(err.Error())))
}

// SaveSettings changes the user's settings file. If one value is refused, nothing is changed.
// L is the loaded snapshot, and afterwards the one with the changes. StoreExtension stores an
// extension that counts for this log-on or day only and so is not in the settings file; an
// empty one removes it.
func (e *Env) SaveSettings(l *Snapshot, changes map[settings.Key]string, storeExtension func(id string) error) error {
	values, err := e.validate(*l, changes)
	if err != nil {
		return err
	}
	id, stores := changes[settings.AgentID]
	if stores = stores && l.AgentIDPasses(); stores {
		if delete(values, settings.AgentID); len(values) == 0 {
			return storeExtension(strings.TrimSpace(id))
		}
	}
	if l.FileErr != nil && !l.Unreachable() {
		e.Warn(e.Words.TornFile(l.Path))
	}
	file, err := e.SettingsFile()
	if err != nil {
		return Failed(e.Words.NotSaved(l.Path))
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
		return Failed(e.Words.NotSaved(l.Path))
	}
	l.setUser(saved)
	e.UseLanguageOf(*l)
	if _, ok := changes[settings.Autostart]; ok {
		err = e.applyAutostart(l.Autostart)
	}
	if stores && err == nil {
		err = storeExtension(strings.TrimSpace(id))
	}
	return err
}

// validate parses changes, with nil for a value to remove. It refuses all if it refuses one.
func (e *Env) validate(l Snapshot, changes map[settings.Key]string) (map[settings.Key]any, error) {
	values := map[settings.Key]any{}
	for k, text := range changes {
		if err := e.MayChange(l, k); err != nil {
			return nil, err
		}
		if text == "" {
			values[k] = nil
			continue
		}
		v, err := settings.Validate(k, text)
		if err != nil {
			return nil, e.Refuse(err)
		}
		values[k] = v
	}
	return values, nil
}

// applyAutostart creates or removes the autostart entry.
func (e *Env) applyAutostart(on bool) error {
	if err := e.Autostart().Set(on); err != nil {
		return Failed(e.Words.AutostartFailed())
	}
	return nil
}

// Setting is a setting as config show --json and the diagnostic file print it. Its field names
// are stable.
type Setting struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	Origin   string `json:"origin"`
	Enforced bool   `json:"enforced"`
}
