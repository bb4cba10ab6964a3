package words

import "time"

// TokenTrouble says why a text was not stored as the token. The old one is kept.
func (w Words) TokenTrouble(code string) string {
	why, ok := tokenTrouble[code]
	if !ok {
		why = tokenTrouble["token_characters"]
	}
	return why + ". Nothing was stored; a token that was there before is kept"
}

var tokenTrouble = map[string]string{
	"token_empty":      "the token is empty. Copy it from wolkvox Manager",
	"token_long":       "the token is over 512 bytes. Copy only the token from wolkvox Manager",
	"token_lines":      "there is more than one line. Give the token alone, on one line",
	"token_quote":      "the token has a quotation mark at one end only. Copy it again, without quotation marks",
	"token_encoding":   "the token is in an encoding that is not understood. Send it as UTF-8 or plain ASCII",
	"token_characters": "the token has a space or an invisible character inside. Copy only the token from wolkvox Manager",
}

// TokenCleaned says that what was stored is not all of what was pasted.
func (w Words) TokenCleaned() string {
	return "spaces, quotation marks or invisible characters around the token were left out"
}

// TokenSetAt says that there is a token, and when it was stored.
func (w Words) TokenSetAt(at time.Time) string {
	return w.TokenPresent() + ", since " + at.Format("2006-01-02 15:04")
}
