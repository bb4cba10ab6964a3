package words

// Found says what doctor found, by its stable code.
func (w Words) Found(code string) string {
	if s, ok := found[code]; ok {
		return s
	}
	return code
}

// Advice says what to do about it; empty where there is nothing to do.
func (w Words) Advice(code string) string { return advice[code] }

// WhatToDo heads an advice.
func (w Words) WhatToDo(advice string) string { return "what to do: " + advice }

// Masked is an extension of which only the end is shown: enough to compare, in what
// may be sent on.
func (w Words) Masked(agentID string) string {
	if len(agentID) < 4 {
		return "***"
	}
	return "***" + agentID[len(agentID)-2:]
}

// BundleHelp describes the flag.
func (w Words) BundleHelp() string {
	return "also write report, log and settings into a new zip FILE to send on; refused if the token is in it"
}

// BundleWritten says that the bundle is there.
func (w Words) BundleWritten(path string) string {
	return "the bundle is in " + path + ". It holds this report, the settings and what there is of the log; the token was looked for and is not in it"
}

// BundleNoToken says that there was no token to look for.
func (w Words) BundleNoToken(path string) string {
	return "the bundle is in " + path + ". It holds this report, the settings and what there is of the log; no token is stored here, so there was none to look for"
}

// BundleWithoutLog says why the log is missing.
func (w Words) BundleWithoutLog(path string) string {
	return "the bundle is in " + path + ", without the log: the keychain gave no token, so nobody could look for it there. " +
		"Once the keychain is mended, write another one"
}

// BundleRefused says why there is no bundle, and what to do. Code is exists, secret,
// too_big, empty or failed; file is the part of the bundle that a secret was found in.
func (w Words) BundleRefused(code, path, file string) string {
	switch code {
	case "exists":
		return "the bundle was not written: " + path + " exists and is left as it is. Give another name"
	case "secret":
		if file == "" {
			return "the bundle was not written: the token stands in the name that was given for it. Give another name"
		}
		return "the bundle was not written: the token stands in " + file + ". Delete that file, send nothing, and tell IT: the token has to be replaced"
	case "too_big":
		return "the bundle was not written: its content is over 16 MiB. Move the log away and try again"
	case "empty":
		return "--bundle needs the name of a file that does not exist yet, such as wolkvox-hold.zip"
	}
	return "the bundle could not be written to " + path + ", and nothing of it is left there. Check folder, disk space and permissions"
}

