package env

import (
	"errors"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// SetSetting changes one of the user's own values, and returns what counts then. An
// empty one is refused: what a script forgot to fill in must not take a value away. Give
// is as in [Env.SaveSettings].
func (e *Env) SetSetting(k settings.Key, text string, give func(id string) error) (l Snapshot, err error) {
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
	err = e.SaveSettings(&l, map[settings.Key]string{k: text}, give)
	return l, err
}

// MayChange refuses what IT keeps from being changed, naming who does.
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

// Refuse turns a settings.Error into its sentence, exit 2.
func (e *Env) Refuse(err error) error {
	if bad, ok := errors.AsType[settings.Error](err); ok {
		return Usage(e.WhyRefused(bad))
	}
	return Usage(e.Words.Usage(printable.Word(err.Error())))
}

// SaveSettings changes the user's settings file; nothing is changed unless all is well. L is
// what was loaded, and afterwards what counts with the changes. Give stores an extension
// that counts for this log-on or day alone, which the settings file does not hold; an
// empty one is taken back.
func (e *Env) SaveSettings(l *Snapshot, changes map[settings.Key]string, give func(id string) error) error {
	values := map[settings.Key]any{}
	for k, text := range changes {
		if err := e.MayChange(*l, k); err != nil {
			return err
		}
		if text == "" {
			values[k] = nil
			continue
		}
		v, err := settings.Validate(k, text)
		if err != nil {
			return e.Refuse(err)
		}
		values[k] = v
	}
	id, gives := changes[settings.AgentID]
	if gives = gives && l.AgentIDPasses(); gives {
		if delete(values, settings.AgentID); len(values) == 0 {
			return give(strings.TrimSpace(id))
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
	l.Saved(saved)
	e.UseLanguageOf(*l)
	if _, ok := changes[settings.Autostart]; ok {
		err = e.applyAutostart(l.Autostart)
	}
	if gives && err == nil {
		err = give(strings.TrimSpace(id))
	}
	return err
}

// applyAutostart makes the desktop start the program at log-on, or not.
func (e *Env) applyAutostart(on bool) error {
	if err := e.Autostart().Set(on); err != nil {
		return Failed(e.Words.AutostartFailed())
	}
	return nil
}

// Setting is a setting as config show --json and a diagnostic bundle print it. Its field
// names are stable.
type Setting struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	Origin   string `json:"origin"`
	Enforced bool   `json:"enforced"`
}
