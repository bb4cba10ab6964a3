package words

import (
	"cmp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
)

// HelpDesk is whom "call IT" means on this machine: what IT wrote into managed_by.
// A nil HelpDesk, and one that nobody told anything, is "IT" without a name. Its
// methods may be called at the same time; a change counts for the next sentence.
type HelpDesk struct {
	// Find is asked once, if a sentence needs the help desk before Set was called:
	// a command that fails early has read no policy yet. It may call Set. It may be
	// nil.
	Find func()

	once  sync.Once
	known atomic.Pointer[string]
}

// maxShown is how many characters of a name or a contact stand in a sentence: a
// notification on Windows has 255 in all, and the outcome comes first.
const maxShown = 60

// Set says who it is. Both texts come from a policy and are data: what cannot be
// printed or is markup is left out, and each is cut. Link stands in for a contact.
func (d *HelpDesk) Set(name, contact, link string) {
	if d == nil {
		return
	}
	all := joined(", ", short(name), short(cmp.Or(contact, link)))
	d.known.Store(&all)
}

func (d *HelpDesk) text() string {
	if d == nil {
		return ""
	}
	d.once.Do(func() {
		if d.known.Load() == nil && d.Find != nil {
			d.Find()
		}
	})
	if all := d.known.Load(); all != nil {
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

// callsIT reports whether the sentence of an outcome ends in "call IT". That of a
// reason that is not known does, too.
func (w Words) callsIT(result, reason string) bool {
	if result != "not_toggled" {
		return false
	}
	switch reason {
	case "token_limit", "api_missing", "refused", "keychain_unreachable", "proxy", "proxy_password", "tls", "no_place", "mark":
		return true
	}
	_, known := w.coded("not_toggled", reason)
	return !known
}

// Desk is a help desk as it stands beside a setting that it set: its name, and how
// to reach it. It is empty where nobody gave a name.
func Desk(name, contact, link string) string {
	name, contact = short(name), short(cmp.Or(contact, link))
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

// MenuIT is the menu's line with the help desk; empty where there is none.
func (w Words) MenuIT() string {
	if who := w.IT.text(); who != "" {
		return w.text("menu.it", "Who", who)
	}
	return ""
}

// NotOneOf refuses a value that is none of the possible ones.
func (w Words) NotOneOf(subject, value string, choices []string) string {
	return w.text("not_one_of", "Subject", quoted(subject, value), "Choices", strings.Join(choices, ", "))
}

// NotText refuses a number or a switch where text belongs, as it comes out of YAML
// when its quotes were left out.
func (w Words) NotText(subject, example string) string {
	return w.text("not_text", "Subject", subject, "Example", quote(example))
}

// OutOfRange refuses a number that is too small or too large.
func (w Words) OutOfRange(subject, value string, lowest, highest int64) string {
	return w.text("out_of_range", "Subject", quoted(subject, value), "Lowest", strconv.FormatInt(lowest, 10), "Highest", strconv.FormatInt(highest, 10))
}

// quoted names a setting with the value that was refused.
func quoted(subject, value string) string {
	if value == "" {
		return subject
	}
	return subject + " " + quote(value)
}

func joined(between string, parts ...string) string {
	var all []string
	for _, p := range parts {
		if p != "" {
			all = append(all, p)
		}
	}
	return strings.Join(all, between)
}

// short makes a text from outside fit to stand in a sentence.
func short(s string) string {
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
