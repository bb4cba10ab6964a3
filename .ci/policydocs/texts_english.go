package main

func policyEnglish() policyTexts {
	return policyTexts{
		Language: "en",
		Settings: map[string]policyText{
			"server": {
				Title: "Server",
				Help:  "The wolkvox server: 0042, wv0042 or wv0042.wolkvox.com. The program talks to no host but this one of wolkvox.com.",
			},
			"agent_id": {
				Title: "Extension",
				Help:  "The agent ID of the person who logs on, digits only. A wrong one holds somebody else's call, so it counts for one person only: a value for a whole machine is ignored, and doctor names it.",
			},
			"agent_id_from": {
				Title: "Extension from an environment variable",
				Help:  "The name of an environment variable that holds the extension at log-on. It goes before every other extension but one chosen in the menu, which counts until log-off. Where the variable is empty the program is not set up, and never uses an older number.",
			},
			"hotkey": {
				Title: "Hotkey",
				Help:  "The chord that toggles hold, such as Ctrl+Shift+F9. A character key needs Ctrl or Super, and what people type with AltGr is refused.",
			},
			"language": {
				Title:   "Language",
				Help:    "The language of everything that the agent reads.",
				Choices: map[string]string{"auto": "As the desktop", "es": "Spanish", "pt": "Portuguese", "en": "English"},
			},
			"feedback": {
				Title:   "How an outcome is told",
				Help:    "How the agent is told what came of a press. The icon always tells it. With sound, a toggled press is heard and not shown; a press that was not toggled or whose outcome is unknown is heard and shown, since it names what to do. Where no sound can be played the notification is shown.",
				Choices: map[string]string{"notification": "Notification and icon", "sound": "Sound and icon", "icon": "Icon only"},
			},
			"press_gap_ms": {
				Title: "Press gap",
				Help:  "Presses closer together than this count as one. It is never shorter than the double-click time of the system.",
				Unit:  "milliseconds",
			},
			"timeout_s": {
				Title: "Time limit",
				Help:  "How long a press waits for the answer of wolkvox. The request itself leaves within 3 seconds of the press or not at all.",
				Unit:  "seconds",
			},
			"proxy": {
				Title: "Proxy",
				Help:  "system, none, or an address such as http://proxy.example:3128 without user name and password; also socks5:// (the name of wolkvox is looked up here) and socks5h:// (the proxy looks it up). system is what Windows or macOS are set to, scripts included; on Linux it is the environment, then the desktop.",
			},
			"autostart": {
				Title: "Start at log-on",
				Help:  "On: the program starts with the session. Off: it does not.",
			},
			"warm": {
				Title:   "Spare connection",
				Help:    "Whether a connection to wolkvox is kept ready, so that a press leaves sooner.",
				Choices: map[string]string{"off": "Never", "auto": "When a press is likely"},
			},
			"ca_file": {
				Title: "Additional root certificates",
				Help:  "The whole path of a PEM file with root certificates that are trusted besides those of the system, for a network that inspects TLS. Nothing can switch the verification off.",
			},
			"managed_by": {
				Title: "Who looks after this machine",
				Help:  "Name, contact and link of the help desk. The agent sees them beside each locked setting and wherever a message says to call IT.",
			},
			"ask_agent_id": {
				Title:   "Ask for the extension",
				Help:    "Whether the program asks for the extension at its first start in each session and on each day, for desks that several people share.",
				Choices: map[string]string{"never": "Never", "start": "At the first start of a session or day"},
			},
			"lock_settings": {
				Title: "Lock the settings",
				Help:  "On: agents cannot change settings. The extension stays theirs to change, and so does the token.",
			},
			"hide_quit": {
				Title: "Hide Quit",
				Help:  "On: the menu has no Quit. The command wolkvox-hold quit still works, as upgrades need it.",
			},
			"log_level": {
				Title:   "Log",
				Help:    "How much is written to the log. It never holds the token.",
				Choices: map[string]string{"debug": "Everything", "info": "Presses and changes", "warn": "Warnings and errors", "error": "Errors only"},
			},
			"run_where": {
				Title:   "Where it serves",
				Help:    "In which kind of session the program serves. In the other kind it stands down, so that a press toggles once where the program is on both sides of a remote desktop.",
				Choices: map[string]string{"any": "Everywhere", "local": "At the machine itself only", "remote": "In remote sessions only"},
			},
			"token_store": {
				Title:   "Where the token may be",
				Help:    "auto: in the system's keychain or, where Windows refuses to store it in Credential Manager, in a file encrypted by Windows for that user on that machine. keychain: in the keychain only; a file that is there is removed. It matters on Windows alone.",
				Choices: map[string]string{"auto": "Keychain, else an encrypted file", "keychain": "Keychain only"},
			},
		},
		Say: map[string]string{
			"description":          "Policies of Wolkvox Hold",
			"since":                "Wolkvox Hold 0.1 or later",
			"starting_values":      "Starting values",
			"starting_values_help": "Values that serve until the agent chooses another.",
			"range":                "%d to %d %s.",
			"built_in":             "Where nothing is set: %s.",
			"name":                 "Name",
			"contact":              "Telephone, mail or place",
			"link":                 "Link (https or mailto)",
			"on":                   "on",
			"off":                  "off",

			"title": "Policy reference",
			"intro": "Every setting of Wolkvox Hold, as IT can set it for one machine or for a thousand. This page, the policy templates for Windows, the schema for Linux and the profile manifest for macOS are generated from the table that the program itself reads policies by.\n\n" +
				"The token is not among the settings, and no policy can hold it: policies can be read by everybody who uses the machine, and one token can do everything in a wolkvox operation. It goes into the keychain of each person, by `wolkvox-hold token set`.",
			"where":         "Where a policy lies",
			"where_linux":   "`/etc/wolkvox-hold/policy.json`, one JSON object, encoded in UTF-8. File and folder belong to root, and nobody else can write to them: any other file, and any link, is refused as a whole. Example: `assets/linux/policy.example.json`; `assets/linux/policy.schema.json` lets editors and rollout tools check one before it lands.",
			"where_windows": "The registry key `HKLM\\Software\\Policies\\WolkvoxHold`, or the same in `HKCU` for one person; group policies write it. The templates are `wolkvox-hold.admx` and, in the folders `en-US`, `es-ES` and `pt-BR`, `wolkvox-hold.adml`. Text is `REG_SZ`, numbers and switches are `REG_DWORD`, or text as well. `managed_by` is a sub-key with the texts `name`, `contact` and `link`. Where Windows itself speaks another Spanish, copy `es-ES` to the folder of that name (such as `es-MX`).",
			"where_macos":   "A configuration profile for the domain `io.github.wolkvox_hold.WolkvoxHold`. Manifest for editors: `assets/macos/io.github.wolkvox_hold.WolkvoxHold.plist`; example: `assets/macos/wolkvox-hold.example.mobileconfig`. Never tried on a Mac.",
			"counts":        "Which value counts",
			"order": "1. *policy*: a value at the root of the policy is enforced. The agent sees it greyed, with who set it.\n" +
				"2. *user*: what the agent chose.\n" +
				"3. *policy default*: a value below `defaults` (on Windows the sub-key `Defaults`) serves until the agent chooses another.\n" +
				"4. *machine*: what the installer was told (Windows only, `HKLM\\Software\\WolkvoxHold`).\n" +
				"5. *built in*.\n\n" +
				"`wolkvox-hold config show` names the origin of each value. On Windows a policy of the machine goes before one of the person. An empty value counts as unset. A key that is both enforced and a starting value is enforced.",
			"bad":       "What is wrong with a policy",
			"bad_rules": "An unknown key, a value that is not good or a file that cannot be trusted never stops the program or a press: it is written to the log, named by `wolkvox-hold doctor` with what is wrong, and the next origin in the list above serves. In place of a policy that is there and cannot be used at all, the last good one stays in force, over restarts too, but for its `ca_file` in a program that starts meanwhile; one that was removed is removed. Text needs its quotes, in YAML too: `0042` without them arrives as another number. A change counts without a restart: at once on Linux and Windows, within a minute on macOS. A settings window that is open shows it when it is opened again; saving is refused at once.",
			"settings":  "The settings",
			"values":    "Values",
			"who":       "Who sets it",
			"json":      "In the policy file",
			"registry":  "In the registry",
			"who_all":   "policy, or the agent",
			"who_it":    "policy only",
			"who_user":  "the agent, or a policy for one person (`HKCU`, or a profile for a user); never a whole machine",
			"any_text":  "text",
			"on_off":    "`true` or `false`",
			"parts":     "the texts `name`, `contact` and `link` (https or mailto), up to 200 bytes each",
			"digits":    "1 to 20 digits",
			"schema":    "Policy of Wolkvox Hold for Linux, /etc/wolkvox-hold/policy.json. What stands at the root is enforced; what stands in defaults serves until the agent chooses another value. There is no agent_id: the extension belongs to a person, never to a machine.",
		},
	}
}
