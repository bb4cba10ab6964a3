package words

import "fmt"

// Usage wraps what is wrong with a command line.
func (w Words) Usage(what string) string {
	return what + ". See: wolkvox-hold help"
}

// UnknownCommand names a command that does not exist.
func (w Words) UnknownCommand(name string) string {
	return w.Usage("there is no command " + quote(name))
}

// TokenAsArgument refuses a token on the command line.
func (w Words) TokenAsArgument() string {
	return "a token is never given as an argument, where every program can read it: " +
		"run wolkvox-hold token set and paste it, or pipe it into standard input"
}

// TokenPrompt asks on a terminal, without echo.
func (w Words) TokenPrompt() string { return "Token (not shown): " }

// TokenStored, TokenCleared and the rest answer the token command.
func (w Words) TokenStored() string { return "the token is stored in the keychain" }

// TokenCleared says that no token is left.
func (w Words) TokenCleared() string { return "the token is cleared from the keychain" }

// TokenPresent says that there is one, never which.
func (w Words) TokenPresent() string { return "a token is stored" }

// NotRunning says that no resident runs.
func (w Words) NotRunning() string { return Product + " is not running. Start it with: wolkvox-hold" }

// RunningElsewhere says where the first copy runs.
func (w Words) RunningElsewhere(session string) string {
	if session == "" {
		return Product + " runs already for this user"
	}
	return Product + " runs already for this user, in " + session
}

// Quitting confirms the quit command.
func (w Words) Quitting() string { return Product + " ended" }

// QuitSilent says that quit was asked for, and not confirmed.
func (w Words) QuitSilent() string {
	return Product + " was asked to end and has not yet. Look again with: wolkvox-hold status"
}

// QuitAll says how many copies ended, whoever's they were.
func (w Words) QuitAll(ended int) string {
	switch ended {
	case 0:
		return Product + ": no copy of it was running that could be reached"
	case 1:
		return Product + ": one copy ended"
	}
	return fmt.Sprintf("%s: %d copies ended", Product, ended)
}

// QuitAllLeft names a copy that still runs. User is what Windows calls a SID.
func (w Words) QuitAllLeft(user string, session uint32) string {
	return fmt.Sprintf("%s of user %s in session %d has not ended. End it in Task Manager", Product, user, session)
}

// QuitAllBlind says that nobody can tell what runs.
func (w Words) QuitAllBlind() string { return "the running programs cannot be listed. Try again" }

// NoPlace says that no lock can be made.
func (w Words) NoPlace() string {
	return "no folder for the lock can be written (tried the runtime and state folders). Free some disk space or check their permissions"
}

// SettingsSaved confirms a change.
func (w Words) SettingsSaved(key, value string) string { return key + " = " + value }

// SettingsUnset confirms that a user's own value is gone.
func (w Words) SettingsUnset(key, value, origin string) string {
	return key + " is unset; now " + quote(value) + " (" + origin + ")"
}

// NoWindow says what to do where the settings window cannot open.
func (w Words) NoWindow() string {
	return "the settings window cannot open here (it needs a display with OpenGL and the program wolkvox-hold-window). " +
		"Use instead: wolkvox-hold config set KEY VALUE and wolkvox-hold token set"
}

// NoOpenGL is what the window program says in a box of its own where Windows has
// no OpenGL, which is common on remote desktops.
func (w Words) NoOpenGL() string {
	return "The settings window cannot open here: this desktop has no OpenGL 2.1, as is common on remote desktops.\n\n" +
		"Wolkvox Hold itself goes on; hotkey and tray icon work. Settings can be changed in a terminal:\n\n" +
		"wolkvox-hold config set agent_id 12345\n" +
		"wolkvox-hold token set\n\n" +
		"IT can set them by policy, or place a software OpenGL beside wolkvox-hold-window.exe (see README)."
}

// ExtensionByCommand says how to change the extension without a window.
func (w Words) ExtensionByCommand() string {
	return "change the extension with: wolkvox-hold config set agent_id 12345"
}

// PracticeNotRunning says that practice has to be started first.
func (w Words) PracticeNotRunning() string {
	return "PRACTICE: practice is not running. Start it with: wolkvox-hold practice"
}

// CheckStep says how one step of the connection test went.
func (w Words) CheckStep(name string, ok bool) string {
	step := map[string]string{
		"dns":     "address of wolkvox",
		"proxy":   "way through the proxy",
		"connect": "connection",
		"tls":     "encryption and certificate",
	}[name]
	if step == "" {
		step = name
	}
	if ok {
		return step + ": well"
	}
	if notToggled[name] != "" && callsIT("not_toggled", name) {
		return w.callIT(step + ": failed. " + capital(notToggled[name]))
	}
	return step + ": failed. " + capital(notToggled[name])
}

// ProxyFrom says whether there is a proxy and who set it. Source is a code of
// app/proxy, or setting, unusable, slow.
func (w Words) ProxyFrom(source string) string {
	switch source {
	case "setting":
		return "proxy: by the setting proxy"
	case "script":
		return "proxy: by the system's proxy script"
	case "settings":
		return "proxy: by the system's settings"
	case "environment":
		return "proxy: by the environment"
	case "unusable":
		return "the system names a proxy that cannot be used: it must speak HTTP. Call IT, or use: wolkvox-hold config set proxy"
	case "slow":
		return "the system's proxy was not found within 5 seconds (a proxy script?); a press waits for it only 3. Call IT, or use: wolkvox-hold config set proxy"
	}
	return "proxy: none"
}

