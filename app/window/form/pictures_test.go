//go:build !nowindow

package form

import (
	"flag"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/wolkvox-hold/wolkvox-hold/app/window/widgets"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// pictures is where TestNothingIsCut writes what it looked at; .ci/window-pictures does.
var pictures = flag.String("pictures", "", "the folder to write pictures of the window to")

// scene is a state of the window that a person meets.
type scene struct {
	name string
	set  func(d *desk, w words.Words) // before the window opens
	act  func(d *desk)                // in the open window
}

var scenes = []scene{
	{"first", func(d *desk, _ words.Words) { fresh(d); d.token = "" }, nil},
	{"ready", nil, nil},
	{"locked", func(d *desk, w words.Words) {
		for key, v := range d.fields {
			v.Locked, v.SetBy = true, "Mesa Sur"
			if key == "server" || key == "hotkey" {
				v.Origin = "policy"
			}
			d.fields[key] = v
		}
		taken := Field{Value: "Ctrl+Shift+F10", Origin: "policy", Locked: true, SetBy: "Mesa Sur"}
		taken.Problem = w.HotkeyHere("taken", taken.Value, true)
		d.fields["hotkey"], d.fields[tokenKey] = taken, Field{Locked: true, SetBy: "Mesa Sur"}
	}, nil},
	{"error", func(d *desk, w words.Words) {
		d.refuse = map[string]string{
			"server": w.Setting(w.Window("server"), "server_format", "wv42"), "agent_id": w.Setting(w.Window("extension"), "agent_id_digits", "12x"),
		}
	}, func(d *desk) {
		d.f.fieldOf("server").set("wv42")
		d.f.fieldOf("agent_id").set("12x")
		d.f.save()
	}},
	{"no-keychain", func(d *desk, w words.Words) { d.trouble = w.Keychain("locked") }, nil},
	{"question", nil, func(d *desk) { test.Tap(d.f.token.clearButton) }},
	{"tested", nil, func(d *desk) { d.f.check.run() }},
	{"more", nil, func(d *desk) { test.Tap(d.f.fold.header) }},
}

// screens are the room that a window has at a scale: a screen of 1366x768 at 150 %, one of
// 1920x1080 at 200 %.
var screens = []struct {
	percent int
	size    fyne.Size
}{{100, fyne.NewSize(480, 620)}, {150, fyne.NewSize(480, 437)}, {200, fyne.NewSize(480, 472)}}

// TestNothingIsCut: in each state and language every text has its room. With -pictures it also
// writes each window, light and dark, as a person sees it. Fyne's painter without OpenGL (2.8.1)
// does not cut the text of an input that is scrolled out, which the window itself does.
func TestNothingIsCut(t *testing.T) {
	for _, language := range []string{"en", "es", "pt"} {
		for variant, look := range map[fyne.ThemeVariant]string{theme.VariantLight: "light", theme.VariantDark: "dark"} {
			if look == "dark" && *pictures == "" {
				continue // of the same sizes
			}
			for _, s := range scenes {
				t.Run(s.name+" "+language+" "+look, func(t *testing.T) { s.play(t, words.Words{Language: words.In(language)}, variant, language+"-"+look) })
			}
		}
	}
}

func (s scene) play(t *testing.T, w words.Words, variant fyne.ThemeVariant, name string) {
	set := func(d *desk) {
		d.token = "stored"
		if s.set != nil {
			s.set(d, w)
		}
	}
	test.NewTempApp(t).Settings().SetTheme(fixed{widgets.Theme(), variant})
	sitWith(t, set, func(d *desk) {
		d.f.close()
		b := d.backend()
		b.Text, b.Raised, b.Captured = w.Window, nil, nil
		b.Check = func() []CheckLine { return checked(w) }
		d.f = New(d.w, b)
		d.f.work.Do = d.Post
		d.w.SetContent(d.f.Content())
		d.w.Resize(screens[0].size)
		d.f.Open()
		d.Settle()
		if s.act != nil {
			s.act(d)
		}
		for _, screen := range screens {
			d.w.Canvas().(software.WindowlessCanvas).SetScale(float32(screen.percent) / 100)
			for _, wider := range []float32{1, 0} { // the first one sets the widths, the second the heights of wrapped texts
				d.w.Resize(screen.size.AddWidthHeight(wider, 0))
				d.Settle()
			}
			if need := d.f.Content().MinSize(); need.Width > screen.size.Width {
				t.Errorf("it needs %v, and has %v", need, screen.size)
			}
			if *pictures != "" {
				d.draw(filepath.Join(*pictures, fmt.Sprintf("%s-%s-%d.png", s.name, name, screen.percent)))
			}
		}
		for _, e := range objects[*entry](d.f.Content()) {
			room := e.Size().Width - 2*(theme.InnerPadding()+theme.InputBorderSize())
			if e.ActionItem != nil {
				room -= theme.IconInlineSize() + theme.InnerPadding()
			}
			for _, text := range []string{e.PlaceHolder, e.Text} {
				if need := fyne.MeasureText(text, theme.TextSize(), e.TextStyle).Width; need > room {
					t.Errorf("%q needs %v, and has %v", text, need, room)
				}
			}
		}
		for _, l := range objects[*widget.Label](d.f.Content()) {
			if l.Wrapping == fyne.TextWrapOff && l.Truncation == fyne.TextTruncateOff && fyne.MeasureText(l.Text, theme.TextSize(), l.TextStyle).Width > l.Size().Width {
				t.Errorf("%q is cut", l.Text)
			}
		}
	})
}

// checked is what a test of the connection finds.
func checked(w words.Words) []CheckLine {
	return []CheckLine{
		{"dns", w.CheckStep("dns", true), true}, {"connect", w.CheckStep("connect", true), true}, {"tls", w.CheckStep("tls", false), false},
	}
}

func (d *desk) draw(file string) {
	d.t.Helper()
	f, err := os.Create(file)
	if err == nil {
		err = png.Encode(f, d.w.Canvas().Capture())
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// fixed is a theme that is light or dark regardless of the desktop.
type fixed struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

func (f fixed) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return f.Theme.Color(name, f.variant)
}
