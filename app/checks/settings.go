package checks

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Settings checks the settings and where each value comes from.
func (x *Examination) Settings(context.Context) []Finding {
	l := x.l
	f := x.sources()
	// For presses the resident's log-on counts: it may have an extension that the environment
	// of this process does not give. Settings are the same for both.
	running, noResident := x.Resident()
	given := noResident == nil && running.Extension != ""
	for _, bad := range l.Problems() {
		if noExtension(bad.Code) {
			continue // reported below
		}
		f = append(f, x.badSetting(bad))
	}
	for _, k := range l.Missing() {
		if k != settings.AgentID {
			f = append(f, x.trouble(string(k)+"_missing", "")...)
		} else if why := l.NoAgentID(); why == "" || !given {
			f = append(f, x.withoutExtension(why))
		}
	}
	if l.CAFile != "" {
		if _, err := press.RootsWith(l.CAFile); err != nil {
			bad := x.found(Warning, "ca_file_unreadable", l.CAFile)
			x.text(&bad, words.Words.CAFileUnreadable)
			f = append(f, bad)
		}
	}
	if f == nil {
		f = x.well("settings_ok", l.Path)
		x.text(&f[0], words.Words.SettingsWell)
	}
	if set := x.setValues(func(origin string) string { return origin }); set != "" {
		from := x.found(OK, "settings_from", "")
		from.Detail, from.SpokenDetail = set, x.setValues(x.p.Words.Origin) // each value is already stripped and cut
		f = append(f, from)
	}
	return f
}

// sources checks the user's file, the extension given by hand, and the policy.
func (x *Examination) sources() []Finding {
	l := x.l
	var f []Finding
	switch {
	case l.Path == "":
		f = x.warning("settings_nowhere", "")
	case errors.Is(l.FileErr, settingsfile.ErrForeign):
		f = x.warning("settings_foreign", l.Path)
	case l.Unreachable():
		f = x.warning("settings_unreachable", l.Path)
	case l.FileErr != nil:
		f = x.warning("settings_torn", l.Path)
	}
	if bad, ok := errors.AsType[*env.ExtensionFileError](l.ExtensionErr); ok {
		f = append(f, x.warning("extension_file", bad.Path)...)
	}
	for _, bad := range l.Policy.Problems {
		code := policyCode(bad.Code)
		problem := x.found(Warning, code, bad.Source+": "+bad.Code)
		x.text(&problem, func(w words.Words) string { return printable.Line(w.PolicyTrouble(bad.Source, bad.Code)) })
		f = append(f, problem)
	}
	if l.Policy.Last {
		f = append(f, x.warning("policy_last", l.Policy.Source)...)
	}
	return f
}

// policyCode groups the codes of package policy by the advice they need.
func policyCode(code string) string {
	switch code {
	case policy.CodeNotRoot, policy.CodeWritableByOthers, policy.CodeFolder, policy.CodeSymlink, policy.CodeNotRegular:
		return "policy_unsafe"
	case policy.CodeBusy:
		return "policy_busy"
	case policy.CodeValueType, policy.CodeValueTooBig, policy.CodeValueNUL, policy.CodeValueText, policy.CodeTooMany:
		return "policy_value"
	}
	return "policy_broken"
}

// badSetting is a finding about an invalid value, with advice for its origin.
func (x *Examination) badSetting(bad settings.Error) Finding {
	code := "setting_invalid"
	in := map[settings.Origin]string{settings.OriginUser: "setting_in_file", settings.OriginMachine: "setting_in_machine"}[bad.Origin]
	if in == "" {
		in = "setting_in_policy"
	}
	switch bad.Code {
	case settings.CodeUnknownKey:
		code = "setting_unknown"
	case settings.CodePolicyOnly:
		code = "setting_policy_only"
	case settings.CodeAgentIDNotPerUser:
		code = "agent_id_for_all"
	case settings.CodeWarmOn:
		code = "warm_on"
	}
	if x.p.Words.Advice(code) != "" {
		in = code
	}
	if bad.Key == settings.AgentID {
		bad.Value = "" // almost an extension: as personal as one
	}
	f := Finding{Code: code, State: Warning, Detail: string(bad.Origin), SpokenDetail: x.p.Words.Origin(string(bad.Origin))}
	f.Text, f.Spoken = printable.Line(x.p.English().WhyRefused(bad)), printable.Line(x.p.WhyRefused(bad))
	x.advise(&f, in)
	return f
}

// noExtension reports whether the code is about the environment variable of the extension.
func noExtension(code string) bool {
	return code == settings.CodeEnvEmpty || code == settings.CodeEnvValue
}

// withoutExtension is the finding that there is no extension, with the reason if it is known.
func (x *Examination) withoutExtension(why string) Finding {
	code := "agent_id_missing"
	switch why {
	case settings.CodeEnvEmpty:
		code = "agent_id_env_empty"
	case settings.CodeEnvValue:
		code = "agent_id_env_value"
	case settings.CodeNotAnswered:
		code = "agent_id_not_answered"
	}
	return x.found(Trouble, code, x.l.AgentIDFrom)
}

// setValues lists the settings that differ from the built-in values, with the name of their
// origin.
func (x *Examination) setValues(named func(origin string) string) string {
	var list []string
	for _, s := range x.values() {
		if s.Origin != string(settings.OriginBuiltIn) {
			list = append(list, s.Key+"="+s.Value+" ("+named(s.Origin)+")")
		}
	}
	return strings.Join(list, ", ")
}

// values lists all settings for a report, with the extension masked.
func (x *Examination) values() []env.Setting {
	var all []env.Setting
	for _, k := range settings.Keys() {
		value := printable.Short(x.l.Text(k))
		if k == settings.AgentID {
			value = x.masked(value)
		}
		all = append(all, env.Setting{Key: string(k), Value: value, Origin: string(x.l.Origin(k)), Enforced: x.l.Enforced(k)})
	}
	return slices.Clip(all)
}

// masked hides most of an extension, for a report.
func (x *Examination) masked(agentID string) string {
	if agentID == "" {
		return ""
	}
	return x.p.Words.Masked(agentID)
}
