package tray

import (
	"bytes"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
)

// recorder records every call that reaches the desktop.
type recorder struct {
	calls []string
	full  bool // no picture can be shown
}

func (n *recorder) note(format string, args ...any) {
	n.calls = append(n.calls, fmt.Sprintf(format, args...))
}

func (n *recorder) surface() surface {
	return surface{
		icon:    func(p []byte, _ [][]byte) bool { n.note("icon %s", p); return !n.full },
		tooltip: func(s string) { n.note("tooltip %s", s) },
		title:   func(s string) { n.note("title %s", s) },
		item: func(i int, was, is Item) {
			n.note("item %d %s/%v/%v", i, is.Label, is.Disabled, is.Hidden)
		},
	}
}

func TestOnlyWhatChangedIsSent(t *testing.T) {
	menu := func(state string) []Item {
		return []Item{{ID: "state", Label: state, Disabled: true}, {Separator: true}, {ID: "quit", Label: "Quit"}}
	}
	base := View{Icon: []byte("R"), Tooltip: "ready", Title: "Hold", Items: menu("ready")}
	with := func(change func(*View)) View {
		v := base
		v.Items = slices.Clone(base.Items)
		change(&v)
		return v
	}
	for _, tt := range []struct {
		name string
		next View
		want []string
	}{
		{"nothing", base, nil},
		{"the picture", with(func(v *View) { v.Icon = []byte("W") }), []string{"icon W"}},
		{"no picture keeps it", with(func(v *View) { v.Icon = nil }), nil},
		{"the texts", with(func(v *View) { v.Tooltip, v.Title = "x", "y" }), []string{"tooltip x", "title y"}},
		{"one label", with(func(v *View) { v.Items[0].Label = "toggled" }), []string{"item 0 toggled/true/false"}},
		{"one greyed", with(func(v *View) { v.Items[2].Disabled = true }), []string{"item 2 Quit/true/false"}},
		{"one hidden", with(func(v *View) { v.Items[2].Hidden = true }), []string{"item 2 Quit/false/true"}},
		{"a separator's other fields", with(func(v *View) { v.Items[1].Hidden, v.Items[1].Label = true, "x" }), nil},
		{"another item", with(func(v *View) { v.Items[2].ID = "else" }), nil},
		{"fewer items", with(func(v *View) { v.Items = v.Items[:1] }), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var n recorder
			var log bytes.Buffer
			s := &screen{on: n.surface(), log: slog.New(slog.NewTextHandler(&log, nil)), shown: clean(base)}
			s.show(tt.next)
			s.show(tt.next)
			if !slices.Equal(n.calls, tt.want) {
				t.Errorf("got %q, want %q", n.calls, tt.want)
			}
			other := !sameItems(tt.next.Items, base.Items)
			if got := strings.Count(log.String(), "fixed by the first view"); got != 0 != other || got > 1 {
				t.Errorf("got %d errors logged, want one only for another menu (%v)", got, other)
			}
		})
	}
}

func TestMnemonicsAreDoubled(t *testing.T) {
	label, want := "wv_0042 & more", map[rune]string{'_': "wv__0042 & more", '&': "wv_0042 && more", 0: "wv_0042 & more"}[mnemonic]
	var n recorder
	s := &screen{on: n.surface(), log: slog.Default(), shown: View{Items: []Item{{ID: "a"}}}}
	s.show(View{Items: []Item{{ID: "a", Label: label}}})
	if want := []string{"item 0 " + want + "/false/false"}; !slices.Equal(n.calls, want) {
		t.Errorf("got %q, want %q", n.calls, want)
	}
}

// A picture that could not be shown is tried again with the next view.
func TestAPictureIsTriedAgain(t *testing.T) {
	n := recorder{full: true}
	s := &screen{on: n.surface(), log: slog.Default()}
	s.show(View{Icon: []byte("refused")})
	s.show(View{Icon: []byte("refused")})
	n.full = false
	s.show(View{Icon: []byte("refused")})
	s.show(View{Icon: []byte("refused")})
	if want := slices.Repeat([]string{"icon refused"}, 3); !slices.Equal(n.calls, want) {
		t.Errorf("got %q, want %q", n.calls, want)
	}
}
