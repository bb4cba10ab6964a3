package resident

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// do runs f on the resident's loop.
func (d *exposed) do(f func()) {
	done := make(chan struct{})
	d.r.post(func() { defer close(done); f() })
	<-done
}

// notesThen returns title and urgency of the notification that f leads to, if one is wanted, and
// sees that there is no other.
func (d *exposed) notesThen(wanted bool, f func()) (title string, urgent bool) {
	d.do(f)
	if wanted {
		n := <-d.notes
		hints, _ := n[6].(map[string]dbus.Variant)
		title, urgent = n[3].(string), hints["urgency"].Value() == byte(2)
	}
	d.do(func() { d.r.answerNote("nothing else") })
	if n := <-d.notes; n[4] != "nothing else" {
		d.t.Errorf("a further notification: %q", n[3])
	}
	return title, urgent
}

// Where the icon is lost or its picture cannot be changed, a notification says what the icon
// does not, once, and nothing that is not true any more.
func TestALostPictureIsMadeUpFor(t *testing.T) {
	toggled := hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Toggled, Reason: "confirmed"}
	unknown := hold.Outcome{Number: 2, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"}
	refused := hold.Outcome{Number: 3, AgentID: "12345", Result: hold.NotToggled, Reason: "dns", AfterUnknown: true}
	lost := func(d *exposed) { d.r.trayLost(fmt.Errorf("%w (disk full)", tray.ErrPicture)) }
	for _, tt := range []struct {
		name, feedback string
		then           func(d *exposed)
		title          string
		urgent         bool
	}{
		{"an outcome that was told is not told again", "notification", func(d *exposed) { d.r.showOutcome(unknown); d.r.showOutcome(refused); lost(d) }, "Check wolkvox Agent · 12345", true},
		{"one that only the icon would say is told", "icon", func(d *exposed) { d.r.showOutcome(toggled); lost(d) }, "Hold toggled · 12345", false},
		{"but not while the next press is in flight", "icon", func(d *exposed) { d.r.showOutcome(toggled); d.r.working(hold.Sent); lost(d) }, "", false},
		{"each outcome that follows is told", "icon", func(d *exposed) { lost(d); d.r.showOutcome(unknown) }, "Check wolkvox Agent · 12345", true},
		{"a toggled one takes it off the screen, whatever came in between", "icon", func(d *exposed) {
			lost(d)
			d.r.showOutcome(unknown)
			<-d.notes
			d.r.screen.stale = false
			d.r.showOutcome(refused)
			d.r.showOutcome(toggled)
		}, "Hold toggled · 12345", false},
		{"a toggled one takes it off the screen", "icon", func(d *exposed) {
			lost(d)
			d.r.showOutcome(unknown)
			<-d.notes // else the next one could replace it before it is sent, or not
			d.r.screen.stale = false
			d.r.showOutcome(toggled)
		}, "Hold toggled · 12345", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := expose(t, "")
			title, urgent := d.notesThen(tt.title != "", func() {
				d.r.practice.Feedback = tt.feedback
				d.r.live.Reload()
				tt.then(d)
			})
			if title != tt.title || urgent != tt.urgent {
				t.Errorf("got %q, urgent %v, want %q, %v", title, urgent, tt.title, tt.urgent)
			}
		})
	}
}

// An unknown outcome that only the icon told was seen in the menu. Where the icon is lost after that,
// it is not told again.
func TestAnOutcomeThatWasSeenIsNotToldAgain(t *testing.T) {
	d := expose(t, "")
	d.do(func() {
		d.r.practice.Feedback = "icon"
		d.r.live.Reload()
		d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"})
		if d.r.screen.untold == nil {
			t.Error("a lost icon would not be made up for")
		}
		if d.r.menuOpened(time.Now()); d.r.screen.untold != nil {
			t.Error("it would be told again")
		}
	})
}

// The picture beside a notification says the same as its text, and practice has its own.
func TestANotificationHasThePictureOfItsOutcome(t *testing.T) {
	d := expose(t, "")
	for shown, picture := range map[hold.Result]string{hold.Toggled: "toggled", hold.NotToggled: "not_toggled", hold.Unknown: "unknown", hold.Ignored: "ready", "": "ready"} {
		for _, family := range []string{"", "practice_"} {
			d.do(func() {
				d.r.p.Words.Practice = family != ""
				if shown == "" {
					d.r.answerNote("an answer")
				} else {
					d.r.showNote(d.r.outcomeNote(hold.Outcome{Number: 1, Result: shown}))
				}
			})
			hints, _ := (<-d.notes)[6].(map[string]dbus.Variant)
			var hint struct {
				Width, Height, Stride int32
				Alpha                 bool
				Bits, Samples         int32
				Pixels                []byte
			}
			if err := hints["image-data"].Store(&hint); err != nil {
				t.Fatal(err)
			}
			want, err := png.Decode(bytes.NewReader(assets.Icon(family+picture, 64)))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(hint.Pixels, want.(*image.NRGBA).Pix) {
				t.Errorf("%q: the picture is not %s", shown, family+picture)
			}
		}
	}
}

