package words

// AltGrTypes says why a chord with AltGr, or Ctrl+Alt, and a character key is refused:
// sign is what that key then types on the keyboards of Spain, Latin America, Portugal
// or Brazil; empty where it types none there.
func (w Words) AltGrTypes(chord, key, sign string) string {
	if sign == "" {
		return w.text("altgr_types", "Chord", quote(chord), "Key", key)
	}
	return w.text("altgr_types.sign", "Chord", quote(chord), "Key", key, "Sign", sign)
}
