package words

import (
	"cmp"
	"strings"
	"unicode/utf8"
)

// The limits of a notification in characters, which every desktop shows whole. A line that
// is added (more presses, the third time) has the limit of a body of its own.
const (
	maxNoteTitle = 45
	maxNoteBody  = 90
)

// Press is what a notification has to know about the outcome of a press.
type Press struct {
	Result, Reason string
	AgentID        string // empty: none, or not known
	AfterUnknown   bool   // an earlier press is unknown and has not been looked at
	Crashed        bool   // of a process that died
	OnlyExtension  bool   // with the reason not_set_up: only the extension is missing
	AlsoIgnored    int    // presses that came while it was in flight
	ThirdUnknown   bool   // the third unclear answer in a row
}

// Note returns the notification of an outcome. The title says what to do or what is so, and
// ends with the extension; the body adds one sentence and does not repeat the title.
func (w Words) Note(p Press) (title, body string) {
	switch {
	case p.AfterUnknown && p.Result == "ignored":
		title, body = w.withExtension(p.AgentID, w.text("note.after_ignored_body"), w.text("note.unknown"))
	case p.AfterUnknown && p.Result == "not_toggled":
		title, body = w.withExtension(p.AgentID, w.text("note.after_not_toggled_body"), w.text("note.unknown"))
	case p.Result == "toggled":
		title, body = w.withExtension(p.AgentID, w.text("note.toggled_body"), w.text("note.toggled"))
	case p.Result == "not_toggled" && p.Reason == "not_set_up":
		title, body = w.SetupNote(p.AgentID, p.OnlyExtension)
	case p.Result == "not_toggled":
		title, body = w.notToggledNote(p.AgentID, p.Reason)
	case p.Result == "ignored":
		var known bool
		if title, known = w.byCode("note_ignored", p.Reason); !known {
			title = w.text("note.ignored")
		}
		if body, known = w.byCode("note_ignored", p.Reason+"_body"); !known {
			body = w.text("note.ignored_body")
		}
		title, body = w.withExtension(p.AgentID, body, title)
	case p.Crashed:
		title, body = w.text("note.unknown"), w.text("note.crashed_body")
	default:
		title, body = w.withExtension(p.AgentID, w.text("note.unknown_body"), w.text("note.unknown"))
	}
	lines := []string{body, w.AlsoIgnored(p.AlsoIgnored)}
	if p.ThirdUnknown {
		desk := w.IT.text()
		desk.name = cmp.Or(desk.name, w.text("it"))
		who := desk.within(maxNoteBody - utf8.RuneCountInString(w.callText("call_it", "")))
		lines = append(lines, w.callText("call_it", who))
	}
	return w.withPractice(title), joinNonEmpty("\n", lines...)
}

// SetupNote says that the program is not set up, and who can change that: the agent, or IT
// where server or token come from IT. The extension is always the agent's own.
func (w Words) SetupNote(agentID string, onlyExtension bool) (title, body string) {
	switch {
	case onlyExtension:
		return w.text("note.extension"), w.text("note.extension_body")
	case w.IT.Manages():
		return w.callNote(agentID, "note.not_set_up_it", w.text("note.not_set_up_it_body"))
	}
	return w.withExtension(agentID, w.text("note.not_set_up_body"), w.text("note.not_set_up"))
}

// notToggledNote is the notification of a press that changed nothing: the title names the
// one thing to do, the body the reason.
func (w Words) notToggledNote(agentID, reason string) (title, body string) {
	do := actionFor(reason, w.IT.Manages())
	if do == callIT {
		return w.callNote(agentID, "note_do.call_it", w.noteWhy(reason))
	}
	return w.withExtension(agentID, w.noteWhy(reason), w.text("note_do."+do))
}

// What to do after a press that changed nothing: the codes of the family note_do.
const (
	callIT         = "call_it"
	checkExtension = "check_extension"
	closePractice  = "close_practice"
	enterToken     = "enter_token"
	openSettings   = "open_settings"
	pressAgain     = "press_again"
	pressThere     = "press_there"
	signInAgain    = "sign_in_again"
	unlockKeychain = "unlock_keychain"
)

// actionFor decides what an agent can do about a press that changed nothing. Where IT
// manages the computer, token and settings are not the agent's work.
func actionFor(reason string, managed bool) string {
	switch reason {
	case "busy", "canceled", "connect", "dns", "keychain_timeout", "late", "mark":
		return pressAgain
	case "parameters":
		return checkExtension
	case "keychain_locked":
		return unlockKeychain
	case "keychain_unreachable":
		return signInAgain
	case "practice_open":
		return closePractice
	case "stood_down":
		return pressThere
	case "no_token", "token_invalid", "token_missing", "token_refused":
		if !managed {
			return enterToken
		}
	case "bad_setting", "invalid":
		if !managed {
			return openSettings
		}
	}
	return callIT
}

// noteWhy is the reason of a press that changed nothing, in one short sentence.
func (w Words) noteWhy(reason string) string {
	if s, ok := w.byCode("note_why", reason); ok {
		return s
	}
	return w.text("note_why.refused")
}

// withExtension ends the title with the extension; where it has no room, the extension is a
// line of the body.
func (w Words) withExtension(agentID, body, title string) (_, _ string) {
	title, whole := fitTitle(agentID, title)
	if whole {
		return title, body
	}
	return title, body + "\n" + w.Extension(agentID)
}

// callNote is a note that says to call IT: id is its title, with the help desk's name where
// that is short enough. What the title does not say of the help desk, the body does.
func (w Words) callNote(agentID, id, body string) (title, _ string) {
	desk := w.IT.text()
	titles := []string{w.callText(id, w.text("it"))}
	if desk.name != "" {
		titles = append([]string{w.callText(id, desk.name)}, titles...)
	}
	title, whole := fitTitle(agentID, titles...)
	if desk.name != "" && strings.HasPrefix(title, titles[0]) {
		desk.name = "" // the title has it
	}
	body = joinNonEmpty(" ", body, desk.within(maxNoteBody-utf8.RuneCountInString(body)-1))
	if !whole {
		body += "\n" + w.Extension(agentID)
	}
	return title, body
}

// within is name and contact in at most limit characters: both, else the contact.
func (t deskText) within(limit int) string {
	if both := nameAndContact(t.name, t.contact); fits(both, limit) {
		return both
	}
	return shorten(cmp.Or(t.contact, t.name), limit)
}

// callText is a text that says to call somebody.
func (w Words) callText(id, who string) string {
	title, _ := w.Language.catalog().text(id, []string{"IT", who})
	return title
}

// fitTitle returns the first title that has room for the extension, with it, and true; else
// the first that is short enough without it.
func fitTitle(agentID string, titles ...string) (title string, whole bool) {
	end := ""
	if agentID != "" {
		end = separator + agentID
	}
	for _, title := range titles {
		if fits(title+end, maxNoteTitle) {
			return title + end, true
		}
	}
	for _, title := range titles {
		if fits(title, maxNoteTitle) {
			return title, false
		}
	}
	return titles[len(titles)-1], false
}

func fits(s string, limit int) bool { return utf8.RuneCountInString(s) <= limit }

// shorten cuts a text to a number of characters.
func shorten(s string, limit int) string {
	r := []rune(s)
	switch {
	case len(r) <= limit:
		return s
	case limit < 2:
		return ""
	}
	return string(r[:limit-1]) + "…"
}
