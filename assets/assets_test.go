package assets

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"slices"
	"testing"
)

var states = []string{"needs_setup", "not_toggled", "ready", "toggled", "unknown", "working"}

func decode(t *testing.T, name string) image.Image {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(Icon(name)))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return img
}

func TestEveryStateHasItsPictures(t *testing.T) {
	want := []string{"app", "note"}
	for _, s := range states {
		want = append(want, s, "practice_"+s)
	}
	slices.Sort(want)
	if got := Names(); !slices.Equal(got, want) {
		t.Errorf("Names: got %v, want %v", got, want)
	}
	for _, name := range want {
		size := 32
		switch name {
		case "app":
			size = 256
		case "note":
			size = 64
		}
		if got := decode(t, name).Bounds().Size(); got != image.Pt(size, size) {
			t.Errorf("%s: got %v, want %d by %d", name, got, size, size)
		}
	}
	for _, name := range []string{"", "held", "../assets", "ready.png"} {
		if Icon(name) != nil {
			t.Errorf("Icon(%q): got a picture, want none", name)
		}
	}
}

// on draws a picture on a panel and takes its colours away: what is left is shape.
func on(img image.Image, panel uint8) *image.Gray {
	full := image.NewNRGBA(img.Bounds())
	draw.Draw(full, full.Bounds(), image.NewUniform(color.Gray{Y: panel}), image.Point{}, draw.Src)
	draw.Draw(full, full.Bounds(), img, image.Point{}, draw.Over)
	grey := image.NewGray(img.Bounds())
	draw.Draw(grey, grey.Bounds(), full, image.Point{}, draw.Src)
	return grey
}

// far counts the pixels in which two grey pictures differ so much that an eye sees it.
func far(a, b *image.Gray) int {
	n := 0
	for i := range a.Pix {
		if max(a.Pix[i], b.Pix[i])-min(a.Pix[i], b.Pix[i]) > 80 {
			n++
		}
	}
	return n
}

// An agent who sees no colours must tell every state from every other, and practice from the real thing.
func TestStatesDifferWithoutTheirColours(t *testing.T) {
	const enough = 40 // of 1024 pixels
	for _, panel := range []uint8{24, 240} {
		var names []string
		for _, s := range states {
			names = append(names, s, "practice_"+s)
		}
		for i, a := range names {
			for _, b := range names[:i] {
				if got := far(on(decode(t, a), panel), on(decode(t, b), panel)); got < enough {
					t.Errorf("%s and %s on panel %d: got %d pixels apart, want %d", a, b, panel, got, enough)
				}
			}
		}
	}
}

func TestEveryPictureIsSeenOnLightAndDarkPanels(t *testing.T) {
	const enough = 80
	for _, name := range Names() {
		img := decode(t, name)
		for _, panel := range []uint8{0, 24, 128, 240, 255} {
			empty := on(image.NewNRGBA(img.Bounds()), panel)
			if got := far(on(img, panel), empty); got < enough {
				t.Errorf("%s on panel %d: got %d pixels that stand out, want %d", name, panel, got, enough)
			}
		}
	}
}