// TestAMenuThatWasOpenBeforeDidNotShowIt: a person who waits for an outcome opens the menu, and
// the loop may be busy. An unknown outcome that comes after that stays until it was seen.
func TestAMenuThatWasOpenBeforeDidNotShowIt(t *testing.T) {
	d := expose(t, "")
	tray, busy := d.r.newTray(), make(chan struct{})
	d.r.post(func() { <-busy })
	d.r.postOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"})
	tray.Opened()
	close(busy)
	for _, want := range []bool{true, false} {
		unseen := false
		d.do(func() { unseen = d.r.screen.state.Unseen() })
		if unseen != want {
			t.Errorf("the unknown outcome stands: %v, want %v", unseen, want)
		}
		tray.Opened()
	}
}

// TestAnUnknownOutcomeThatWasHandedOver is told again after an upgrade, as feedback says, and the
// next toggled outcome takes it off the screen.
func TestAnUnknownOutcomeThatWasHandedOver(t *testing.T) {
	for feedback, told := range map[string]bool{"notification": true, "sound": true, "icon": false} {
		d := expose(t, "")
		d.do(func() {
			d.r.practice.Feedback, d.r.p.Resumed, d.r.screen.sounds = feedback, true, new(sound.Player)
			d.r.toggler = &hold.Toggler{Last: hold.Mark{Unknown: true}}
			d.r.live.Reload()
		})
		d.r.tellAtStart(true)
		if title, _ := d.notesThen(told, func() {}); told != (title == "Check wolkvox Agent") {
			t.Errorf("%s: got %q", feedback, title)
		}
		if title, _ := d.notesThen(told, func() { d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Toggled}) }); told != (title != "") {
			t.Errorf("%s, toggled: got %q", feedback, title)
		}
	}
}

// TestAnUnknownOutcomeThatWasHandedOverWithoutAnIcon is told, also to a person who wants the icon alone.
func TestAnUnknownOutcomeThatWasHandedOverWithoutAnIcon(t *testing.T) {
	d := expose(t, "")
	d.do(func() {
		d.r.practice.Feedback, d.r.p.Resumed = "icon", true
		d.r.toggler = &hold.Toggler{Last: hold.Mark{Unknown: true}}
		d.r.screen.noIcon = func() string { return tray.NoHost }
		d.r.live.Reload()
	})
	d.r.tellAtStart(true)
	title, urgent := d.notesThen(true, func() { go d.r.lookForTrayHost() })
	if title != "Check wolkvox Agent" || !urgent {
		t.Errorf("got %q, urgent %v", title, urgent)
	}
}

// A resident that ends says so to a start that asks, which would rely on it otherwise.
func TestAResidentThatEndsSaysSo(t *testing.T) {
	d := expose(t, "")
	if m := d.r.answerStatus(t.Context(), nil); m.Err != "" {
		t.Errorf("got %q, want a status", m.Err)
	}
	d.r.end()
	if m := d.r.answerStatus(t.Context(), nil); m.Err != "ending" {
		t.Errorf("got %q and %s, want \"ending\"", m.Err, m.Data)
	}
}

// TestTheNextPressTakesAnOlderOutcomeOffTheScreen: it would look like its own, for as long as the
// request takes. An unknown one stays until it was seen.
func TestTheNextPressTakesAnOlderOutcomeOffTheScreen(t *testing.T) {
	for _, result := range []hold.Result{hold.Toggled, hold.NotToggled, hold.Unknown} {
		d := expose(t, "")
		d.do(func() { d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: result, Reason: "timeout"}) })
		<-d.notes
		d.do(func() { d.r.working(hold.Dialing); d.r.working(hold.Sent) })
		if result == hold.Unknown {
			d.do(func() { d.r.answerNote("the next note") }) // which would come after
			<-d.notes
			if len(d.closed) != 0 {
				t.Errorf("%s: its notification was closed", result)
			}
			d.r.newTray().Opened()
		}
		if got := <-d.closed; len(got) != 1 || got[0] != uint32(1) {
			t.Errorf("%s: closed %v, want the notification", result, got)
		}
	}
}

// TestAnUnknownOutcomeIsOnTheScreenOnceAfterAnUpgrade: the newer program shows it again.
func TestAnUnknownOutcomeIsOnTheScreenOnceAfterAnUpgrade(t *testing.T) {
	for _, upgrade := range []bool{false, true} {
		d := expose(t, "")
		d.do(func() {
			d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"})
		})
		<-d.notes
		d.r.restart.done.Store(upgrade)
		d.r.clearScreen()
		if upgrade {
			<-d.closed
		}
		d.do(func() { d.r.answerNote("the next note") })
		<-d.notes
		if len(d.closed) != 0 {
			t.Errorf("upgrade %v: a notification was closed", upgrade)
		}
	}
}

