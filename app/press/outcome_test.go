package press

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestTheLogLineOfAPress has the steps that the press got to and what wolkvox answered, and
// nothing else.
func TestTheLogLineOfAPress(t *testing.T) {
	for _, tt := range []struct {
		name string
		o    hold.Outcome
		want string
	}{
		{
			"ignored", hold.Outcome{Number: 7, Source: hold.Click, Result: hold.Ignored, Reason: hold.TooSoon, Took: 3 * time.Millisecond},
			"level=INFO msg=press press=7 source=click outcome=ignored reason=too_soon took_ms=3 tries=0 also_ignored=0",
		},
		{
			"toggled", hold.Outcome{
				Result: hold.Toggled, AlsoIgnored: 2, Times: hold.Times{Age: time.Millisecond, Mark: 1500 * time.Microsecond},
				Reply: wolkvox.Outcome{Result: wolkvox.Toggled, HTTPStatus: 200, Code: "200", Msg: "OK", Tries: 1, Excerpt: "not for the log"},
			},
			`level=INFO msg=press press=0 source="" outcome=toggled reason="" took_ms=0 age_ms=1 mark_ms=1.5 tries=1 also_ignored=2 http_status=200 code=200 msg=OK`,
		},
		{
			"unclear", hold.Outcome{Result: hold.Unknown, Reply: wolkvox.Outcome{Result: wolkvox.Unknown, ContentType: "text/html", Excerpt: "<p>", Err: errors.New("torn")}},
			`level=WARN msg=press press=0 source="" outcome=unknown reason="" took_ms=0 tries=0 also_ignored=0 content_type=text/html excerpt=<p> err=torn`,
		},
		{
			"no answer", hold.Outcome{Result: hold.Unknown, Reply: wolkvox.Outcome{Result: wolkvox.Unknown}},
			`level=WARN msg=press press=0 source="" outcome=unknown reason="" took_ms=0 tries=0 also_ignored=0`,
		},
	} {
		var line bytes.Buffer
		log := slog.New(slog.NewTextHandler(&line, &slog.HandlerOptions{ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		LogOutcome(log, tt.o)
		if got := strings.TrimSpace(line.String()); got != tt.want {
			t.Errorf("%s:\ngot  %s\nwant %s", tt.name, got, tt.want)
		}
	}
}

// TestTheSentenceOfAnOutcome: a proxy that wants a password is named, but nothing that
// wolkvox itself answers; and while an earlier press is unknown no advice says to press again.
func TestTheSentenceOfAnOutcome(t *testing.T) {
	var w words.Words
	proxy := hold.Outcome{Result: hold.NotToggled, Reason: "proxy"}
	plain, password := Sentence(w, proxy), w.Outcome("not_toggled", words.ReasonProxyPassword)
	if plain != w.Outcome("not_toggled", "proxy") || plain == password {
		t.Errorf("a proxy that fails: got %q", plain)
	}
	proxy.Reply.HTTPStatus = 407
	for want, o := range map[string]hold.Outcome{
		password:                            proxy,
		w.Outcome("not_toggled", "refused"): {Result: hold.NotToggled, Reason: "refused", Reply: proxy.Reply},
		w.Outcome("unknown", "proxy"):       {Result: hold.Unknown, Reason: "proxy", Reply: proxy.Reply},
		w.AfterUnknown("not_toggled", "proxy"): {
			Result: hold.NotToggled, Reason: "proxy", Reply: proxy.Reply, AfterUnknown: true,
		},
		"Not sent. An earlier press is not confirmed. Check wolkvox Agent before you press again.": {
			Result: hold.Ignored, Reason: hold.InFlight, AfterUnknown: true,
		},
	} {
		if got := Sentence(w, o); got != want {
			t.Errorf("%+v: got %q, want %q", o, got, want)
		}
		if got, want := ProxyWantsPassword(o), o.Result == hold.NotToggled && o.Reason == "proxy"; got != want {
			t.Errorf("%+v: a proxy that wants a password: %v, want %v", o, got, want)
		}
	}
}
