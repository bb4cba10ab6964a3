package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestExitCodesTellTheOutcome: scripts rely on them.
func TestExitCodesTellTheOutcome(t *testing.T) {
	for _, tt := range []struct {
		outcome string
		code    int
	}{
		{"toggled", 0}, {"not_toggled", 1}, {"unknown", 3}, {"ignored", 4},
		{"something new", 3}, // what we do not know is unknown, never success
	} {
		for _, asJSON := range []bool{false, true} {
			var out bytes.Buffer
			p := &env.Env{Stdout: &out}
			err := answer(p, residentapi.PressOutcome{Outcome: tt.outcome, Message: "m"}, asJSON)
			code := 0
			if e := (*env.Exit)(nil); errors.As(err, &e) {
				code = e.Code
			}
			if code != tt.code {
				t.Errorf("%s (json %v): got exit %d, want %d", tt.outcome, asJSON, code, tt.code)
			}
			if asJSON && !json.Valid(out.Bytes()) {
				t.Errorf("%s: not JSON: %s", tt.outcome, out.String())
			}
		}
	}
}

// TestEveryReasonHasItsSentence: not toggled names the one thing to do, unknown never sounds
// certain, and nothing claims to know whether the call is on hold.
func TestEveryReasonHasItsSentence(t *testing.T) {
	p := new(env.Env)
	notToggled := []wolkvox.Reason{
		press.NotSetUp, press.NoToken, press.TokenInvalid, press.BadSetting, press.KeychainLocked, press.KeychainUnreachable,
		press.KeychainTimeout, press.ResidentSilent, press.ResidentOther, press.NoPlace, press.StoodDown, press.PracticeOpen,
		"dns", "connect", "proxy", "tls", "late", "invalid", "canceled", "mark", "token_missing", "token_refused",
		"token_limit", "busy", "parameters", "api_missing", "refused",
	}
	general := residentapi.PlainOutcome(p.Words, hold.NotToggled, "never heard of").Message
	for _, r := range notToggled {
		m := residentapi.PlainOutcome(p.Words, hold.NotToggled, r).Message
		if !strings.HasPrefix(m, "Hold did not change: ") || m == general && r != "refused" {
			t.Errorf("not toggled, %s: got %q", r, m)
		}
		check(t, m)
	}
	if m := press.Sentence(p.Words, hold.Outcome{Result: hold.NotToggled, Reason: "proxy", Reply: wolkvox.Outcome{HTTPStatus: 407}}); m == residentapi.PlainOutcome(p.Words, hold.NotToggled, "proxy").Message || !strings.Contains(m, "password") {
		t.Errorf("a proxy that asks for a password: got %q", m)
	} else {
		check(t, m)
	}
	if m := press.Sentence(p.Words, hold.Outcome{Result: hold.Unknown, Reason: "http_status", Reply: wolkvox.Outcome{HTTPStatus: 407}}); strings.Contains(m, "password") {
		t.Errorf("what wolkvox itself answers is no word of a proxy: got %q", m)
	}
	for _, r := range []wolkvox.Reason{"timeout", "lost", "redirect", "http_status", "unclear", "canceled_in_flight", "crashed", "resident_silent", "never heard of"} {
		m := residentapi.PlainOutcome(p.Words, hold.Unknown, r).Message
		if !strings.Contains(m, "hold may have changed") || !strings.Contains(m, "Check wolkvox Agent") {
			t.Errorf("unknown, %s: got %q", r, m)
		}
		check(t, m)
	}
	for _, r := range []wolkvox.Reason{"in_flight", "too_soon", "quitting", press.InFlightElsewhere} {
		check(t, residentapi.PlainOutcome(p.Words, hold.Ignored, r).Message)
	}
	p.Words.Practice = true
	if m := residentapi.PlainOutcome(p.Words, hold.Toggled, "confirmed").Message; !strings.HasPrefix(m, "PRACTICE") {
		t.Errorf("practice: got %q", m)
	}
}

func check(t *testing.T, sentence string) {
	t.Helper()
	if strings.ContainsAny(sentence, "<>&") {
		t.Errorf("%q holds what some notification daemons render", sentence)
	}
	for _, claim := range []string{"is held", "resumed", "on hold", "off hold"} {
		if strings.Contains(sentence, claim) {
			t.Errorf("%q claims to know which way hold went", sentence)
		}
	}
}