var found = map[string]string{
	"program_ok":    "program",
	"check_slow":    "this check did not end in time",
	"settings_from": "settings that are not as built in, and where they come from",

	"settings_torn":         "the settings file cannot be understood; it is left in place and built-in values serve",
	"settings_unreachable":  "the settings file cannot be read; presses go on with what is known",
	"settings_nowhere":      "there is no place for this user's settings: HOME (APPDATA on Windows) names no folder",
	"server_missing":        "no server is set",
	"agent_id_missing":      "no extension is set",
	"agent_id_env_empty":    "no extension: the environment variable that should name it is empty in this log-on",
	"agent_id_env_value":    "no extension: the environment variable that should name it holds something else",
	"agent_id_not_answered": "no extension: it is asked for each day, and was not given today",

	"token_ok":             "a token is stored, and it is well formed",
	"token_missing":        "no token is stored",
	"token_invalid":        "what the keychain holds is not a token (other text, or in another encoding)",
	"keychain_locked":      "the keychain is locked",
	"keychain_timeout":     "the keychain did not answer in time",
	"keychain_unreachable": "the keychain cannot be reached",

	"session_ok":            "the session is one in which presses are wanted",
	"session_stands_down":   "presses are not wanted in this session",
	"session_both_serve":    "a copy on the agent's own computer and this one may both serve",
	"hotkey_steps":          "how to set the hotkey in the desktop's own settings",
	"session_bus_missing":   "there is no session bus, and with it no keychain, no tray icon and no notification",
	"session_bus_elsewhere": "this log-on has no session bus; the running program has its own",

	"proxy_unreachable": "the proxy cannot be reached",
	"proxy_password":    "the proxy asks for a password (407)",
	"proxy_refused":     "the proxy refuses the way to wolkvox",
	"proxy_certificate": "the certificate of the https proxy itself cannot be trusted",
	"proxy_timeout":     "the proxy does not answer",
	"proxy_failed":      "the proxy gave no answer that could be understood",

	"dns_not_found": "the name of the wolkvox server does not exist here",
	"dns_timeout":   "the name server does not answer",
	"dns_failed":    "the name of the wolkvox server could not be looked up",

	"connect_refused": "the connection to wolkvox is refused",
	"connect_timeout": "the connection to wolkvox gets no answer",
	"connect_failed":  "there is no way to wolkvox",

	"tls_expired":       "by this computer's clock the certificate of wolkvox is over",
	"tls_not_yet_valid": "by this computer's clock the certificate of wolkvox has not begun: the clock is behind",
	"tls_name":          "what answers in wolkvox' place shows a certificate for another name",
	"tls_authority":     "the certificate in wolkvox' place was issued by an authority that this computer does not trust",
	"tls_no_tls":        "what answers in wolkvox' place does not speak TLS",
	"tls_timeout":       "the connection stands, but the TLS handshake gets no answer",
	"tls_closed":        "the connection stands, but it is cut off in the TLS handshake",
	"tls_failed":        "the TLS handshake with wolkvox failed",
	"tls_inspected":     "a TLS-inspecting proxy opens the connection: the certificate in wolkvox' place was made by a private authority",
	"network_slow":      "the connection took more than 3 seconds, and a press is given up after 3",

	"clock_ok":   "this computer's clock fits the certificate of wolkvox (a difference of minutes would not show here)",
	"clock_back": "this computer's clock was set back: the log is from the future",

	"resident_not_running": "Wolkvox Hold is not running, so there is no hotkey and no icon; the command toggle works",
	"resident_silent":      "Wolkvox Hold runs but does not answer, so presses by command are not sent",
	"resident_foreign":     "the local channel belongs to another user",
	"resident_version":     "the running program is of another version than this one",
	"resident_protocol":    "the running program is of another version, and this one cannot talk to it",

	"hotkey_free":       "the hotkey is free",
	"hotkey_no_display": "no desktop is seen from here, so nothing can be said about the hotkey",
	"tray_ok":           "the desktop shows tray icons",

	"notifications_ok":      "notifications are shown",
	"notifications_unused":  "notifications are not wanted (feedback is icon)",
	"notifications_missing": "no notification daemon answers, so outcomes are told by the icon alone",

	"autostart_ok":      "the program starts with the log-on",
	"autostart_chosen":  "autostart is switched off, by choice",
	"autostart_off":     "the program does not start with the log-on",
	"autostart_missing": "autostart is on, but the desktop has no entry that starts the program",
	"autostart_unknown": "whether the program starts with the log-on could not be found out",

	"window_ok":        "the settings window is there, in the same version",
	"window_missing":   "the program of the settings window is not beside this one",
	"window_version":   "the program of the settings window is of another version",
	"window_broken":    "the program of the settings window does not start",
	"window_no_opengl": "this display has no OpenGL, so the settings window cannot open",

	"log_ok":         "the log can be written",
	"log_unwritable": "the folder of the log cannot be written",
	"log_full":       "no space is left in the folder of the log",
	"log_space":      "less than 8 MB are left in the folder of the log",
	"lock_ok":        "the lock that keeps presses apart can be taken",
	"lock_place":     "no folder for the lock can be written, and without the lock no press is sent",
}

