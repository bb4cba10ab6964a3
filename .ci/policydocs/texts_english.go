package main

func policyEnglish() policyTexts {
	return policyTexts{
		Language: "en",
		Settings: map[string]policyText{
			"server": {
				Title: "Server",
				Help:  "The wolkvox server: 0042, wv0042 or wv0042.wolkvox.com. The program connects to this host of wolkvox.com and to no other.",
			},
			"agent_id": {
				Title: "Extension",
				Help:  "The agent ID of the person who signs in, digits only. A wrong one affects someone else's call, so it is set for one person only: a value for a whole computer is ignored, and doctor reports it.",
			},
			"agent_id_from": {
				Title: "Extension from an environment variable",
				Help:  "The name of an environment variable that contains the extension at sign-in. It takes precedence over any other extension except one entered in the menu, which is used until the person signs out. If the variable is empty, the program is not set up, and never uses an older number.",
			},
			"hotkey": {
				Title: "Hotkey",
				Help:  "The keys that toggle hold, such as Ctrl+Shift+F9. A character key needs Ctrl or Super, and combinations that type a character with AltGr are refused.",
			},
			"language": {
				Title:   "Language",
				Help:    "The language of everything the agent reads.",
				Choices: map[string]string{"auto": "Same as the system", "es": "Spanish", "pt": "Portuguese", "en": "English"},
			},
			"feedback": {
				Title:   "How outcomes are shown",
				Help:    "How the agent sees the outcome of a press. The icon always shows it. With sound, a toggled press is heard and not shown; a press that did not change hold or is not confirmed is heard and shown, because it says what to do. If no sound can be played, the notification is shown.",
				Choices: map[string]string{"notification": "Notification and icon", "sound": "Sound and icon", "icon": "Icon only"},
			},
			"press_gap_ms": {
				Title: "Shortest time between presses",
				Help:  "Presses closer together than this count as one. It is never shorter than the system's double-click time.",
				Unit:  "milliseconds",
			},
			"timeout_s": {
				Title: "Time limit",
				Help:  "How long a press waits for wolkvox's answer. The request itself leaves within 3 seconds of the press, or not at all.",
				Unit:  "seconds",
			},
			"proxy": {
				Title: "Proxy",
				Help:  "system, none, or an address such as http://proxy.example:3128 without user name and password. Also socks5:// (this computer resolves the name of wolkvox) and socks5h:// (the proxy resolves it). system means the settings of Windows or macOS, scripts included; on Linux the environment variables, then the desktop's settings.",
			},
			"autostart": {
				Title: "Start at sign-in",
				Help:  "On: the program starts when the person signs in. Off: it does not.",
			},
			"warm": {
				Title:   "Spare connection",
				Help:    "Whether a connection to wolkvox is kept ready, so that a press is sent sooner.",
				Choices: map[string]string{"off": "Never", "auto": "When a press is likely"},
			},
			"ca_file": {
				Title: "Additional root certificates",
				Help:  "The full path of a PEM file with root certificates to trust in addition to the system's, for a network that inspects TLS. Verification cannot be turned off.",
			},
			"managed_by": {
				Title: "Who manages this computer",
				Help:  "Name, contact and link of the help desk. The agent sees them beside each locked setting and wherever a message says to call IT. With a name, messages about token and server say to call it, and not to change them.",
			},
			"ask_agent_id": {
				Title:   "Ask for the extension",
				Help:    "Whether the program asks for the extension at its first start in each session and on each day, for desks shared by several people.",
				Choices: map[string]string{"never": "Never", "start": "At the first start of a session or day"},
			},
			"lock_settings": {
				Title: "Lock the settings",
				Help:  "On: agents cannot change settings. They can still change the extension and the token.",
			},
			"hide_quit": {
				Title: "Hide Quit",
				Help:  "On: the menu has no Quit. The command wolkvox-hold quit still works, because upgrades need it.",
			},
			"log_level": {
				Title:   "Log",
				Help:    "How much is written to the log. It never contains the token.",
				Choices: map[string]string{"debug": "Everything", "info": "Presses and changes", "warn": "Warnings and errors", "error": "Errors only"},
			},
			"run_where": {
				Title:   "Where presses are enabled",
				Help:    "In which kind of session the program takes presses. In the other kind it takes none, so that a press toggles once when the program runs on both sides of a remote desktop.",
				Choices: map[string]string{"any": "Everywhere", "local": "Only at the computer itself", "remote": "Only in remote sessions"},
			},
			"token_store": {
				Title:   "Where the token is stored",
				Help:    "auto: in the system's keychain. Where Windows refuses to store it in Credential Manager, in a file that Windows encrypts for that user on that computer. keychain: only in the keychain; an existing file is removed. Windows only.",
				Choices: map[string]string{"auto": "Keychain, otherwise an encrypted file", "keychain": "Only the keychain"},
			},
		},
		Say: map[string]string{
			"description":          "Policies of Wolkvox Hold",
			"since":                "Wolkvox Hold 0.1 or later",
			"starting_values":      "Starting values",
			"starting_values_help": "Values that are used until the agent chooses another.",
			"range":                "%d to %d %s.",
			"built_in":             "If not set: %s.",
			"name":                 "Name",
			"contact":              "Phone, email or place",
			"link":                 "Link (https or mailto)",
			"on":                   "on",
			"off":                  "off",

			"title": "Policy reference",
			"intro": "Every setting of Wolkvox Hold, as IT can set it for one computer or for a thousand. This page, the policy templates for Windows, the schema for Linux and the profile manifest for macOS are generated from the same table with which the program reads policies.\n\n" +
				"The token is not a setting, and no policy can contain it: everyone who uses the computer can read policies, and one token can do everything in a wolkvox operation. It goes into the keychain of each person, with `wolkvox-hold token set`.",
			"where":         "Where a policy is",
			"where_linux":   "`/etc/wolkvox-hold/policy.json`, one JSON object, encoded in UTF-8. File and folder must belong to root, and nobody else may be able to write to them: any other file, and any link, is refused entirely. Example: `assets/linux/policy.example.json`. With `assets/linux/policy.schema.json`, editors and rollout tools can check a policy before it is installed.",
			"where_windows": "The registry key `HKLM\\Software\\Policies\\WolkvoxHold`, or the same in `HKCU` for one person; group policies write it. The templates are `wolkvox-hold.admx` and, in the folders `en-US`, `es-ES`, `es-MX` and `pt-BR`, `wolkvox-hold.adml`. Text is `REG_SZ`; numbers and switches are `REG_DWORD`, or also text. `managed_by` is a sub-key with the texts `name`, `contact` and `link`.",
			"where_macos":   "A configuration profile for the domain `io.github.wolkvox_hold.WolkvoxHold`. Manifest for editors: `assets/macos/io.github.wolkvox_hold.WolkvoxHold.plist`; example: `assets/macos/wolkvox-hold.example.mobileconfig`. Not verified on a Mac.",
			"counts":        "Which value is used",
			"order": "1. *policy*: a value at the root of the policy is enforced. The agent sees it in grey, with who set it.\n" +
				"2. *user*: what the agent chose.\n" +
				"3. *policy default*: a value in `defaults` (on Windows the sub-key `Defaults`) is used until the agent chooses another.\n" +
				"4. *machine*: what was given to the installer (Windows only, `HKLM\\Software\\WolkvoxHold`).\n" +
				"5. *built in*.\n\n" +
				"`wolkvox-hold config show` names the origin of each value. On Windows a policy of the computer takes precedence over one of the person. An empty value counts as not set. A key that is both enforced and a starting value is enforced.",
			"bad":       "What happens with a wrong policy",
			"bad_rules": "An unknown key, an invalid value or a file that cannot be trusted never stops the program or a press: it is written to the log, `wolkvox-hold doctor` says what is wrong, and the next origin in the list above is used. Only a wrong extension is not replaced by another one, which could be somebody else's: the program is then not set up. A wrong `ask_agent_id` of IT's counts as `start`. If a policy exists but cannot be used at all, or its `defaults` cannot, the last valid one stays in use, also after a restart, except for its `ca_file` in a program that starts meanwhile. A policy that was removed is no longer used. Text needs its quotes, in YAML too: without them, `0042` arrives as another number. A change needs no restart: it is used at once on Linux and Windows, within a minute on macOS. A settings window that is open shows it when opened again; saving is refused at once.",
			"settings":  "The settings",
			"values":    "Values",
			"who":       "Who sets it",
			"json":      "In the policy file",
			"registry":  "In the Windows registry",
			"who_all":   "policy, or the agent",
			"who_it":    "policy only",
			"who_user":  "the agent, or a policy for one person (`HKCU`, or a profile for a user); never a whole computer",
			"any_text":  "text",
			"on_off":    "`true` or `false`",
			"parts":     "the texts `name`, `contact` and `link` (https or mailto), up to 200 bytes each",
			"digits":    "1 to 20 digits",
			"schema":    "Policy of Wolkvox Hold for Linux, /etc/wolkvox-hold/policy.json. Values at the root are enforced; values in defaults are used until the agent chooses another. There is no agent_id: the extension belongs to a person, never to a computer.",
		},
	}
}
