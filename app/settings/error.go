package settings

import (
	"strconv"
	"strings"
	"unicode"
)

// The codes of an [Error]. They are stable: scripts, logs and package words use them.
const (
	CodeServerFormat         = "server_format"             // not a wolkvox server
	CodeAgentIDEmpty         = "agent_id_empty"            // no digits at all
	CodeAgentIDDigits        = "agent_id_digits"           // something other than digits
	CodeAgentIDLong          = "agent_id_long"             // more than 20 digits
	CodeAgentIDNotPerUser    = "agent_id_not_per_user"     // set for the whole machine
	CodeNotAnswered          = "agent_id_not_answered"     // ask_agent_id=start asked, and nobody has answered yet
	CodeAgentIDUnread        = "agent_id_unread"           // what may name another extension could not be read
	CodeEnvFormat            = "env_format"                // not the name of an environment variable
	CodeEnvEmpty             = "env_empty"                 // the variable of agent_id_from is empty or unset
	CodeEnvValue             = "env_value"                 // the variable of agent_id_from holds no extension
	CodeChordEmpty           = "chord_empty"               // no chord
	CodeChordNoKey           = "chord_no_key"              // modifiers without a key
	CodeChordUnknownKey      = "chord_unknown_key"         // a key that has no name here
	CodeChordUnknownModifier = "chord_unknown_modifier"    // neither Ctrl, Shift, Alt nor Super
	CodeChordBare            = "chord_bare"                // a key without modifier
	CodeChordNeedsCtrl       = "chord_needs_ctrl_or_super" // a character key without Ctrl or Super
	CodeChordAltGr           = "chord_altgr"               // AltGr, or Ctrl+Alt with a character key
	CodeChordSystem          = "chord_system"              // the desktop or editing needs it
	CodeNumberFormat         = "number_format"             // not a whole number
	CodeNumberRange          = "number_range"              // too small or too large
	CodeNotOneOf             = "not_one_of"                // none of the possible words
	CodeWarmOn               = "warm_on"                   // on, which warm had in older versions; auto serves
	CodeProxyFormat          = "proxy_format"              // not system, none or a proxy's address
	CodeProxyPassword        = "proxy_password"            // an address that holds a password
	CodePathFormat           = "path_format"               // not a whole path
	CodeLinkFormat           = "link_format"               // not an https or mailto address
	CodeUnknownKey           = "unknown_key"               // no such setting
	CodePolicyOnly           = "policy_only"               // only a policy can set it
	CodeWrongType            = "wrong_type"                // such as a list where text belongs
	CodeNotText              = "not_text"                  // a number or a switch where text belongs
	CodeTooLong              = "too_long"                  // longer than any good value
)

const maxShown = 80 // runes of a refused value that an Error repeats

// Error says that a value was refused or is not used. The functions of this package
// return it by value: test for it with errors.AsType[settings.Error].
type Error struct {
	Key    Key    // the setting; a stripped and bounded name if it is unknown
	Code   string // one of the Code constants
	Value  string // the refused text: stripped, at most 80 runes, nothing that looks like a secret; may be empty
	Origin Origin // where it was found; empty unless it comes from Merge
}

// Error returns a text for logs and developers, not for an agent.
func (e Error) Error() string {
	var b strings.Builder
	b.WriteString("setting ")
	b.WriteString(string(e.Key))
	if e.Origin != "" {
		b.WriteString(" (" + string(e.Origin) + ")")
	}
	if e.Value != "" {
		b.WriteString(" " + strconv.Quote(e.Value))
	}
	b.WriteString(": " + e.Code)
	return b.String()
}

func refuse(k Key, code, value string) error {
	return Error{Key: k, Code: code, Value: printableValue(value)}
}

// printableValue prepares a refused value for a sentence or a log. It leaves out the
// user part of an address (it may be a password), anything that may be a token (people
// paste it into the wrong field), and what cannot be printed.
func printableValue(s string) string {
	if len(s) > 4096 {
		s = s[:4096]
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = "…" + s[i:]
	}
	var b strings.Builder
	n := 0
	for _, word := range splitWords(s) {
		if looksSecret(word) {
			word = "…"
		}
		for _, r := range word {
			if !unicode.IsPrint(r) {
				continue
			}
			if n == maxShown {
				return b.String()
			}
			b.WriteRune(r)
			n++
		}
	}
	return b.String()
}

func isWordByte(c byte) bool {
	return isDigit(c) || isLetter(c) || c == '-' || c == '_'
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// splitWords splits s where words of letters and digits begin and end.
func splitWords(s string) []string {
	var runs []string
	from := 0
	for i := 1; i < len(s); i++ {
		if isWordByte(s[i]) != isWordByte(s[i-1]) {
			runs = append(runs, s[from:i])
			from = i
		}
	}
	return append(runs, s[from:])
}

// looksSecret reports whether a word has at least 20 characters, with both letters and
// digits. Tokens seen in public code are 52 hexadecimal characters. No valid value has
// such a word, except perhaps a host name or a path.
func looksSecret(run string) bool {
	digits, letters := 0, 0
	for i := range len(run) {
		switch {
		case isDigit(run[i]):
			digits++
		case isLetter(run[i]):
			letters++
		}
	}
	return len(run) >= 20 && digits > 0 && letters > 0 && isWordByte(run[0])
}
