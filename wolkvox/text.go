package wolkvox

import (
	"strings"
	"unicode"
)

// maxText bounds every text from outside, in characters.
const maxText = 200

// A secret is a text that must not come out of a Client.
type secret struct {
	text string
	part int // how long a part of it must be to be hidden as well, in bytes; 0: only the whole
}

const (
	// tokenPart is the shortest part of a token that is hidden. Servers repeat one cut short,
	// in lines, or with characters escaped: PHP writes / in JSON as \/.
	tokenPart = 8
	// shortestAgentID is of how many digits an agent ID must be to be hidden. Shorter ones
	// would hide status codes; wolkvox's have 4 or 5.
	shortestAgentID = 4
)

// clean prepares a text from outside for the log or the screen: characters that do not
// print (control, format and bidirectional ones among them) are removed, runs of white
// space become one space, secrets are hidden, and the rest is cut to maxText
// characters.
//
// The order matters: a secret with invisible characters in it can be found only after
// they are removed, and a secret that was cut in two could not be found any more.
func clean(s string, secrets ...secret) string {
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

// hide replaces each occurrence of a secret in s, in any case: wolkvox writes its texts in
// capitals.
func hide(s string, secret secret) string {
	n := len(secret.text)
	if secret.part > 0 {
		n = min(n, secret.part)
	}
	if n == 0 {
		return s
	}
	parts, folded := map[string]bool{}, foldASCII(secret.text)
	for i := range len(folded) - n + 1 {
		parts[folded[i:i+n]] = true
	}
	var b strings.Builder
	end := 0 // of what is hidden
	folded = foldASCII(s)
	for i := range len(s) {
		if i+n <= len(s) && parts[folded[i:i+n]] {
			if i >= end {
				b.WriteString("[hidden]")
			}
			end = i + n
		}
		if i >= end {
			b.WriteByte(s[i])
		}
	}
	return strings.ToValidUTF8(b.String(), "") // a part may begin or end within a character
}

// foldASCII makes the letters A to Z small. Unlike strings.ToLower it keeps the length.
func foldASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
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

// secrets are the texts that must not come out of a Client. The agent is among them, since a
// log must not name whom a press was for.
func (c *Client) secrets() []secret {
	all := []secret{{c.Token.Secret(), tokenPart}, {text: c.query()}}
	if len(c.AgentID) >= shortestAgentID {
		all = append(all, secret{text: c.AgentID})
	}
	return all
}
