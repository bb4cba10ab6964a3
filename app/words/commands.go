package words

import (
	"strconv"
	"strings"
	"time"
)

// Usage says that a command line is wrong, and why.
func (w Words) Usage(what string) string { return w.text("usage", "What", what) }

// UnknownCommand names a command that does not exist.
func (w Words) UnknownCommand(name string) string {
	return w.Usage(w.text("unknown_command", "Name", quote(name)))
}

// BadFlag names a flag that does not exist or has a bad value.
func (w Words) BadFlag(flag string) string { return w.Usage(w.text("bad_flag", "Flag", quote(flag))) }

// TokenAsArgument refuses a token on the command line.
func (w Words) TokenAsArgument() string { return w.text("token.as_argument") }

// TokenPrompt asks for the token on a terminal, which does not show it.
func (w Words) TokenPrompt() string { return w.text("token.prompt") + " " }

// TokenStored says that the token is stored.
func (w Words) TokenStored() string { return w.text("token.stored") }

// TokenCleared says that no token is left.
func (w Words) TokenCleared() string { return w.text("token.cleared") }

// TokenPresent says that there is a token, without showing it.
func (w Words) TokenPresent() string { return w.text("token.present") }

// TokenInFile follows either of the two where the token is in no keychain.
func (w Words) TokenInFile() string { return w.text("token.in_file") }

// TokenTrouble says why a text was not stored as the token. The old one is kept.
func (w Words) TokenTrouble(code string) string {
	why, ok := w.byCode("token_trouble", code)
	if !ok {
		why = w.text("token_trouble.token_characters")
	}
	return w.text("token_kept", "Why", why)
}

// TokenCleaned says that a part of the pasted text was not stored.
func (w Words) TokenCleaned() string { return w.text("token_cleaned") }

// TokenSetAt says that there is a token, and when it was stored.
func (w Words) TokenSetAt(at time.Time) string {
	return w.text("token_since", "Time", at.Format("2006-01-02 15:04"))
}

// NotRunning says that no resident runs.
func (w Words) NotRunning() string { return w.text("not_running") }

// RunningElsewhere says where the first copy runs.
func (w Words) RunningElsewhere(session string) string {
	if session == "" {
		return w.text("running_already")
	}
	return w.text("running_elsewhere", "Session", session)
}

// ElsewhereTitle is the title of Elsewhere, for the screen of a second session.
func (w Words) ElsewhereTitle() string { return w.text("elsewhere.title") }

// Elsewhere says where the first copy runs, and what to do.
func (w Words) Elsewhere(session string) string { return w.text("elsewhere.body", "Session", session) }

// Elevated says that the program runs with an administrator's rights.
func (w Words) Elevated() string { return w.text("elevated") }

// LockLost says that another copy has replaced this one.
func (w Words) LockLost() string { return w.text("lock_lost") }

// Quitting confirms the quit command.
func (w Words) Quitting() string { return w.text("quit.done") }

// QuitSilent says that quit was requested but not confirmed.
func (w Words) QuitSilent() string { return w.text("quit.silent") }

// QuitAll says how many copies ended, of all users.
func (w Words) QuitAll(ended int) string {
	if ended == 0 {
		return w.text("quit.none")
	}
	return w.count("quit.all", ended)
}

// QuitAllLeft names a copy that still runs. User is a SID.
func (w Words) QuitAllLeft(user string, session uint32) string {
	return w.text("quit.left", "User", user, "Session", strconv.Itoa(int(session)))
}

// QuitAllBlind says that the running copies cannot be listed.
func (w Words) QuitAllBlind() string { return w.text("quit.blind") }

// NoPlace says that no lock can be made.
func (w Words) NoPlace() string { return w.text("no_place") }

// SettingsSaved confirms a change.
func (w Words) SettingsSaved(key, value string) string { return key + " = " + value }

// SavedNotUsed says that a change is saved and the running resident may not use it.
func (w Words) SavedNotUsed() string { return w.text("saved_not_used") }

// SettingsUnset confirms that a user's own value was removed.
func (w Words) SettingsUnset(key, value, origin string) string {
	return w.text("unset", "Key", key, "Value", quote(value), "Origin", w.Origin(origin))
}

// NoWindow says what to do if the settings window cannot open.
func (w Words) NoWindow() string { return w.text("no_window") }

// NoOpenGL is for the message box of the window program on Windows without OpenGL,
// which is common on remote desktops.
func (w Words) NoOpenGL() string { return w.text("no_opengl") }

// ExtensionByCommand says how to change the extension without a window.
func (w Words) ExtensionByCommand() string { return w.text("extension.by_command") }

// PracticeNotRunning says that practice has to be started first.
func (w Words) PracticeNotRunning() string {
	w.Practice = true
	return w.withPractice(capitalize(w.text("not_toggled.practice_not_running")))
}

