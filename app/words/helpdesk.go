package words

import (
	"cmp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
)

// HelpDesk is the name and contact behind "call IT" on this computer, and whether IT manages it. A nil or
// empty HelpDesk is "IT" without a name, on a computer that nobody manages. Its methods may
// be called from several goroutines; a change counts from the next sentence on.
type HelpDesk struct {
	// Find is called once if a sentence needs the help desk before Set was called: a
	// command that fails early has not read the policy yet. It may call Set. It may be
	// nil.
	Find func()

	once sync.Once
	desk atomic.Pointer[deskText]
}

// deskText has the texts of a help desk, ready to be shown.
type deskText struct {
	name, contact string
	manages       bool
}

// maxShown limits the characters of a name or contact in a sentence: a notification on
// Windows has 255 in all, and the outcome comes first.
const maxShown = 60

// Set sets the help desk. The texts come from a policy and are not trusted: markup and
// what cannot be printed are removed, and each is cut. Link is used if there is no
// contact. Manages says that server or token come from IT, so that an agent reads to
// call IT about them.
func (d *HelpDesk) Set(name, contact, link string, manages bool) {
	if d == nil {
		return
	}
	d.desk.Store(&deskText{sanitize(name), sanitize(cmp.Or(contact, link)), manages})
}

func (d *HelpDesk) text() deskText {
	if d == nil {
		return deskText{}
	}
	d.once.Do(func() {
		if d.desk.Load() == nil && d.Find != nil {
			d.Find()
		}
	})
	if t := d.desk.Load(); t != nil {
		return *t
	}
	return deskText{}
}

// Manages reports whether server or token come from IT on this computer.
func (d *HelpDesk) Manages() bool { return d.text().manages }

// it is the help desk as the object of "call": "IT", or the help desk's name and contact.
func (w Words) it() string {
	t := w.IT.text()
	return nameAndContact(cmp.Or(t.name, w.text("it")), t.contact)
}

// Desk is the help desk's text beside a setting that it set: name and contact, or ""
// without a name.
func Desk(name, contact, link string) string {
	return nameAndContact(sanitize(name), sanitize(cmp.Or(contact, link)))
}

func nameAndContact(name, contact string) string {
	if name == "" || contact == "" {
		return name + contact
	}
	return name + " (" + contact + ")"
}

// LockedAll names who locked all settings, without setting their values.
func (w Words) LockedAll(who string) string {
	if who == "" {
		return w.text("locked_all.it")
	}
	return w.text("locked_all", "Who", who)
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
	t := w.IT.text()
	if who := joinNonEmpty(", ", t.name, t.contact); who != "" {
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
