package wolkvox

import (
	"strings"
	"unicode"
)

// maxText bounds every text from outside, in characters.
const maxText = 200

// clean prepares a text from outside for the log or the screen: characters that do not
// print (control, format and bidirectional ones among them) are removed, runs of white
// space become one space, secrets are hidden, and the rest is cut to maxText
// characters.
//
// The order matters: a secret with invisible characters in it can be found only after
// they are removed, and a secret that was cut in two could not be found any more.
func clean(s string, secrets ...string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsPrint(r):
			b.WriteRune(r)
		}
	}
	s = strings.Join(strings.Fields(b.String()), " ")
	for _, secret := range secrets {
		s = hide(s, secret)
	}
	n := 0
	for i := range s {
		if n++; n > maxText {
			return s[:i]
		}
	}
	return s
}

// hide replaces each occurrence of secret in s, in any case: wolkvox writes its
// texts in capitals.
func hide(s, secret string) string {
	if secret == "" {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		if len(s) >= len(secret) && strings.EqualFold(s[:len(secret)], secret) {
			b.WriteString("[hidden]")
			s = s[len(secret):]
			continue
		}
		b.WriteByte(s[0])
		s = s[1:]
	}
	return b.String()
}

// failure is an error whose text is safe to log. Errors of the net packages
// quote what the other side sent, so only their cleaned text is kept; causes
// that come from our own side stay reachable.
type failure struct {
	text  string
	cause error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.cause }

// fail describes err as what happened while doing something, without its
// secrets.
func (c *Client) fail(doing string, err error) error {
	f := &failure{text: doing}
	if err != nil {
		f.text += ": " + clean(err.Error(), c.secrets()...)
	}
	return f
}

// secrets are the texts that must not come out of a Client. The query is among
// them since a log must not name the agent.
func (c *Client) secrets() []string {
	return []string{c.Token.Secret(), c.query()}
}
