//go:build !nowindow

package form

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/eventloop"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/capture"
	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// desk is a settings window with a simulated backend. The backend's functions are
// called in the background, so mu guards what they write.
type desk struct {
	t *testing.T
	w fyne.Window
	f *Form

	captured chan string

	eventloop.Loop // Fyne's

	mu      sync.Mutex
	fields  map[string]Field
	refuse  map[string]string // what the next save answers
	saves   []map[string]string
	token   string
	trouble string // what the keychain answers
	leases  []bool
	spare   string        // the chord that is free
	raised  chan struct{} // somebody wants to see the window
	slow    chan struct{} // holds a call of Capture back until it is closed
}

// sit runs a story in a synctest bubble.
func sit(t *testing.T, story func(d *desk)) {
	sitWith(t, func(*desk) {}, story)
}

func sitWith(t *testing.T, set func(*desk), story func(d *desk)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		d := &desk{t: t, captured: make(chan string), fields: map[string]Field{
			"server": {Value: "0042", Origin: "user"}, "agent_id": {Value: "12345", Origin: "user"},
			"hotkey": {Value: "Ctrl+Shift+F9", Origin: "built in"}, "feedback": {Value: "notification"},
			"language": {Value: "auto"}, "autostart": {Value: "on"}, "press_gap_ms": {Value: "1200"},
			"timeout_s": {Value: "10"}, "proxy": {Value: "system"},
		}}
		set(d)
		d.w = test.NewWindow(nil)
		d.f = New(d.w, d.backend())
		d.f.work.Do = d.Post
		d.w.SetContent(d.f.Content())
		d.w.Resize(fyne.NewSize(480, 600))
		d.f.Open()
		d.Settle()
		story(d)
		d.Settle()
		if !d.closed() {
			d.w.Close()
		}
		d.f.Wait(time.Minute)
	})
}

// closed reports whether the window was closed.
func (d *desk) closed() bool {
	select {
	case <-d.f.work.Done():
		return true
	default:
		return false
	}
}

func (d *desk) backend() Backend {
	return Backend{
		Version: "0.0.0",
		Text: func(id string, args ...any) string {
			if (words.Words{}).Window(id) == id {
				d.t.Errorf("words has no sentence for %q", id)
			}
			if len(args) > 0 {
				return id + fmt.Sprint(args)
			}
			return id
		},
		Fields: func(keys []string) map[string]Field {
			d.mu.Lock()
			defer d.mu.Unlock()
			return maps.Clone(d.fields)
		},
		Save: func(changes map[string]string) map[string]string {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.saves = append(d.saves, maps.Clone(changes))
			if len(d.refuse) > 0 {
				return d.refuse
			}
			for k, v := range changes {
				d.fields[k] = Field{Value: v, Origin: "user"}
			}
			return nil
		},
		TokenStatus: func() (bool, string) {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.token != "" && d.trouble == "", d.trouble
		},
		SetToken: func(text string) (said, problem string) {
			d.mu.Lock()
			defer d.mu.Unlock()
			token := strings.TrimSpace(text)
			if token != text {
				said = "spaces were left out"
			}
			if d.trouble == "" {
				d.token = token
			}
			return said, d.trouble
		},
		ClearToken: func() string {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.token = ""
			return ""
		},
		Check: func() []CheckLine {
			return []CheckLine{{"name", "found", true}, {"proxy", "refused", false}}
		},
		Capture: func(on bool) string {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.leases = append(d.leases, on)
			if slow := d.slow; slow != nil {
				d.mu.Unlock()
				<-slow
				d.mu.Lock()
			}
			return ""
		},
		Captured: d.captured,
		Raised:   d.raised,
		SpareChord: func() string {
			d.mu.Lock()
			defer d.mu.Unlock()
			return d.spare
		},
		ParseChord: func(text string) (string, string) {
			c, err := settings.ParseChord(text)
			if err != nil {
				return "", "no chord: " + text
			}
			return c.String(), ""
		},
	}
}

// objects returns the objects of type T on the screen, in the order of the Tab key,
// without those hidden under "More".
func objects[T any](o fyne.CanvasObject) (found []T) {
	if !o.Visible() {
		return nil
	}
	if x, ok := o.(T); ok {
		return []T{x}
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, x := range o.Objects {
			found = append(found, objects[T](x)...)
		}
	case *container.Scroll:
		found = objects[T](o.Content)
	}
	return found
}

// said returns every note on the screen.
func (d *desk) said() []string {
	d.t.Helper()
	d.Settle()
	var said []string
	for _, n := range objects[*widgets.Note](d.f.Content()) {
		said = append(said, n.Text)
	}
	return said
}

func (d *desk) wantSaid(want string) {
	d.t.Helper()
	if said := d.said(); !slices.Contains(said, want) {
		d.t.Errorf("got %q on the screen, want %q among it", said, want)
	}
}

func (d *desk) wantNotSaid(unwanted string) {
	d.t.Helper()
	if said := d.said(); slices.Contains(said, unwanted) {
		d.t.Errorf("got %q on the screen, want no %q", said, unwanted)
	}
}

// tap presses the button with that text.
func (d *desk) tap(text string) {
	d.t.Helper()
	d.Settle()
	for _, b := range objects[*button](d.f.Content()) {
		if b.Text == text {
			test.Tap(b)
			return
		}
	}
	for _, b := range objects[*capture.Button](d.f.Content()) {
		if b.Text == text {
			test.Tap(b)
			return
		}
	}
	d.t.Fatalf("no button %q on the screen", text)
}

// field returns the setting of that key.
func (d *desk) field(key string) *field {
	d.t.Helper()
	i := slices.IndexFunc(d.f.fields, func(x *field) bool { return x.key == key })
	if i < 0 {
		d.t.Fatalf("no field %q", key)
	}
	return d.f.fields[i]
}

func (d *desk) wantField(key, want string) {
	d.t.Helper()
	d.Settle()
	if got := d.field(key).get(); got != want {
		d.t.Errorf("%s: got %q, want %q", key, got, want)
	}
}

// wantSaves compares everything that was given to Save.
func (d *desk) wantSaves(want ...map[string]string) {
	d.t.Helper()
	d.Settle()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.EqualFunc(d.saves, want, maps.Equal) {
		d.t.Errorf("got saves %v, want %v", d.saves, want)
	}
}

// wantLeases compares every call of Capture.
func (d *desk) wantLeases(want ...bool) {
	d.t.Helper()
	d.Settle()
	d.mu.Lock()
	defer d.mu.Unlock()
	if !slices.Equal(d.leases, want) {
		d.t.Errorf("got the lease taken (true) and given back (false) %v, want %v", d.leases, want)
	}
}

func (d *desk) wantToken(want string) {
	d.t.Helper()
	d.Settle()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.token != want {
		d.t.Errorf("got stored token %q, want %q", d.token, want)
	}
}

// press presses and releases keys as a desktop reports them.
func (d *desk) press(keys ...fyne.KeyName) {
	d.t.Helper()
	d.Settle()
	for _, k := range keys {
		if b, ok := d.w.Canvas().Focused().(*capture.Button); ok {
			b.KeyDown(&fyne.KeyEvent{Name: k})
			b.TypedKey(&fyne.KeyEvent{Name: k})
		}
	}
	for _, k := range slices.Backward(keys) {
		if b, ok := d.w.Canvas().Focused().(*capture.Button); ok {
			b.KeyUp(&fyne.KeyEvent{Name: k})
		}
	}
}
