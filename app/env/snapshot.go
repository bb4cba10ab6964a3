package env

import (
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Snapshot is all settings as they were read at one time, with their problems.
type Snapshot struct {
	settings.Effective
	Path         string       // of the user's file; empty without a home
	FileErr      error        // the file exists and cannot be read
	user         settings.Raw // content of the file
	Policy       policy.Policy
	ExtensionErr error           // why an extension given by hand is not used
	layers       settings.Layers // what the values were merged from
}

// Load reads policy and settings. Invalid values never prevent a start: each is a problem to
// report, and the value of the next origin is used.
func (p *Env) Load() Snapshot { return p.LoadWithin(ReadWithin, nil) }

// LoadWithin is Load with another limit. While the user's file cannot be reached, the user's
// values in last are used.
func (p *Env) LoadWithin(limit time.Duration, last *Snapshot) Snapshot {
	given := begin(limit, p.readExtension)
	found, kept := p.PolicyInForce(limit, last)
	defer kept()
	layers := settings.Layers{
		Policy:        found.Enforced,
		PolicyDefault: found.Defaults,
		UserPolicy:    found.UserEnforced,
		UserDefault:   found.UserDefaults,
		Machine:       found.Machine,
		Environ:       p.Getenv,
	}
	layers.PolicyUnread = found.LastUnread
	l := Snapshot{Policy: found}
	file, err := p.SettingsFile()
	layers.UserUnread = err != nil
	if err == nil {
		l.Path = file.Path
		l.user, l.FileErr = Within(limit, file.Load)
		layers.UserUnread = l.FileErr != nil
		if l.Unreachable() && last != nil {
			l.user, layers.UserUnread = last.user, last.layers.UserUnread
		}
		layers.User = l.user
	}
	byHand, err := given()
	if errors.Is(err, ErrSlow) {
		slow, _ := p.MachineFile(ExtensionFile)
		err = &ExtensionFileError{slow.Path, err}
	}
	l.ExtensionErr, layers.ByHandUnread = err, err != nil
	layers.MenuAgentID, layers.AnsweredAgentID = byHand.InLogon(p.LogonName()), byHand.Answered(p.AnswerDays())
	l.layers, l.Effective = layers, settings.Merge(layers)
	p.Words.IT.Set(l.ManagedBy.Name, l.ManagedBy.Contact, l.ManagedBy.Link, l.ManagedByIT())
	return l
}

// setUser replaces the user's values and merges all values again.
func (l *Snapshot) setUser(user settings.Raw) {
	l.layers.User, l.user, l.FileErr = user, user, nil
	l.layers.UserUnread = false
	l.Effective = settings.Merge(l.layers)
}

func (p *Env) readPolicy() policy.Policy {
	if p.PolicyReader != nil {
		return p.PolicyReader()
	}
	return policy.Read()
}

// Unreachable reports whether the user's file could not be read at all.
func (l Snapshot) Unreachable() bool {
	return l.FileErr != nil && !errors.Is(l.FileErr, settingsfile.ErrTorn)
}

// SettingsFile is the user's settings file.
func (p *Env) SettingsFile() (settingsfile.File, error) {
	path, err := settingsfile.DefaultPath(p.Getenv)
	return settingsfile.File{Path: path}, err
}

// Troubles are sentences about all problems of l, for standard error and the log.
func (p *Env) Troubles(l Snapshot) []string {
	var s []string
	switch {
	case errors.Is(l.FileErr, settingsfile.ErrForeign):
		s = append(s, p.Words.ForeignFile(l.Path))
	case l.Unreachable():
		s = append(s, p.Words.UnreachableFile(l.Path))
	case l.FileErr != nil:
		s = append(s, p.Words.TornFile(l.Path))
	}
	if bad, ok := errors.AsType[*ExtensionFileError](l.ExtensionErr); ok {
		s = append(s, p.Words.ExtensionFile(bad.Path))
	}
	for _, bad := range l.Policy.Problems {
		s = append(s, p.Words.PolicyTrouble(bad.Source, bad.Code))
	}
	if l.Policy.Last {
		s = append(s, p.Words.LastPolicy(l.Policy.Source))
	}
	for _, bad := range l.Problems() {
		if bad.Key == settings.AgentID {
			bad.Value = "" // almost an extension: as personal as one, and this is logged
		}
		s = append(s, p.Words.SettingFrom(p.WhyRefused(bad), string(bad.Origin)))
	}
	return s
}

// HelpDesk is the help desk in managed_by.
func (l Snapshot) HelpDesk() string {
	return words.Desk(l.ManagedBy.Name, l.ManagedBy.Contact, l.ManagedBy.Link)
}

// Trouble is a problem with the value of k that the person can fix, or that leaves no value. A
// mistake of IT's for which another origin has a value is reported by doctor and the log only.
func (l Snapshot) Trouble(k settings.Key) (bad settings.Error, found bool) {
	for _, e := range l.Problems() {
		if e.Key == k && (e.Origin == settings.OriginUser || e.Origin == l.Origin(k)) {
			bad, found = e, true
		}
	}
	return bad, found
}

// WhyRefused says why a value was refused, and what would be valid.
func (p *Env) WhyRefused(e settings.Error) string { return p.WhyRefusedAs(string(e.Key), e) }

// WhyRefusedAs is WhyRefused with subject as the name of the setting.
func (p *Env) WhyRefusedAs(subject string, e settings.Error) string {
	r := e.Key.Row()
	switch {
	case e.Code == settings.CodeNotOneOf && r.Kind == settings.KindChoice:
		return p.Words.NotOneOf(subject, e.Value, r.Choices)
	case e.Code == settings.CodeNotOneOf && r.Kind == settings.KindSwitch:
		return p.Words.NotOneOf(subject, e.Value, []string{"on", "off"})
	case e.Code == settings.CodeChordAltGr:
		key, sign := settings.SignOf(e.Value)
		return p.Words.AltGrTypes(e.Value, key, sign)
	case e.Code == settings.CodeNotText:
		return p.Words.NotText(subject, r.Example)
	case e.Code == settings.CodeNumberRange:
		return p.Words.OutOfRange(subject, e.Value, r.Lowest, r.Highest)
	}
	return p.Words.Setting(subject, e.Code, e.Value)
}

// AutostartOff reports whether the agent or IT switched autostart off. The program must check
// this itself: the entry may be the machine's, which an agent cannot change.
func (l Snapshot) AutostartOff() bool {
	origin := l.Origin(settings.Autostart)
	return !l.Autostart && (origin == settings.OriginUser || origin == settings.OriginPolicy)
}

// WhyMissing says that k is not set, and why if that is known.
func (l Snapshot) WhyMissing(w words.Words, k settings.Key) string {
	if text := w.NoExtension(l.NoAgentID()); text != "" && k == settings.AgentID {
		return text
	}
	return w.MissingSetting(string(k))
}

// Setting is a setting as config show --json and the diagnostic file print it. Its field names
// are stable.
type Setting struct {
	Key      string `json:"key"`
	Value    string `json:"value"`
	Origin   string `json:"origin"`
	Enforced bool   `json:"enforced"`
}
