package resident

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
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