// TestTheNextPressEndsAnOlderSound: a sound device that sleeps takes seconds to begin.
func TestTheNextPressEndsAnOlderSound(t *testing.T) {
	d := expose(t, "")
	bin := t.TempDir()
	t.Setenv("PATH", bin)
	player := "#!/bin/sh\necho $$ >'" + bin + "/plays'\nexec /bin/sleep 1000\n"
	must(t, os.WriteFile(filepath.Join(bin, "aplay"), []byte(player), 0o755))
	d.r.practice.Feedback = "sound"
	var failures bytes.Buffer
	log := slog.New(slog.NewTextHandler(&failures, &slog.HandlerOptions{Level: slog.LevelDebug}))
	d.r.screen.sounds = &sound.Player{Log: log, Folder: t.TempDir()}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = d.r.screen.sounds.Run(d.r.ctx) }()
	d.r.live.Reload()
	d.do(func() { d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Toggled}) })
	pid := ""
	for ; pid == ""; time.Sleep(10 * time.Millisecond) {
		b, _ := os.ReadFile(filepath.Join(bin, "plays"))
		pid = strings.TrimSpace(string(b))
	}
	d.do(func() { d.r.working(hold.Sent) })
	for err := error(nil); err == nil; time.Sleep(10 * time.Millisecond) {
		_, err = os.Stat("/proc/" + pid)
	}
	d.r.end()
	<-ended
	if failures.Len() > 0 {
		t.Errorf("the sound went on to the end of its time: %s", &failures)
	}
}

// TestADroppedPressWhereOnlyTheIconTells: the icon does not go on showing the last outcome, which
// would be taken for that of this press. Without an icon the notification tells it.
func TestADroppedPressWhereOnlyTheIconTells(t *testing.T) {
	toggled := hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Toggled}
	dropped := hold.Outcome{Number: 2, AgentID: "12345", Result: hold.Ignored, Reason: hold.TooSoon}
	for _, trouble := range []string{"", tray.NoHost} {
		d := expose(t, "")
		answers := make(chan string) // to whether there is an icon
		d.r.screen.noIcon = func() string { return <-answers }
		d.do(func() {
			d.r.practice.Feedback = "icon"
			d.r.live.Reload()
			d.r.showOutcome(toggled)
		})
		if v := d.view(); !bytes.Equal(v.Icon, assets.Icon("toggled", 48)) {
			t.Error("the icon does not show the outcome")
		}
		if answers <- trouble; trouble != "" {
			<-d.notes // of the outcome
		}
		title, _ := d.notesThen(trouble != "", func() {
			d.r.showOutcome(dropped)
			go func() { answers <- trouble }()
		})
		if (title == "Too soon, not sent · 12345") != (trouble != "") {
			t.Errorf("the icon's trouble is %q: got the notification %q", trouble, title)
		}
		if v := d.view(); !bytes.Equal(v.Icon, assets.Icon("ready", 48)) || !strings.Contains(v.Tooltip, "Press not sent") {
			t.Errorf("the icon shows the outcome of the press before, or the tooltip does not tell: %q", v.Tooltip)
		}
	}
}

// TestADroppedPressHidesNoOutcome that no notification has told yet: where the desktop takes long to
// say that there is no icon, or a sound to fail, the agent presses again. Both are told then.
func TestADroppedPressHidesNoOutcome(t *testing.T) {
	d := expose(t, "")
	answers := make(chan string) // to whether there is an icon
	d.r.screen.noIcon = func() string { return <-answers }
	d.do(func() {
		d.r.practice.Feedback = "icon"
		d.r.live.Reload()
		d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Toggled})
		d.r.showOutcome(hold.Outcome{Number: 2, AgentID: "12345", Result: hold.Ignored, Reason: hold.TooSoon})
	})
	answers <- tray.NoHost
	n := <-d.notes
	if title, body := n[3].(string), n[4].(string); title != "Hold toggled · 12345" || !strings.Contains(body, "Your second press was not sent.") {
		t.Errorf("got %q, %q, want the outcome and the press that was dropped", title, body)
	}
	answers <- tray.NoHost
}

// TestAnOutcomeThatNoIconShows is told by a notification, also to a person who wants none: nothing
// else would tell it.
func TestAnOutcomeThatNoIconShows(t *testing.T) {
	for _, trouble := range []string{"", tray.NoHost} {
		d := expose(t, "")
		d.r.screen.noIcon = func() string { return trouble }
		title, urgent := d.notesThen(trouble != "", func() {
			d.r.practice.Feedback = "icon"
			d.r.live.Reload()
			d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"})
		})
		if told := title == "Check wolkvox Agent · 12345"; told != (trouble != "") || urgent != told {
			t.Errorf("the icon's trouble is %q: got %q, urgent %v", trouble, title, urgent)
		}
	}
}

