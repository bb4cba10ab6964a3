package env

import (
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Snapshot is everything that was set, and what was wrong with it.
type Snapshot struct {
	settings.Effective
	Path    string       // of the user's own file; empty where there is no home
	FileErr error        // the file is there and cannot be read
	user    settings.Raw // what stood in it
	Policy  policy.Policy
	Choice  error           // why what was given by hand is not used
	layers  settings.Layers // what the values were merged from
}

// Load reads policy and settings. Nothing in them can fail a start: what is not
// valid is a problem to tell, and the next origin serves.
func (p *Env) Load() Snapshot { return p.LoadWithin(ReadWithin, nil) }

// LoadWithin is Load with a limit of its own, and with what was last read, of which
// the user's part counts while the file cannot be reached.
func (p *Env) LoadWithin(limit time.Duration, last *Snapshot) Snapshot {
	given := Begin(limit, p.readChoice)
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
	l := Snapshot{Policy: found}
	file, err := p.SettingsFile()
	if err == nil {
		l.Path = file.Path
		l.user, l.FileErr = Within(limit, file.Load)
		if l.Unreachable() && last != nil {
			l.user = last.user
		}
		layers.User = l.user
	}
	choice, err := given()
	l.Choice = err
	layers.MenuAgentID, layers.AnsweredAgentID = choice.InLogon(p.LogonName()), choice.Answered(p.AnswerDays())
	l.layers, l.Effective = layers, settings.Merge(layers)
	p.Words.IT.Set(l.ManagedBy.Name, l.ManagedBy.Contact, l.ManagedBy.Link)
	return l
}

// Saved takes what the user's own file holds now, and what counts with it.
func (l *Snapshot) Saved(user settings.Raw) {
	l.layers.User, l.user, l.FileErr = user, user, nil
	l.Effective = settings.Merge(l.layers)
}

func (p *Env) readPolicy() policy.Policy {
	if p.PolicyReader != nil {
		return p.PolicyReader()
	}
	return policy.Read()
}

// Unreachable reports whether the user's settings could not be read at all.
func (l Snapshot) Unreachable() bool {
	return l.FileErr != nil && !errors.Is(l.FileErr, settingsfile.ErrTorn)
}

func (p *Env) SettingsFile() (settingsfile.File, error) {
	path, err := settingsfile.DefaultPath(p.Getenv)
	return settingsfile.File{Path: path}, err
}

// Troubles are sentences about what load found, for standard error and doctor.
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
	if bad, ok := errors.AsType[*ChoiceError](l.Choice); ok {
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
			bad.Value = "" // nearly an extension is as much a person's, and this is logged
		}
		s = append(s, p.Words.SettingFrom(p.WhyRefused(bad), string(bad.Origin)))
	}
	return s
}

// HelpDesk is the help desk that IT named in managed_by.
func (l Snapshot) HelpDesk() string {
	return words.Desk(l.ManagedBy.Name, l.ManagedBy.Contact, l.ManagedBy.Link)
}

// Trouble is what is wrong with the value of k that the person at this desk can
// mend, or that leaves no value. A fault of IT's that another origin's value stands
// in for is told by doctor and the log.
func (l Snapshot) Trouble(k settings.Key) (bad settings.Error, found bool) {
	for _, e := range l.Problems() {
		if e.Key == k && (e.Origin == settings.OriginUser || e.Origin == l.Origin(k)) {
			bad, found = e, true
		}
	}
	return bad, found
}

// WhyRefused says why a value was refused, with what would be good.
func (p *Env) WhyRefused(e settings.Error) string { return p.WhyRefusedAs(string(e.Key), e) }

// WhyRefusedAs is WhyRefused with a name of its own for the setting.
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

// AutostartOff reports whether the agent or IT switched autostart off. The entry
// that starts the program at log-on may be the machine's, which an agent cannot
// change.
func (l Snapshot) AutostartOff() bool {
	origin := l.Origin(settings.Autostart)
	return !l.Autostart && (origin == settings.OriginUser || origin == settings.OriginPolicy)
}

// WhyMissing says that k is not set, and why where that is known.
func (l Snapshot) WhyMissing(w words.Words, k settings.Key) string {
	if text := w.NoExtension(l.NoAgentID()); text != "" && k == settings.AgentID {
		return text
	}
	return w.MissingSetting(string(k))
}
