package notify

import (
	"log/slog"
	"slices"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
)

// A daemon without support for buttons may show a dialog instead of the note.
func TestButtonsGoOnlyToDaemonsThatHaveThem(t *testing.T) {
	for _, tt := range []struct {
		name    string
		can     []any // the answer to GetCapabilities
		button  string
		buttons []string // key and label: of a click on the note, which has none, and of the button
	}{
		{"a daemon with buttons", []any{[]string{"body", "actions"}}, "How to", []string{clickKey, "", buttonKey, "How to"}},
		{"one without", []any{[]string{"body", "body-markup"}}, "How to", nil},
		{"one that does not say", nil, "How to", nil},
		{"one that says nonsense", []any{uint32(1)}, "How to", nil},
		{"a note without a button", []any{[]string{"actions"}}, "", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			pressed := 0
			l := &client{n: &Notifier{Log: slog.New(slog.DiscardHandler), Pressed: func(action string) {
				if pressed++; action != "how" {
					t.Errorf("the action is %q", action)
				}
			}}}
			l.conn = fakebus.Dial(t, func(call *dbus.Message) ([]any, []dbus.Signal) {
				switch call.Headers[dbus.FieldMember].Value() {
				case "NameHasOwner":
					return []any{true}, nil
				case "GetCapabilities":
					return tt.can, nil
				case "Notify":
					got, _ = call.Body[5].([]string)
					return []any{uint32(7)}, nil
				}
				return []any{}, nil
			})
			l.checkDaemon()
			l.send(t.Context(), Note{Summary: "s", Button: tt.button, Action: "how"})
			l.onReply(<-l.replies)
			if !slices.Equal(got, tt.buttons) {
				t.Errorf("buttons %q, want %q", got, tt.buttons)
			}
			for _, body := range [][]any{
				{uint32(8), buttonKey}, {uint32(7), "other"}, {uint32(0), buttonKey}, {"7", buttonKey}, {uint32(7)}, {},
				{uint32(7), map[string]string{}},
			} {
				l.onSignal(&dbus.Signal{Name: daemonName + ".ActionInvoked", Body: body})
			}
			if pressed != 0 {
				t.Error("another note's button, or none, counted as ours")
			}
			l.onSignal(&dbus.Signal{Name: daemonName + ".ActionInvoked", Body: []any{uint32(7), buttonKey}})
			l.onSignal(&dbus.Signal{Name: daemonName + ".ActionInvoked", Body: []any{uint32(7), clickKey}})
			if pressed != 2 {
				t.Errorf("our button and a click counted %d times", pressed)
			}
		})
	}
}