var advice = map[string]string{
	"check_slow":    "Try again. If it stays, a network share or a service of the desktop hangs: call IT.",
	"settings_torn": "Save the settings once in the window or with wolkvox-hold config set; the old file is copied aside first.",

	"settings_unreachable": "Check the file's permissions, and the network share if it lies on one.",
	"settings_nowhere":     "Set HOME (APPDATA on Windows) to the whole path of the home folder.",
	"server_missing":       "wolkvox-hold config set server 0042 (with your own number), or IT sets it by policy.",
	"agent_id_missing":     "wolkvox-hold config set agent_id 12345 (with your own extension).",
	"ca_file_unreadable":   "IT: put the proxy's root certificate, in PEM, where the policy says, readable by all.",

	// Of settings, by what is wrong and where it stands.
	"setting_in_policy":     "IT: correct the value in the policy. Meanwhile the next origin serves.",
	"setting_in_file":       "Correct it with wolkvox-hold config set, or drop it with wolkvox-hold config unset.",
	"setting_in_machine":    "IT: correct the value that the installer was given. Meanwhile the next origin serves.",
	"agent_id_for_all":      "IT: remove agent_id here and name a variable of the log-on by agent_id_from, or let each person set their own.",
	"agent_id_env_value":    "IT: put the extension, digits only, into that variable in the log-on script, then log on again. An older extension is never used in its place.",
	"agent_id_not_answered": "Give it in the menu of the tray icon, or: wolkvox-hold config set agent_id 12345 (with your own extension).",
	"agent_id_env_empty":    "IT: set that variable in the log-on script, then log on again. An older extension is never used in its place.",
	"setting_policy_only":   "Remove it from here; IT sets it by policy.",
	"setting_unknown":       "Check the spelling, or remove it; see wolkvox-hold config show.",
	"policy_unsafe":         "IT: give file and folder to root with nobody else writing (chown root:root, chmod 644 and 755), no links. Until then nothing in it counts.",
	"policy_broken":         "IT: mend the file; it holds one JSON object of keys and values. Until then nothing in it counts.",
	"policy_value":          "IT: write that value again, as text or a number. The others count.",

	"token_missing":        "wolkvox-hold token set, and paste the token.",
	"token_invalid":        "wolkvox-hold token set, and paste the token again.",
	"keychain_locked":      "Unlock it: log on to the desktop, or open the keychain's own program. Then try again.",
	"keychain_timeout":     "Try again; a prompt may be waiting on the desktop.",
	"keychain_unreachable": "On Linux start a Secret Service (gnome-keyring or KeePassXC) in the desktop session; elsewhere log on again, then call IT.",

	"session_bus_missing": "Start it inside the desktop session. Over ssh, set DBUS_SESSION_BUS_ADDRESS to that of the desktop (often unix:path=/run/user/UID/bus).",

	"proxy_slow":        "IT: look at the proxy script, or name the proxy by the setting proxy.",
	"proxy_unreachable": "Check the proxy's address and port (setting proxy, or HTTPS_PROXY); IT: is it up?",
	"proxy_password":    "IT: let wolkvox' host through without a password. This program gives a proxy no password of its own.",
	"proxy_refused":     "IT: allow CONNECT to the wolkvox host, port 443.",
	"proxy_unusable":    "Name a proxy that speaks HTTP: wolkvox-hold config set proxy http://proxy.example:3128, or none.",
	"proxy_certificate": "IT: set ca_file by policy to the root certificate of the proxy, or use its http address.",
	"proxy_timeout":     "Check the proxy's address and port; IT: is it up?",
	"proxy_failed":      "Check that the address is that of an HTTP proxy.",

	"dns_not_found": "Check the setting server, then the network (a VPN that is off?); IT: can this computer look up outside names?",
	"dns_timeout":   "Check the network; IT: look at the name server.",
	"dns_failed":    "Check the network; IT: look at the name server.",

	"connect_refused": "IT: allow the wolkvox host, port 443, in the firewall, or name the proxy that leads there.",
	"connect_timeout": "IT: allow the wolkvox host, port 443, in the firewall, or name the proxy that leads there.",
	"connect_failed":  "Check the network (cable, Wi-Fi, VPN).",

	"tls_expired":       "Compare this computer's date and time with a telephone. If they are right, call IT: wolkvox or a proxy shows an old certificate.",
	"tls_not_yet_valid": "Set this computer's date and time (switch on automatic time).",
	"tls_name":          "Open a web page: a Wi-Fi that wants a log-on answers in place of others. Else IT: look at DNS and proxy.",
	"tls_authority":     "If the issuer is your company's proxy, IT: exempt the wolkvox host from inspection, or set ca_file by policy. Else do not trust this network.",
	"tls_no_tls":        "Open a web page: a Wi-Fi that wants a log-on answers in place of others. Else IT: look at firewall and proxy.",
	"tls_timeout":       "IT: does the firewall let TLS to the wolkvox host through, or look into it?",
	"tls_closed":        "IT: does the firewall let TLS to the wolkvox host through, or look into it?",
	"tls_failed":        "IT: TLS 1.2 or newer must get through to the wolkvox host.",
	"tls_inspected":     "Presses work. IT: exempt the wolkvox host from inspection, since nobody can see here what such a proxy repeats or keeps.",
	"network_slow":      "Check the network; IT: is a proxy or VPN overloaded?",

	"clock_back": "Compare this computer's date and time with a telephone, and set them (switch on automatic time).",

	"resident_not_running": "Start it with: wolkvox-hold",
	"resident_silent":      "Quit and start it again: wolkvox-hold quit, or end it in the task manager; then wolkvox-hold.",
	"resident_foreign":     "Call IT: a program of another user stands in the place of yours.",
	"resident_version":     "It restarts itself when no press is under way. If it stays: wolkvox-hold quit, then wolkvox-hold.",
	"resident_protocol":    "Restart it: quit in its menu, then start wolkvox-hold.",

	"hotkey_taken":        "Look in the desktop's keyboard shortcuts and in programs for meetings, screenshots, remote desktops and clipboards; or choose another: wolkvox-hold config set hotkey Ctrl+Shift+F10.",
	"hotkey_no_such_key":  "Choose one that the keyboard layout has: wolkvox-hold config set hotkey Ctrl+Shift+F10.",
	"hotkey_lost":         "Log on to the desktop again; until then use: wolkvox-hold toggle.",
	"hotkey_permission":   "System Settings, Privacy and Security, Accessibility: switch Wolkvox Hold on, then open the menu of its icon once.",
	"session_stands_down": "Press where the text says. IT chooses it with the policy run_where.",
	"session_both_serve":  "IT: set the policy run_where to local or remote.",
	"hotkey_steps":        "The key then works as the hotkey would.",
	"hotkey_asking":       "Say yes to the desktop's question, or follow the steps below.",
	"hotkey_denied":       "Allow it in the desktop's settings, or follow the steps below.",
	"hotkey_unconfirmed":  "Press it to see, or follow the steps below.",
	"hotkey_closed":       "Start Wolkvox Hold again, or follow the steps below.",
	"hotkey_portal":       "Log off and on, or follow the steps below.",
	"hotkey_wayland":      "In the desktop's own keyboard settings, bind a key to: wolkvox-hold toggle.",
	"hotkey_no_display":   "Run wolkvox-hold doctor inside the desktop session to see more.",
	"hotkey_unsupported":  "Use the tray icon, or: wolkvox-hold toggle.",
	"hotkey_failed":       "Choose another hotkey, and see the log.",

	"tray_bus":     "Start the program inside the desktop session.",
	"tray_host":    "Add a tray to the desktop's panel; on GNOME, switch on the extension AppIndicator. Hotkey and commands work without.",
	"tray_taskbar": "Wait for the taskbar, or start Windows Explorer again.",
	"tray_lost":    "wolkvox-hold quit, then wolkvox-hold: a restart brings the icon back.",

	"notifications_missing": "Start a notification daemon in the desktop session (most desktops have one; dunst elsewhere).",

	"autostart_off":     "wolkvox-hold config set autostart on, or IT sets it by policy.",
	"autostart_missing": "wolkvox-hold config set autostart on writes the entry anew.",
	"autostart_unknown": "Check the permissions of the autostart folder; see the detail.",

	"window_missing":   "Install the package again, whole. Meanwhile: wolkvox-hold config set, and wolkvox-hold token set.",
	"window_version":   "Install the package again, whole, so that both are of one version.",
	"window_broken":    "Install the package again, whole. Meanwhile: wolkvox-hold config set, and wolkvox-hold token set.",
	"window_no_opengl": "Hotkey, icon and commands work. Change settings with wolkvox-hold config set, or by policy.",

	"log_unwritable": "Give this user the folder back (owner and permissions); presses work without a log.",
	"log_full":       "Free some disk space; presses work without a log.",
	"log_space":      "Free some disk space; the log needs 3 MB.",
	"lock_place":     "Free some disk space, and check owner and permissions of the folders named here.",
}
