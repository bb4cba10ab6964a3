package assets

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math"
	"slices"
	"testing"
)

var states = []string{"needs_setup", "not_toggled", "ready", "toggled", "unknown", "working"}

func decode(t *testing.T, name string, size int) *image.NRGBA {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(Icon(name, size)))
	if err != nil {
		t.Fatalf("%s at %d: %v", name, size, err)
	}
	flat := image.NewNRGBA(img.Bounds())
	for y := range size {
		for x := range size {
			flat.Set(x, y, img.At(x, y))
		}
	}
	return flat
}

func TestEveryStateHasItsPictures(t *testing.T) {
	want := []string{"app"}
	for _, s := range states {
		want = append(want, s, "practice_"+s)
	}
	slices.Sort(want)
	if got := Names(); !slices.Equal(got, want) {
		t.Errorf("Names: got %v, want %v", got, want)
	}
	bytes := 0
	for _, name := range want {
		for _, size := range []int{16, 20, 24, 32, 48, 64, 128, 256, 512} {
			picture := Icon(name, size)
			bytes += len(picture)
			if size > 64 && name != "app" {
				if picture != nil {
					t.Errorf("%s: there is one of %d pixels", name, size)
				}
				continue
			}
			if got := decode(t, name, size).Bounds().Size(); got != image.Pt(size, size) {
				t.Errorf("%s: got %v, want %d by %d", name, got, size, size)
			}
		}
	}
	if bytes > 80_000 {
		t.Errorf("the pictures take %d bytes, want at most 80,000", bytes)
	}
	for _, name := range []string{"", "held", "../assets", "ready-16"} {
		if Icon(name, 16) != nil {
			t.Errorf("Icon(%q): got a picture, want none", name)
		}
	}
}

// luminance is the relative luminance of WCAG 2.2, from 0 to 1.
func luminance(c color.Color) float64 {
	r, g, b, _ := c.RGBA()
	linear := func(v uint32) float64 {
		s := float64(v) / 0xffff
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
}

// contrast is the contrast ratio of WCAG 2.2, from 1 to 21.
func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// on is a pixel of a picture on a panel.
func on(img *image.NRGBA, x, y int, panel uint8) color.Color {
	c := img.NRGBAAt(x, y)
	mix := func(v uint8) uint8 { return uint8((int(v)*int(c.A) + int(panel)*(255-int(c.A))) / 255) }
	return color.RGBA{mix(c.R), mix(c.G), mix(c.B), 255}
}

// standsOut reports whether a pixel has the contrast to the panel that WCAG 2.2 wants of what is needed to understand a picture
// (1.4.11): 3 to 1.
func standsOut(img *image.NRGBA, x, y int, panel uint8) bool {
	return contrast(on(img, x, y, panel), color.Gray{Y: panel}) >= 3
}

// share is the part of the pixels of a picture of 16 by 16 for which something is true.
func share(is func(x, y int) bool) float64 {
	n := 0
	for i := range 16 * 16 {
		if is(i%16, i/16) {
			n++
		}
	}
	return float64(n) / (16 * 16)
}

// The panels: white, Windows' light, mid-grey, Windows' dark, black.
var panels = []uint8{255, 243, 128, 32, 0}

// An agent who sees no colours can tell all states apart at 16 pixels: by their silhouette, and on each panel by the part of
// it that stands out, which on a light panel is without the white rim.
func TestNoTwoStatesShareASilhouette(t *testing.T) {
	const silhouette, seen = 0.15, 0.15
	for _, family := range []string{"", "practice_"} {
		for i, a := range states {
			for _, b := range states[:i] {
				one, other := decode(t, family+a, 16), decode(t, family+b, 16)
				differs := share(func(x, y int) bool { return one.NRGBAAt(x, y).A >= 128 != (other.NRGBAAt(x, y).A >= 128) })
				if differs < silhouette {
					t.Errorf("%s%s and %s: %.2f of the silhouette differs, want %.2f", family, a, b, differs, silhouette)
				}
				least := 1.0
				for _, panel := range panels {
					least = min(least, share(func(x, y int) bool { return standsOut(one, x, y, panel) != standsOut(other, x, y, panel) }))
				}
				if least < seen {
					t.Errorf("%s%s and %s: %.2f of what stands out differs, want %.2f", family, a, b, least, seen)
				}
				t.Logf("%s%s and %s: %.2f of the silhouette, at least %.2f of what stands out", family, a, b, differs, least)
			}
		}
	}
}

// Practice looks different without colours: what is filled in the real icon is an outline here.
func TestPracticeIsToldFromTheRealThing(t *testing.T) {
	const enough = 0.25
	for _, s := range states {
		for _, panel := range panels {
			real, practice := decode(t, s, 16), decode(t, "practice_"+s, 16)
			differs := share(func(x, y int) bool { return contrast(on(real, x, y, panel), on(practice, x, y, panel)) >= 1.5 })
			if differs < enough {
				t.Errorf("%s on panel %d: %.2f of the picture differs, want %.2f", s, panel, differs, enough)
			}
		}
	}
}

func TestEveryPictureStandsOutFromEachPanel(t *testing.T) {
	const enough = 0.12
	for _, name := range Names() {
		img := decode(t, name, 16)
		for _, panel := range panels {
			if got := share(func(x, y int) bool { return standsOut(img, x, y, panel) }); got < enough {
				t.Errorf("%s on panel %d: %.2f stands out, want %.2f", name, panel, got, enough)
			}
		}
	}
}

// Missing set-up is not an outcome: it has no colour.
func TestNeedsSetupIsGrey(t *testing.T) {
	for _, name := range []string{"needs_setup", "practice_needs_setup"} {
		for pixel := range slices.Chunk(decode(t, name, 32).Pix, 4) {
			if pixel[0] != pixel[1] || pixel[1] != pixel[2] {
				t.Fatalf("%s has the colour %v", name, pixel)
			}
		}
	}
}
