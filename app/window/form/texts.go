//go:build !nowindow

package form

// Names of the sentences that the form asks Backend.Text for. The comment after each
// gives its meaning in English; %s stands for an argument.
const (
	TextSectionMore = "more" // More

	TextServer          = "server"            // Server
	TextServerHint      = "server_hint"       // for example 0042 or wv0042
	TextExtension       = "extension"         // Extension
	TextExtensionHint   = "extension_hint"    // your own, for example 12345
	TextToken           = "token"             // Token
	TextTokenUnknown    = "token_unknown"     // looking in the keychain...
	TextTokenPresent    = "token_present"     // a token is stored
	TextTokenNone       = "token_none"        // no token: paste the one from wolkvox Manager
	TextTokenFailed     = "token_failed"      // the keychain gave no answer
	TextTokenStore      = "token_store"       // Store
	TextTokenReplace    = "token_replace"     // Replace...
	TextTokenClear      = "token_clear"       // Clear...
	TextTokenEmpty      = "token_empty"       // Paste the new token into the field first.
	TextTokenAskReplace = "token_ask_replace" // Replace the stored token by the one typed here? The old one cannot be brought back.
	TextTokenAskClear   = "token_ask_clear"   // Clear the stored token? Hold cannot be toggled until a new one is stored.
	TextTokenYesReplace = "token_yes_replace" // Yes, replace it
	TextTokenYesClear   = "token_yes_clear"   // Yes, clear it
	TextTokenKeep       = "token_keep"        // Keep it
	TextTokenWorking    = "token_working"     // Asking the keychain...
	TextTokenStored     = "token_stored"      // Stored on this computer.
	TextTokenCleared    = "token_cleared"     // Cleared.

	TextHotkey     = "hotkey_chord" // Hotkey
	TextHotkeyHint = "hotkey_hint"  // for example Ctrl+Shift+F9

	TextFeedback             = "feedback"              // Tell me by
	TextFeedbackNotification = "feedback_notification" // Notification
	TextFeedbackSound        = "feedback_sound"        // Sound, and a notification unless it worked
	TextFeedbackIcon         = "feedback_icon"         // Tray icon only
	TextAutostart            = "autostart"             // Start when I log on
	TextLanguage             = "language"              // Language
	TextLanguageAuto         = "language_auto"         // As the desktop
	TextLanguageES           = "language_es"           // Español, whatever is spoken
	TextLanguagePT           = "language_pt"           // Português, whatever is spoken
	TextLanguageEN           = "language_en"           // English, whatever is spoken
	TextGap                  = "gap"                   // Press gap
	TextGapHint              = "gap_hint"              // milliseconds, 700 to 5000; presses closer together count as one
	TextTimeout              = "timeout"               // Time limit
	TextTimeoutHint          = "timeout_hint"          // seconds, 4 to 60; how long to wait for wolkvox's answer
	TextProxy                = "proxy"                 // Proxy
	TextProxyHint            = "proxy_hint"            // system, none, or an address without a password

	TextSetBy     = "set_by"    // set by %s (empty: your IT)
	TextLockedBy  = "locked_by" // locked by %s (empty: your IT)
	TextSuggested = "suggested" // suggested by your IT

	TextCheck        = "check"         // Test connection
	TextCheckRunning = "check_running" // Testing...
	TextCheckUnsaved = "check_unsaved" // This tests what is saved, not what is typed here.
	TextCheckLimits  = "check_limits"  // The test never toggles hold. So it cannot prove that wolkvox accepts the token, nor that the extension is yours: the first press on a call does.

	TextSave         = "save"           // Save
	TextSaving       = "saving"         // Saving...
	TextSaved        = "saved"          // Saved
	TextNotSaved     = "not_saved"      // Not saved. See the marked fields; nothing was changed.
	TextNothing      = "nothing"        // Nothing was changed.
	TextSavedNoToken = "saved_no_token" // The typed token is not stored yet: see beside it.

	TextGuideServer    = "guide_server"    // Next: your server. Paste its address or type its four digits, then press Enter.
	TextGuideExtension = "guide_extension" // Next: your own extension, then press Enter.
	TextGuideToken     = "guide_token"     // Next: paste the token from wolkvox Manager, then press Enter.
	TextGuideHotkey    = "guide_hotkey"    // Next: a hotkey that is free. See beside it.
	TextGuideTry       = "guide_try"       // Next: press Try it, then your hotkey %s. Nothing is toggled.
	TextGuideDone      = "guide_done"      // All set. Press %s on a call to put it on hold, and again to take it back.
	TextGuideByIT      = "guide_by_it"     // Your IT has to set this: %s. Tell them that it is missing.
	TextGuideTryStep   = "guide_try_step"  // Try it

	TextUseChord = "use_chord" // Use %s

	TextServerNumber = "server_number" // That address is server %s.
	TextUnsaved      = "unsaved"       // Not saved yet. Press Enter in a field to save, or Esc again to close without saving.
)
