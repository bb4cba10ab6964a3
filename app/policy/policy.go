package policy

import (
	"errors"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Policy is what IT set on this machine. The zero Policy sets nothing.
type Policy struct {
	Enforced     settings.Raw // for the machine; the agent cannot change these
	Defaults     settings.Raw // for the machine; starting values
	UserEnforced settings.Raw // for this user; the agent cannot change these
	UserDefaults settings.Raw // for this user; starting values
	Machine      settings.Raw // what was given to the installer
	Source       string       // where policy was found, used or refused; empty if there is none
	Problems     []Problem    // why the policy, or a part of it, is not used

	Refused     bool // the machine's policy exists, and it or its defaults cannot be used
	UserRefused bool // the same for this user's policy
	Last        bool // the last good policy replaces a refused one: see OrLast
	LastUnread  bool // it would, but whether there was one could not be read
}

// The codes of a [Problem]. They are stable.
const (
	CodeNotRoot          = "not_root"           // the file belongs to another user
	CodeWritableByOthers = "writable_by_others" // a group or everybody can write the file
	CodeFolder           = "folder"             // others than root can change its folder
	CodeSymlink          = "symlink"            // the file or its folder is a link
	CodeNotRegular       = "not_regular"        // a folder, pipe or device
	CodeTooBig           = "too_big"            // over 1 MiB; over 64 KiB for a property list
	CodeTorn             = "torn"               // not valid JSON, or a key appears twice; not a property list
	CodeWrongType        = "wrong_type"         // the root, or "defaults", is not one object of keys and values
	CodeUnreadable       = "unreadable"         // the system does not let us read it
	CodeBusy             = "busy"               // the system is applying policy right now

	// Of registry values; the Source names the value.
	CodeValueType   = "value_type"    // neither text nor a number
	CodeValueTooBig = "value_too_big" // over 16 KiB
	CodeValueNUL    = "value_nul"     // a NUL inside the text
	CodeValueText   = "value_text"    // not UTF-16, or its variables cannot be expanded
	CodeTooMany     = "too_many"      // over 500 values in one key; the first ones are used
)

// Problem says why a policy, or a part of it, is not used.
type Problem struct {
	Source string // path of the policy, or of the registry key or value
	Code   string // one of the Code constants
	Detail string // for the log and developers
}

// parse parses a policy in JSON.
func parse(source string, b []byte) Policy {
	p := Policy{Source: source}
	root, err := settings.Decode(b)
	if err != nil {
		code := CodeTorn
		switch {
		case errors.Is(err, settings.ErrTooBig):
			code = CodeTooBig
		case errors.Is(err, settings.ErrNotObject):
			code = CodeWrongType
		}
		return p.refused(code, err.Error())
	}
	return p.split(root)
}

// split separates the enforced values from the defaults. Where the defaults cannot be used the
// policy is refused: they may have been what names the extension. The rest counts only if no
// last good policy is known.
func (p Policy) split(root settings.Raw) Policy {
	if v, ok := root["defaults"]; ok {
		delete(root, "defaults")
		if defaults, ok := v.(map[string]any); ok {
			p.Defaults = defaults
		} else if v != nil {
			p = p.refused(CodeWrongType, "defaults is not an object")
		}
	}
	p.Enforced = root
	return p
}

func (p Policy) refused(code, detail string) Policy {
	p.Refused = true
	p.Problems = append(p.Problems, Problem{Source: p.Source, Code: code, Detail: detail})
	return p
}