// TestTheStatusSaysWhatTheIconSays: an unknown outcome that nobody has seen stands, whatever was
// not toggled since, and also after an upgrade.
func TestTheStatusSaysWhatTheIconSays(t *testing.T) {
	d := expose(t, "")
	status := func() (s residentapi.Status) {
		d.do(func() { s = d.r.status("", d.r.p.Words) })
		return s
	}
	d.do(func() { d.r.screen.state.UnknownAt = time.Now() }) // handed over
	if s := status(); s.LastOutcome != "unknown" || s.LastAt == "" {
		t.Errorf("handed over: got %q at %q", s.LastOutcome, s.LastAt)
	}
	d.do(func() {
		d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"})
		d.r.showOutcome(hold.Outcome{Number: 2, AgentID: "12345", Result: hold.NotToggled, Reason: "dns", AfterUnknown: true})
	})
	if s := status(); s.LastOutcome != "unknown" || s.LastReason != "timeout" {
		t.Errorf("it stands: got %q (%s)", s.LastOutcome, s.LastReason)
	}
	d.do(func() { d.r.menuOpened(time.Now()) })
	if s := status(); s.LastOutcome != "not_toggled" || s.LastReason != "dns" {
		t.Errorf("it was seen: got %q (%s)", s.LastOutcome, s.LastReason)
	}
}

// TestAMenuThatWasOpenedBeforeAStandstill did not show the outcome that was told after it.
func TestAMenuThatWasOpenedBeforeAStandstill(t *testing.T) {
	d := expose(t, "")
	d.r.clicks = &aged{age: time.Hour}
	d.do(func() {
		d.r.showOutcome(hold.Outcome{Number: 1, AgentID: "12345", Result: hold.Unknown, Reason: "timeout"})
	})
	d.r.newTray().Opened()
	d.do(func() {
		if !d.r.screen.state.Unseen() {
			t.Error("the unknown outcome counts as seen")
		}
	})
}

// TestAHintDoesNotTakeTheOutcomesPlace: it comes when the outcome has been there for its time, and
// the newest one only.
func TestAHintDoesNotTakeTheOutcomesPlace(t *testing.T) {
	d := expose(t, "")
	notToggled := hold.Outcome{Number: 1, AgentID: "12345", Result: hold.NotToggled, Reason: "dns"}
	if title, _ := d.notesThen(true, func() {
		d.r.showOutcome(notToggled)
		d.r.hintNote("hotkey", "an older hint")
		d.r.hintNote("hotkey", "a hint")
	}); !strings.HasPrefix(title, "Hold did not change") {
		t.Errorf("got %q, want the outcome", title)
	}
	d.do(func() { d.r.settle(d.r.screen.state.LastAt) })
	if n := <-d.notes; n[4] != "a hint" {
		t.Errorf("got %q, want the hint", n[4])
	}
	d.do(func() { d.r.settle(d.r.screen.state.LastAt); d.r.answerNote("nothing else") })
	if n := <-d.notes; n[4] != "nothing else" {
		t.Errorf("told again: %q", n[4])
	}
}

// TestANewTokenIsToldAfterARefusalOnly: "press again" would be wrong advice while a press is in
// flight, and after one that toggled.
func TestANewTokenIsToldAfterARefusalOnly(t *testing.T) {
	for _, tt := range []struct {
		last    hold.Result
		working bool
		want    bool
	}{{hold.NotToggled, false, true}, {hold.NotToggled, true, false}, {hold.Toggled, false, false}} {
		o := newOffice(t, mine)
		o.r.screen.state.SetOutcome(hold.Outcome{Number: 1, Result: tt.last})
		o.r.screen.state.Working = tt.working
		told := func() (is bool) {
			defer func() { is = recover() != nil }() // there is no notifier: a note panics
			o.r.tellNewToken()
			return false
		}
		if got := told(); got != tt.want {
			t.Errorf("after %s, the next press in flight %v: told %v", tt.last, tt.working, got)
		}
	}
}

// TestAPressInFlightNamesItsExtension in the tooltip, though another one has come into force.
func TestAPressInFlightNamesItsExtension(t *testing.T) {
	d := expose(t, "")
	request := new(hold.Request)
	request.SetAgentID("67890")
	d.r.screen.request.Store(request)
	d.do(func() { d.r.working(hold.Sent) })
	if v := d.view(); !strings.Contains(v.Tooltip, "67890") || strings.Contains(v.Tooltip, d.r.live.Now().AgentID) {
		t.Errorf("got %q, want the extension of the press", v.Tooltip)
	}
}
