package words

import (
	"cmp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
)

// HelpDesk is the name and contact that "call IT" means on this machine, from
// managed_by. A nil or empty HelpDesk is "IT" without a name. Its methods may be called
// from several goroutines; a change counts from the next sentence on.
type HelpDesk struct {
	// Find is called once if a sentence needs the help desk before Set was called: a
	// command that fails early has not read the policy yet. It may call Set. It may be
	// nil.
	Find func()

	once sync.Once
	desk atomic.Pointer[string]
}

// maxShown limits the characters of a name or contact in a sentence: a notification on
// Windows has 255 in all, and the outcome comes first.
const maxShown = 60

// Set sets the help desk. The texts come from a policy and are not trusted: markup and
// what cannot be printed are removed, and each is cut. Link is used if there is no
// contact.
func (d *HelpDesk) Set(name, contact, link string) {
	if d == nil {
		return
	}
	all := joinNonEmpty(", ", sanitize(name), sanitize(cmp.Or(contact, link)))
	d.desk.Store(&all)
}

func (d *HelpDesk) text() string {
	if d == nil {
		return ""
	}
	d.once.Do(func() {
		if d.desk.Load() == nil && d.Find != nil {
			d.Find()
		}
	})
	if all := d.desk.Load(); all != nil {
		return *all
	}
	return ""
}

// callIT adds whom to call to a sentence that ends in "call IT", in any language.
func (w Words) callIT(s string) string {
	who := w.IT.text()
	if who == "" {
		return s
	}
	return strings.TrimSuffix(s, ".") + ": " + who
}

// needsIT reports whether the sentence of an outcome ends in "call IT". That of an
// unknown reason does too.
func (w Words) needsIT(result, reason string) bool {
	if result != "not_toggled" {
		return false
	}
	switch reason {
	case "token_limit", "api_missing", "refused", "keychain_unreachable", "proxy", "proxy_password", "tls", "no_place", "mark":
		return true
	}
	_, known := w.byCode("not_toggled", reason)
	return !known
}

// Desk is the help desk's text beside a setting that it set: name and contact, or ""
// without a name.
func Desk(name, contact, link string) string {
	name, contact = sanitize(name), sanitize(cmp.Or(contact, link))
	if name == "" || contact == "" {
		return name + contact
	}
	return name + " (" + contact + ")"
}

// LockedBy names who locked a setting without setting its value.
func (w Words) LockedBy(who string) string {
	if who == "" {
		return w.text("locked_by.it")
	}
	return w.text("locked_by", "Who", who)
}

// MenuIT is the menu's line with the help desk, or "".
func (w Words) MenuIT() string {
	if who := w.IT.text(); who != "" {
		return w.text("menu.it", "Who", who)
	}
	return ""
}

// NotOneOf refuses a value that is not one of the choices.
func (w Words) NotOneOf(subject, value string, choices []string) string {
	return w.text("not_one_of", "Subject", quoted(subject, value), "Choices", strings.Join(choices, ", "))
}

// NotText refuses a number or a switch where text belongs. YAML makes one of a text
// without quotes.
func (w Words) NotText(subject, example string) string {
	return w.text("not_text", "Subject", subject, "Example", quote(example))
}

// OutOfRange refuses a number that is too small or too large.
func (w Words) OutOfRange(subject, value string, lowest, highest int64) string {
	return w.text("out_of_range", "Subject", quoted(subject, value), "Lowest", strconv.FormatInt(lowest, 10), "Highest", strconv.FormatInt(highest, 10))
}

// quoted returns a setting with the value that was refused.
func quoted(subject, value string) string {
	if value == "" {
		return subject
	}
	return subject + " " + quote(value)
}

func joinNonEmpty(between string, parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, between)
}

// sanitize prepares a text from outside for a sentence.
func sanitize(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '&':
			return '+'
		case r == '<', r == '>', !unicode.IsPrint(r):
			return -1
		}
		return r
	}, s)
	if runes := []rune(strings.TrimSpace(s)); len(runes) > maxShown {
		return string(runes[:maxShown-1]) + "…"
	}
	return strings.TrimSpace(s)
}
