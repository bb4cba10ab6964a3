package press

import (
	"log/slog"
	"net/http"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// LogOutcome logs a press in one line: its number in this process, source, outcome, reason,
// and how long each step took in milliseconds. The line has neither token nor extension.
func LogOutcome(log *slog.Logger, o hold.Outcome, more ...any) {
	attrs := append([]any{
		"press", o.Number, "source", o.Source, "outcome", o.Result, "reason", o.Reason, "took_ms", o.Took.Milliseconds(),
	}, more...)
	for _, step := range []struct {
		name string
		took time.Duration
	}{
		{"age_ms", o.Times.Age}, {"queue_ms", o.Times.Queue}, {"ready_ms", o.Times.Ready}, {"connect_ms", o.Times.Connect},
		{"mark_ms", o.Times.Mark}, {"first_byte_ms", o.Times.FirstByte},
	} {
		if step.took > 0 {
			attrs = append(attrs, step.name, float64(step.took.Microseconds())/1000)
		}
	}
	attrs = append(attrs, "tries", o.Reply.Tries, "also_ignored", o.AlsoIgnored)
	if o.Reply.HTTPStatus != 0 {
		attrs = append(attrs, "http_status", o.Reply.HTTPStatus, "code", o.Reply.Code, "msg", o.Reply.Msg)
	}
	if o.Reply.Result == "unknown" && o.Reply.Excerpt != "" {
		attrs = append(attrs, "content_type", o.Reply.ContentType, "excerpt", o.Reply.Excerpt)
	}
	if o.Reply.Err != nil {
		attrs = append(attrs, "err", o.Reply.Err)
	}
	if o.Result == hold.Unknown {
		log.Warn("press", attrs...)
		return
	}
	log.Info("press", attrs...)
}

// Sentence words an outcome for a person, in the language of w.
func Sentence(w words.Words, o hold.Outcome) string {
	switch {
	case o.AfterUnknown:
		return w.AfterUnknown(string(o.Result), string(o.Reason))
	case ProxyWantsPassword(o):
		return w.Outcome(string(o.Result), words.ReasonProxyPassword)
	}
	return w.Outcome(string(o.Result), string(o.Reason))
}

// ProxyWantsPassword reports whether a proxy stopped the press because it wants a password.
func ProxyWantsPassword(o hold.Outcome) bool {
	return o.Result == hold.NotToggled && o.Reason == hold.Reason(wolkvox.Proxy) && o.Reply.HTTPStatus == http.StatusProxyAuthRequired
}
