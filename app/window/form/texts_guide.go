//go:build !nowindow

package form

// Names of the sentences of the first start, of trying the hotkey, and of what the
// form says by itself; see texts.go.
const (
	TextGuideServer    = "guide_server"    // Next: your server. Paste its address or type its four digits, then press Enter.
	TextGuideExtension = "guide_extension" // Next: your own extension, then press Enter.
	TextGuideToken     = "guide_token"     // Next: paste the token from wolkvox Manager, then press Enter.
	TextGuideHotkey    = "guide_hotkey"    // Next: a hotkey that is free. See beside it.
	TextGuideTry       = "guide_try"       // Next: press Try it, then your hotkey %s. Nothing is toggled.
	TextGuideDone      = "guide_done"      // All set. Press %s on a call to put it on hold, and again to take it back.
	TextGuideByIT      = "guide_by_it"     // Your IT has to set this: %s. Tell them that it is missing.
	TextGuideTryStep   = "guide_try_step"  // Try it

	TextTry        = "try"         // Try it
	TextTryCancel  = "try_cancel"  // Done
	TextTryPress   = "try_press"   // Press %s now. Nothing is toggled.
	TextTryHeard   = "try_heard"   // It works: %s arrived. Nothing was toggled. Until you press Done or Esc it toggles nothing.
	TextTryHere    = "try_here"    // %s came to this window and not to Wolkvox Hold: the hotkey does nothing now. Start Wolkvox Hold, or choose another hotkey.
	TextTryOther   = "try_other"   // That was %s. The hotkey is %s.
	TextTryUnsaved = "try_unsaved" // Save first: this tries the hotkey that is in effect.
	TextTryNothing = "try_nothing" // %s did not arrive within 30 seconds. Choose another hotkey, or see that Wolkvox Hold runs.
	TextTryOver    = "try_over"    // The trial is over. The hotkey toggles hold again.

	TextUseChord = "use_chord" // Use %s

	TextServerNumber = "server_number" // That address is server %s.
	TextUnsaved      = "unsaved"       // Not saved yet. Press Enter in a field to save, or Esc again to close without saving.
)
