package policy

import (
	"errors"
	"maps"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The keys of a copy.
const (
	copyFormat       = "format"
	copyEnforced     = "enforced"
	copyDefaults     = "defaults"
	copyUserEnforced = "user_enforced"
	copyUserDefaults = "user_defaults"
)

// copyVersion is the only format that can be read.
const copyVersion = 1

// Copy returns what to save of a good policy, for the case that the policy exists later
// but cannot be used; nil if there is nothing to save. It has only what package
// settings knows, and no ca_file: the user can write the copy, and must not choose
// which roots are trusted.
func (p Policy) Copy() settings.Raw {
	kept := settings.Raw{}
	for name, part := range map[string]settings.Raw{
		copyEnforced: p.Enforced, copyDefaults: p.Defaults, copyUserEnforced: p.UserEnforced, copyUserDefaults: p.UserDefaults,
	} {
		if part = copyable(part); len(part) > 0 {
			kept[name] = map[string]any(part)
		}
	}
	if len(kept) == 0 {
		return nil
	}
	kept[copyFormat] = int64(copyVersion)
	return kept
}

var errCopyForm = errors.New("it is not a copy of a policy, or of a later version")

// ParseCopy parses a saved [Policy.Copy]. Nothing is the zero Policy; anything else, such as a
// copy of a later version, is an error.
func ParseCopy(raw settings.Raw) (Policy, error) {
	if len(raw) == 0 {
		return Policy{}, nil
	}
	if settings.Whole(raw[copyFormat]) != copyVersion {
		return Policy{}, errCopyForm
	}
	part := func(name string) settings.Raw {
		m, _ := raw[name].(map[string]any)
		return copyable(m)
	}
	return Policy{
		Enforced: part(copyEnforced), Defaults: part(copyDefaults),
		UserEnforced: part(copyUserEnforced), UserDefaults: part(copyUserDefaults),
	}, nil
}

// OrLast replaces a policy that exists but cannot be used by the last good one.
func (p Policy) OrLast(last Policy) Policy {
	if p.Refused && len(last.Enforced)+len(last.Defaults) > 0 {
		p.Enforced, p.Defaults, p.Last = last.Enforced, last.Defaults, true
	}
	if p.UserRefused && len(last.UserEnforced)+len(last.UserDefaults) > 0 {
		p.UserEnforced, p.UserDefaults, p.Last = last.UserEnforced, last.UserDefaults, true
	}
	return p
}

// copyable returns the settings that a copy may have. A value of an impossible type stays
// one: a bad agent_id_from is still bad.
func copyable(part settings.Raw) settings.Raw {
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