// Short descriptions of the commands, for help.
func (w Words) Help(command string) string {
	return map[string]string{
		"wolkvox-hold": "Toggle hold for your wolkvox extension with one key",
		"practice":     "Try it against the built-in pretend server: nothing leaves this machine",
		"p-toggle":     "Press once in the running practice",
		"p-quit":       "End the running practice",
		"toggle":       "Toggle hold now, once",
		"status":       "Tell what runs, the last outcome and what is missing",
		"quit":         "End the resident program; a press in flight is finished first",
		"all-sessions": "end it in all sessions: your own, or as the SYSTEM account those of all users",
		"settings":     "Open the settings window",
		"extension":    "only the small window for the extension",
		"config":       "Show or change settings",
		"show":         "Show all settings and where each value comes from",
		"get":          "Print one setting",
		"set":          "Change one setting",
		"unset":        "Drop your own value of one setting",
		"token":        "Store, clear or look for the token in the keychain",
		"t-set":        "Store the token: from standard input, or asked for without echo",
		"t-clear":      "Remove the token from the keychain",
		"t-status":     "Tell whether a token is stored, never which",
		"doctor":       "Check everything that can stop a press; never toggles",
		"version":      "Print the version",
		"help":         "Tell how a command is called",
		"completion":   "Print what lets bash, zsh, fish or powershell complete commands",
		"background":   "start without opening a window (autostart)",
		"json":         "print one JSON object",
	}[command]
}

// Call says how a command is called.
func (w Words) Call(path string) string { return "it is called as: " + path }

// HelpHead stands before the parts of a page of help: how the command is called,
// the commands below it, its flags.
func (w Words) HelpHead(part string) string {
	return map[string]string{"call": "Usage:", "commands": "Commands:", "flags": "Flags:"}[part]
}

// LongHelp tells the exit codes.
func (w Words) LongHelp() string {
	return "One key toggles hold for the call of your wolkvox extension; a notification tells the outcome.\n" +
		"Without a command the program starts in the tray.\n\n" +
		"Exit codes: 0 done (toggle: toggled), 1 failed (toggle: not toggled), 2 wrong usage or value,\n" +
		"3 unknown, 4 ignored. Not an official wolkvox product."
}

// LogIn says where the log is, for desktops that cannot open a folder.
func (w Words) LogIn(folder string) string { return "the log is in " + folder }

// PracticeNoSettings says why practice has no settings window.
func (w Words) PracticeNoSettings() string {
	return w.mark("practice has no settings of its own; yours are untouched")
}

// PracticeRuns says that practice is there already.
func (w Words) PracticeRuns() string {
	return w.mark("practice runs already. Press in it, or end it with: wolkvox-hold practice quit")
}

// PracticeFailed says that the pretend server could not start.
func (w Words) PracticeFailed() string {
	return w.mark("the pretend server could not start on this machine's loopback address")
}

// Running is the first line of status.
func (w Words) Running(version, extension string) string {
	return Product + " " + version + " is running, " + extension
}

// StatusHotkey names the live backend and when it last fired.
func (w Words) StatusHotkey(chord, backend, last string) string {
	if chord == "" {
		return "hotkey: none (" + backend + ")"
	}
	if last == "" {
		return "hotkey: " + chord + " (" + backend + "), not pressed yet"
	}
	return "hotkey: " + chord + " (" + backend + "), last pressed " + last
}

// StatusOutcome is the last outcome, with its time.
func (w Words) StatusOutcome(result, reason, at string) string {
	if result == "" {
		return "last outcome: none yet"
	}
	return "last outcome: " + w.outcome(result, reason) + " (" + at + ")"
}

// StatusMissing heads what is missing.
func (w Words) StatusMissing(what string) string { return "missing: " + what }

// MissingSetting names what has to be set before a press can be sent.
func (w Words) MissingSetting(key string) string {
	return map[string]string{
		"server":   "no server is set. Set it with: wolkvox-hold config set server 0042",
		"agent_id": "no extension is set. Set it with: wolkvox-hold config set agent_id 12345",
	}[key]
}

// Finding is one line of doctor.
func (w Words) Finding(state, text, detail string) string {
	head := map[string]string{"ok": "well     ", "warning": "look     ", "trouble": "TROUBLE  ", "": "         "}[state]
	if detail != "" {
		text += " (" + detail + ")"
	}
	return head + text
}

// DoctorTrouble ends a doctor that found something that stops presses.
func (w Words) DoctorTrouble() string {
	return "a press cannot work until the lines marked TROUBLE are mended"
}

// SettingsWell says that nothing is wrong with the settings.
func (w Words) SettingsWell() string { return "settings are complete" }

// AutostartFailed says that the log-on entry could not be changed.
func (w Words) AutostartFailed() string {
	return "the setting is saved, but the desktop's autostart entry could not be changed. Check disk space and permissions"
}

// AutostartOff says why --background starts nothing.
func (w Words) AutostartOff() string {
	return "autostart is switched off, so nothing is started with --background. Start it with: wolkvox-hold"
}

// CAFileUnreadable says that IT's root certificates are not used.
func (w Words) CAFileUnreadable() string {
	return w.callIT("ca_file cannot be read or holds no certificate, so only the system's certificates count. Tell IT")
}

// EmptyValue refuses to set a setting to nothing.
func (w Words) EmptyValue(key string) string {
	return key + ": the value is empty. To drop your own value use: wolkvox-hold config unset " + key
}
