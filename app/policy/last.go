package policy

import (
	"maps"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The names of what a copy holds.
const (
	copyFormat       = "format"
	copyEnforced     = "enforced"
	copyDefaults     = "defaults"
	copyUserEnforced = "user_enforced"
	copyUserDefaults = "user_defaults"
)

// thisFormat is the only one that is read.
const thisFormat = 1

// Copy is what to keep of a good policy, for the day when it is there and cannot be
// used; nil where there is nothing to keep. It holds what package settings knows, but
// no ca_file: the user can write the copy, and must not name whom to trust.
func (p Policy) Copy() settings.Raw {
	kept := settings.Raw{}
	for name, part := range map[string]settings.Raw{
		copyEnforced: p.Enforced, copyDefaults: p.Defaults, copyUserEnforced: p.UserEnforced, copyUserDefaults: p.UserDefaults,
	} {
		if part = known(part); len(part) > 0 {
			kept[name] = map[string]any(part)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	kept[copyFormat] = int64(thisFormat)
	return kept
}

// ParseCopy reads what [Policy.Copy] returned and a file kept. What is no such copy, or
// one of a later version, is no policy.
func ParseCopy(raw settings.Raw) Policy {
	if settings.Whole(raw[copyFormat]) != thisFormat {
		return Policy{}
	}
	part := func(name string) settings.Raw {
		m, _ := raw[name].(map[string]any)
		return known(m)
	}
	return Policy{
		Enforced: part(copyEnforced), Defaults: part(copyDefaults),
		UserEnforced: part(copyUserEnforced), UserDefaults: part(copyUserDefaults),
	}
}

// OrLast puts the last good policy in the place of what is there and cannot be used.
func (p Policy) OrLast(last Policy) Policy {
	if p.Refused && len(last.Enforced)+len(last.Defaults) > 0 {
		p.Enforced, p.Defaults, p.Last = last.Enforced, last.Defaults, true
	}
	if p.UserRefused && len(last.UserEnforced)+len(last.UserDefaults) > 0 {
		p.UserEnforced, p.UserDefaults, p.Last = last.UserEnforced, last.UserDefaults, true
	}
	return p
}

// known leaves out what is no setting and what a copy must not hold. A value that no
// setting can have stays one: a bad agent_id_from is still bad.
func known(part settings.Raw) settings.Raw {
	part = maps.Clone(part)
	for name, v := range part {
		k, ok := settings.Known(name)
		if !ok || k == settings.CAFile || v == nil {
			delete(part, name)
			continue
		}
		switch v := v.(type) {
		case map[string]any:
			for _, inner := range v {
				if _, text := inner.(string); !text && inner != nil {
					part[name] = []any{}
				}
			}
		case []any:
			part[name] = []any{}
		}
	}
	if len(part) == 0 {
		return nil
	}
	return part
}
