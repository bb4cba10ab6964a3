//go:build linux

package resident

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/livesettings"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestOneLineAPress: number, source, outcome, reason and times, and neither the
// token nor the request's query.
func TestOneLineAPress(t *testing.T) {
	d := expose(t, "some text")
	var o residentapi.PressOutcome
	d.ask(residentapi.OpPress, residentapi.Press{Pressed: channel.Now()}, &o)
	<-d.notes // which comes after the line
	d.mustLog("msg=press")
	b, err := os.ReadFile(d.log)
	if err != nil {
		t.Fatal(err)
	}
	var presses []string
	for line := range strings.Lines(string(b)) {
		if strings.Contains(line, "msg=press ") {
			presses = append(presses, line)
		}
	}
	if len(presses) != 1 {
		t.Fatalf("got %d lines for one press: %q", len(presses), presses)
	}
	want := regexp.MustCompile(`^time=\S+ level=\S+ msg=press press=1 source=command outcome=` + o.Outcome + ` reason=` + o.Reason +
		` took_ms=\d+( [a-z_]+_ms=[\d.e-]+)+ tries=\d+ also_ignored=\d+ .*\n$`)
	if !want.MatchString(presses[0]) {
		t.Errorf("got %q, want it to match %s", presses[0], want)
	}
	for _, part := range []string{" connect_ms=", " mark_ms=", " first_byte_ms="} {
		if !strings.Contains(presses[0], part) {
			t.Errorf("got %q, want it to say%s", presses[0], part)
		}
	}
	for _, secret := range []string{"0123456789abcdef", "agent_id=", "api=hold", practice.Agent} {
		if strings.Contains(string(b), secret) {
			t.Errorf("the log says %s: %q", secret, b)
		}
	}
}

// TestTheLogLevelChangesWithoutARestart by a change of policy.
func TestTheLogLevelChangesWithoutARestart(t *testing.T) {
	d := expose(t, "")
	level := "warn"
	d.p.PolicyReader = func() policy.Policy {
		return policy.Policy{Enforced: settings.Raw{string(settings.LogLevel): level}}
	}
	d.r.practice, d.r.live = nil, livesettings.New(d.r.ctx, d.p, nil) // the settings of practice are changed by no policy
	d.r.live.Log = d.r.journal
	d.r.live.ApplyAutostart = func(*env.Snapshot) error { return nil }
	d.r.live.Reload()
	logged := func() string {
		d.r.log.Debug("a debug line")
		d.r.log.Info("an info line")
		d.r.log.Warn("a warn line")
		d.r.journal.File.Flush(time.Minute)
		b, _ := os.ReadFile(d.log)
		_ = os.Remove(d.log)
		var got []string
		for _, what := range []string{"debug", "info", "warn"} {
			if strings.Contains(string(b), what+" line") {
				got = append(got, what)
			}
		}
		return strings.Join(got, " ")
	}
	for _, c := range []struct{ level, want string }{
		{"warn", "warn"}, {"debug", "debug info warn"}, {"error", ""}, {"info", "info warn"}, {"nonsense", "info warn"},
	} {
		level = c.level
		changed := make(chan struct{})
		d.r.post(func() { d.r.policyChanged(); close(changed) })
		<-changed
		if got := logged(); got != c.want {
			t.Errorf("log_level=%s: logged %q, want %q", c.level, got, c.want)
		}
	}
}

// TestTextInALineOfTheLogStaysText: whatever an error says, the line of a press has no line
// break and no control sequence.
func TestTextInALineOfTheLogStaysText(t *testing.T) {
	d := expose(t, "")
	for _, text := range []string{"a\nlevel=ERROR msg=owned", "\x1b[2J", "\u202egnp.exe", "a\x00b", "a=\"b\" c", strings.Repeat("x", 100_000)} {
		press.LogOutcome(d.r.log, hold.Outcome{Number: 7, Result: hold.Unknown, Reason: hold.Reason(text), Reply: wolkvox.Outcome{
			Result: wolkvox.Unknown, HTTPStatus: 200, Code: text, Msg: text, ContentType: text, Excerpt: text, Err: errors.New(text),
		}})
	}
	d.mustLog("press=7")
}