// CheckStep gives the result of one step of the connection test.
func (w Words) CheckStep(name string, ok bool) string {
	step, known := w.byCode("check", name)
	if !known {
		step = name
	}
	if ok {
		return w.text("check_well", "Step", step)
	}
	why, known := w.byWho("not_toggled", name)
	if !known {
		return w.text("check_failed_it", "Step", step)
	}
	return w.text("check_failed", "Step", step, "Why", capitalize(why))
}

// ReasonProxyPassword is the reason proxy of a press that a proxy stopped because it wants
// a password.
const ReasonProxyPassword = "proxy_password"

// CheckProxyPassword is that reason for a connection test.
func (w Words) CheckProxyPassword() string { return w.text("check_proxy_password") }

// ProxyFrom says whether there is a proxy and who set it. Source is a code of
// app/proxy, or setting, unusable, slow.
func (w Words) ProxyFrom(source string) string {
	if s, ok := w.byCode("proxy", source); ok {
		return s
	}
	return w.text("proxy")
}

// Help describes a command or a flag in one line.
func (w Words) Help(command string) string {
	s, _ := w.byCode("help", command)
	return s
}

// Call shows how to type a command.
func (w Words) Call(path string) string { return w.text("call", "Path", path) }

// HelpHead is the heading of a part of a help page: how to type the command, the
// commands below it, its flags.
func (w Words) HelpHead(part string) string {
	s, _ := w.byCode("help_head", part)
	return s
}

// LongHelp explains the exit codes.
func (w Words) LongHelp() string { return w.text("long_help") }

// LogIn says where the log is, for desktops that cannot open a folder.
func (w Words) LogIn(folder string) string { return w.text("log_in", "Folder", folder) }

// PracticeNoSettings says why practice has no settings window.
func (w Words) PracticeNoSettings() string { return w.withPractice(w.text("practice.no_settings")) }

// PracticeRuns says that practice runs already.
func (w Words) PracticeRuns() string { return w.withPractice(w.text("practice.runs")) }

// PracticeFailed says that the pretend server could not start.
func (w Words) PracticeFailed() string { return w.withPractice(w.text("practice.failed")) }

// Running is the first line of status.
func (w Words) Running(version, extension string) string {
	return w.text("running", "Version", version, "Extension", extension)
}

// StatusHotkey names the hotkey, its backend, and when it was last pressed.
func (w Words) StatusHotkey(chord, backend, last string) string {
	switch {
	case chord == "":
		return w.text("status.no_hotkey", "Backend", backend)
	case last == "":
		return w.text("status.hotkey_unpressed", "Chord", chord, "Backend", backend)
	}
	return w.text("status.hotkey", "Chord", chord, "Backend", backend, "Time", last)
}

// StatusOutcome is the last outcome, with its time.
func (w Words) StatusOutcome(result, reason, at string) string {
	if result == "" {
		return w.text("status.no_outcome")
	}
	return w.text("status.outcome", "Outcome", w.outcome(result, reason), "Time", at)
}

// StatusMissing introduces what is missing.
func (w Words) StatusMissing(what string) string { return w.text("status.missing", "What", what) }

// MissingSetting names what has to be set before a press can be sent.
func (w Words) MissingSetting(key string) string {
	s, _ := w.byWho("missing", key)
	return s
}

// Finding is one line of doctor. What was found has no full stop, since a detail may follow.
func (w Words) Finding(state, text, detail string) string {
	head, _ := w.byCode("finding", state)
	if state != "" {
		text = strings.TrimSuffix(text, ".")
	}
	if detail != "" {
		text += " (" + detail + ")"
	}
	for n := len([]rune(head)); n < findingWidth; n++ {
		head += " "
	}
	return head + text
}

// findingWidth is the column, in characters, where doctor's sentences begin.
const findingWidth = 9

// DoctorTrouble is doctor's last line if it found something that stops presses.
func (w Words) DoctorTrouble() string {
	head, _ := w.byCode("finding", "trouble")
	return w.text("doctor_trouble", "Trouble", head)
}

// SettingsWell says that nothing is wrong with the settings.
func (w Words) SettingsWell() string { return w.text("settings_well") }

// AutostartFailed says that the autostart entry could not be changed.
func (w Words) AutostartFailed() string { return w.text("autostart.failed") }

// AutostartOff says why --background starts nothing.
func (w Words) AutostartOff() string { return w.text("autostart.off") }

// CAFileUnreadable says that IT's root certificates are not used.
func (w Words) CAFileUnreadable() string { return w.text("ca_file_unreadable") }

// EmptyValue refuses an empty value for a setting.
func (w Words) EmptyValue(key string) string { return w.text("empty_value", "Key", key) }
