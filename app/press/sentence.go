package press

import (
	"net/http"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Sentence is what a person is told of an outcome, in the language of w.
func Sentence(w words.Words, o hold.Outcome) string {
	switch {
	case o.AfterUnknown:
		return w.AfterUnknown(string(o.Result), string(o.Reason))
	case o.Result == hold.NotToggled && o.Reason == hold.Reason(wolkvox.Proxy) && o.Reply.HTTPStatus == http.StatusProxyAuthRequired:
		return w.ProxyPassword()
	}
	return w.Outcome(string(o.Result), string(o.Reason))
}
