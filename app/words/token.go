package words

import "time"

// TokenTrouble says why a text was not stored as the token. The old one is kept.
func (w Words) TokenTrouble(code string) string {
	why, ok := w.coded("token_trouble", code)
	if !ok {
		why = w.text("token_trouble.token_characters")
	}
	return w.text("token_kept", "Why", why)
}

// TokenCleaned says that what was stored is not all of what was pasted.
func (w Words) TokenCleaned() string { return w.text("token_cleaned") }

// TokenSetAt says that there is a token, and when it was stored.
func (w Words) TokenSetAt(at time.Time) string {
	return w.text("token_since", "Time", at.Format("2006-01-02 15:04"))
}
