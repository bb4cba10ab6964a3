//go:build !nowindow

package form

// Names of the sentences that the form asks Backend.Text for. The comment after each
// gives its meaning in English; %s stands for an argument.
const (
	TextSectionAccount       = "section_account"       // Account
	TextSectionNotifications = "section_notifications" // Notifications
	TextSectionMore          = "more"                  // More

	TextReady     = "ready"     // Ready · extension %s
	TextAttention = "attention" // See below: %s

	TextServer          = "server"            // Server
	TextServerHint      = "server_hint"       // for example 0042 or wv0042
	TextExtension       = "extension"         // Extension
	TextExtensionHint   = "extension_hint"    // yours, for example 12345
	TextToken           = "token"             // Token
	TextTokenUnknown    = "token_unknown"     // checking the keychain…
	TextTokenPresent    = "token_present"     // a token is stored
	TextTokenNone       = "token_none"        // no token: paste the one from wolkvox Manager
	TextTokenFailed     = "token_failed"      // The keychain does not answer.
	TextTokenStore      = "token_store"       // Save token
	TextTokenReplace    = "token_replace"     // Replace token…
	TextTokenClear      = "token_clear"       // Remove token…
	TextTokenEmpty      = "token_empty"       // Paste the new token into the field first.
	TextTokenAskReplace = "token_ask_replace" // Replace the stored token with the one you typed? The old one cannot be restored.
	TextTokenAskClear   = "token_ask_clear"   // Remove the stored token? Presses do nothing until a new one is stored.
	TextTokenYesReplace = "token_yes_replace" // Yes, replace it
	TextTokenYesClear   = "token_yes_clear"   // Yes, remove it
	TextTokenKeep       = "token_keep"        // Keep it
	TextTokenWorking    = "token_working"     // Waiting for the keychain…
	TextTokenStored     = "token_stored"      // Stored on this computer.
	TextTokenCleared    = "token_cleared"     // Removed.

	TextHotkey     = "hotkey_chord" // Hotkey
	TextHotkeyHint = "hotkey_hint"  // for example Ctrl+Shift+F9

	TextFeedback             = "feedback"              // Notify me with
	TextFeedbackNotification = "feedback_notification" // Notification
	TextFeedbackSound        = "feedback_sound"        // Sound, and a notification if hold was not toggled
	TextFeedbackIcon         = "feedback_icon"         // Icon only
	TextAutostart            = "autostart"             // Start when I sign in
	TextLanguage             = "language"              // Language
	TextLanguageAuto         = "language_auto"         // Same as the system
	TextLanguageES           = "language_es"           // Español, whatever is spoken
	TextLanguagePT           = "language_pt"           // Português, whatever is spoken
	TextLanguageEN           = "language_en"           // English, whatever is spoken
	TextGap                  = "gap"                   // Shortest time between presses
	TextGapHint              = "gap_hint"              // milliseconds, 700 to 5000; faster presses count as one
	TextTimeout              = "timeout"               // Time limit
	TextTimeoutHint          = "timeout_hint"          // seconds, 4 to 60; how long to wait for wolkvox's answer
	TextProxy                = "proxy"                 // Proxy
	TextProxyHint            = "proxy_hint"            // system, none, or an address without a password

	TextSetBy     = "set_by"     // set by %s (empty: IT)
	TextLockedBy  = "locked_by"  // locked by %s (empty: IT)
	TextLockedAll = "locked_all" // Settings are locked by %s. (empty: IT)
	TextSuggested = "suggested"  // suggested by IT

	TextCheck        = "check"         // Test connection
	TextCheckRunning = "check_running" // Testing…
	TextCheckUnsaved = "check_unsaved" // Save first: this tests what is saved, not what you typed.
	TextCheckLimits  = "check_limits"  // The test never toggles hold. Only your first press on a call shows that wolkvox accepts the token and that the extension is yours.

	TextSave         = "save"           // Save
	TextSaving       = "saving"         // Saving…
	TextSaved        = "saved"          // Saved
	TextNotSaved     = "not_saved"      // Not saved: check the marked fields. Nothing was changed.
	TextNothing      = "nothing"        // Nothing was changed.
	TextSavedNoToken = "saved_no_token" // The token is not stored yet. See the reason next to it.

	TextGuideServer    = "guide_server"    // Next: your server. Paste wolkvox's address or type the four digits, then press Enter.
	TextGuideExtension = "guide_extension" // Next: enter your own extension, then press Enter.
	TextGuideToken     = "guide_token"     // Next: paste the token from wolkvox Manager, then press Enter.
	TextGuideHotkey    = "guide_hotkey"    // Next: choose a hotkey that is free. See the message next to it.
	TextGuideTry       = "guide_try"       // Next: click Test hotkey, then press %s. Hold is not toggled.
	TextGuideDone      = "guide_done"      // All set. During a call, press %s to toggle hold.
	TextGuideByIT      = "guide_by_it"     // IT has to set this: %s. Tell them it is missing.
	TextGuideTryStep   = "guide_try_step"  // Test

	TextUseChord = "use_chord" // Use %s

	TextServerNumber = "server_number" // That address is server %s.
	TextUnsaved      = "unsaved"       // Not saved yet. Press Enter to save, or Esc again to close without saving.
)
