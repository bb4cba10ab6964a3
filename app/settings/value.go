package settings

import (
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Validate checks a text that a person entered for k, and returns the value for JSON in
// canonical form: a string, an int64 or a bool. It refuses unknown keys and those that
// only a policy can set. The error is an [Error].
func Validate(k Key, text string) (canonical any, err error) {
	if _, ok := Known(string(k)); !ok {
		return nil, unknown(string(k))
	}
	if k.PolicyOnly() {
		return nil, refuse(k, CodePolicyOnly, "")
	}
	v, err := parse(k, text)
	if err != nil {
		return nil, err
	}
	if c, ok := v.(Chord); ok {
		return c.String(), nil
	}
	return v, nil
}

// unknown reports a key without its value: somebody may have written a token into the
// file under a name of their own, and it must not appear in the log.
func unknown(name string) error { return Error{Key: Key(printableValue(name)), Code: CodeUnknownKey} }

// parse parses the text of k's value: a string, a Chord, an int64, a bool or a ManagedBy.
func parse(k Key, text string) (any, error) {
	switch r := k.Row(); r.Kind {
	case KindServer:
		return ParseServer(text)
	case KindExtension:
		return ParseAgentID(text)
	case KindVariable:
		return parseEnvName(k, text)
	case KindChord:
		return ParseChord(text)
	case KindChoice:
		return parseWord(k, text, r.Choices)
	case KindNumber:
		return parseNumber(k, text, r.Lowest, r.Highest)
	case KindProxy:
		return parseProxy(k, text)
	case KindSwitch:
		return parseSwitch(k, text)
	case KindPath:
		return parsePath(k, text)
	case KindManagedBy:
		return parseManagedBy(map[string]any{"name": text})
	}
	return nil, unknown(string(k))
}

// read converts a decoded value to what parse returns. Text is accepted for every key,
// because registries and installers know little else. A number or bool is accepted only
// if it loses nothing: the server 0042 is not the number 42.
func read(k Key, v any) (any, error) {
	kind := k.Row().Kind
	switch v := v.(type) {
	case string:
		return parse(k, v)
	case bool:
		if kind == KindSwitch {
			return v, nil
		}
		return nil, Error{Key: k, Code: missingQuotes(kind)}
	case map[string]any:
		if kind == KindManagedBy {
			return parseManagedBy(v)
		}
	default:
		text, ok := wholeNumber(v)
		switch {
		case ok && (kind == KindSwitch || kind == KindNumber):
			return parse(k, text)
		case ok:
			return nil, Error{Key: k, Code: missingQuotes(kind)}
		}
	}
	return nil, Error{Key: k, Code: CodeWrongType}
}

// missingQuotes returns the code for a number or switch where another kind belongs. If
// that is text, the quotes are missing: tools that write JSON from YAML turn 0042 into
// the number 34 and off into false, and the original is lost.
func missingQuotes(kind Kind) string {
	if kind == KindNumber || kind == KindSwitch {
		return CodeWrongType
	}
	return CodeNotText
}

// wholeNumber returns a number's text for parse. A fraction is kept, so that parse
// refuses it as a number and not as a wrong type.
func wholeNumber(v any) (string, bool) {
	switch v := v.(type) {
	case json.Number:
		return v.String(), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case int:
		return strconv.Itoa(v), true
	case uint64:
		return strconv.FormatUint(v, 10), true
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatInt(int64(v), 10), true
		}
		return strconv.FormatFloat(v, 'g', -1, 64), true
	}
	return "", false
}

// Whole returns a decoded integer, and -1 for anything else.
func Whole(v any) int64 {
	text, _ := wholeNumber(v)
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

func parseManagedBy(m map[string]any) (any, error) {
	var by ManagedBy
	for name, v := range m {
		text, ok := v.(string)
		if !ok && v != nil {
			return nil, Error{Key: KeyManagedBy, Code: CodeWrongType}
		}
		text = strings.TrimSpace(text)
		if len(text) > maxText {
			return nil, refuse(KeyManagedBy, CodeTooLong, text)
		}
		if !utf8.ValidString(text) || strings.ContainsFunc(text, notPrintable) {
			return nil, refuse(KeyManagedBy, CodeWrongType, text)
		}
		switch name {
		case "name":
			by.Name = text
		case "contact":
			by.Contact = text
		case "link":
			if !isLink(text) {
				return nil, refuse(KeyManagedBy, CodeLinkFormat, text)
			}
			by.Link = text
		default:
			return nil, unknown(string(KeyManagedBy) + "." + name)
		}
	}
	return by, nil
}

func notPrintable(r rune) bool { return !unicode.IsPrint(r) }

// isLink accepts only links that run nothing on this machine when they are opened.
func isLink(s string) bool {
	if s == "" {
		return true
	}
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "https" && u.Host != "" || u.Scheme == "mailto" && u.Opaque != "")
}

// isEmpty reports whether a decoded value counts as unset.
func isEmpty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return strings.TrimSpace(v) == ""
	case map[string]any:
		for _, part := range v {
			if !isEmpty(part) {
				return false
			}
		}
		return true
	}
	return false
}

// at returns the address of k's field, or nil if there is no such setting.
func (v *Values) at(k Key) any {
	return map[Key]any{
		Server: &v.Server, AgentID: &v.AgentID, AgentIDFrom: &v.AgentIDFrom, Hotkey: &v.Hotkey, Language: &v.Language,
		Feedback: &v.Feedback, PressGapMS: &v.PressGap, TimeoutS: &v.Timeout, Proxy: &v.Proxy, Autostart: &v.Autostart, Warm: &v.Warm,
		CAFile: &v.CAFile, KeyManagedBy: &v.ManagedBy, AskAgentID: &v.AskAgentID, LockSettings: &v.LockSettings,
		HideQuit: &v.HideQuit, LogLevel: &v.LogLevel, RunWhere: &v.RunWhere, TokenStore: &v.TokenStore,
	}[k]
}

// unit is what a KindNumber counts.
func (k Key) unit() time.Duration {
	if k == TimeoutS {
		return time.Second
	}
	return time.Millisecond
}

// set stores the result of parse or read for k.
func (v *Values) set(k Key, x any) {
	switch field := v.at(k).(type) {
	case *string:
		*field = x.(string)
	case *bool:
		*field = x.(bool)
	case *time.Duration:
		*field = time.Duration(x.(int64)) * k.unit()
	case *Chord:
		*field = x.(Chord)
	case *ManagedBy:
		*field = x.(ManagedBy)
	}
}

// Text returns the value of k as a person would write it, in a form that [Validate]
// accepts: "on" or "off" for a switch, and the parts of managed_by separated by commas.
// It is "" if nothing is set.
func (v Values) Text(k Key) string {
	switch field := v.at(k).(type) {
	case *string:
		return *field
	case *bool:
		return onOff(*field)
	case *time.Duration:
		return strconv.FormatInt(int64(*field/k.unit()), 10)
	case *Chord:
		return field.String()
	case *ManagedBy:
		parts := []string{field.Name, field.Contact, field.Link}
		return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
	}
	return ""
}

func onOff(b bool) string {
	if b {
		return "on"
	}
	return "off"
}
