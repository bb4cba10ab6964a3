package tray

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
	"testing"
)

func pngOf(t *testing.T, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

var grey = color.NRGBA{100, 100, 100, 200}

// plain is a picture of one colour, by which a test knows it again.
func plain(t *testing.T, size int, c color.NRGBA) []byte {
	t.Helper()
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for i := range size * size {
		img.SetNRGBA(i%size, i/size, c)
	}
	return pngOf(t, img)
}

func TestTheFittingPicture(t *testing.T) {
	shade := func(size int) color.NRGBA { return color.NRGBA{uint8(size), uint8(size), uint8(size), 200} }
	of := func(sizes ...int) (pngs [][]byte) {
		for _, size := range sizes {
			pngs = append(pngs, plain(t, size, shade(size)))
		}
		return append(pngs, nil, []byte("no PNG"), plain(t, 257, grey))
	}
	for _, tt := range []struct {
		name       string
		size, want int // of the picture that is taken
		pngs       [][]byte
	}{
		{"the size itself", 24, 24, of(16, 24, 48)},
		{"the next larger", 20, 24, of(48, 24, 16)},
		{"the largest", 64, 48, of(48, 16)},
		{"one alone, smaller", 16, 32, of(32)},
		{"one alone, larger", 48, 32, of(32)},
	} {
		img := fitting(tt.size, tt.pngs...)
		if img == nil || img.Bounds() != image.Rect(0, 0, tt.size, tt.size) {
			t.Errorf("%s: got no square of %d", tt.name, tt.size)
			continue
		}
		for i := range tt.size * tt.size {
			if got := img.NRGBAAt(i%tt.size, i/tt.size); got != shade(tt.want) {
				t.Errorf("%s: pixel %d is %v, want %v", tt.name, i, got, shade(tt.want))
				break
			}
		}
	}
	if img := fitting(16, of()...); img != nil {
		t.Error("a picture made of nothing")
	}
}

// A transparent pixel has a colour that nobody sees, and an edge must not take it on.
func TestAnEdgeKeepsItsColour(t *testing.T) {
	img := image.NewNRGBA(image.Rect(5, 5, 7, 7))
	img.SetNRGBA(5, 5, color.NRGBA{10, 20, 30, 255})
	img.SetNRGBA(6, 5, color.NRGBA{255, 255, 255, 0})
	for i, want := range []color.NRGBA{{10, 20, 30, 64}} {
		if got := scaled(img, 1).NRGBAAt(i, 0); got != want {
			t.Errorf("one pixel of four: got %v, want %v", got, want)
		}
	}
	three := scaled(img, 3)
	if got := three.NRGBAAt(0, 0); got != (color.NRGBA{10, 20, 30, 255}) {
		t.Errorf("made larger, the corner: got %v", got)
	}
	if got := three.NRGBAAt(1, 0); got != (color.NRGBA{10, 20, 30, 128}) {
		t.Errorf("made larger, between two: got %v", got)
	}
}

func TestIconImage(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 33, 2)) // a mask line of 33 bits takes 8 bytes
	img.SetNRGBA(0, 0, color.NRGBA{1, 2, 3, 4})
	img.SetNRGBA(32, 1, color.NRGBA{5, 6, 7, 8})
	icon := iconImage(img)
	le := binary.LittleEndian
	if want := 40 + 2*(33*4+8); len(icon) != want {
		t.Fatalf("got %d bytes, want %d", len(icon), want)
	}
	if le.Uint32(icon) != 40 || le.Uint32(icon[4:]) != 33 || le.Uint32(icon[8:]) != 4 || le.Uint16(icon[14:]) != 32 {
		t.Errorf("bitmap header: got % x", icon[:40])
	}
	lowest := icon[40:]
	if got := lowest[32*4 : 33*4]; !bytes.Equal(got, []byte{7, 6, 5, 8}) {
		t.Errorf("last pixel of the lowest line, which comes first: got %v, want blue, green, red, alpha", got)
	}
	if got := lowest[33*4 : 33*4+4]; !bytes.Equal(got, []byte{3, 2, 1, 4}) {
		t.Errorf("first pixel of the upper line: got %v", got)
	}
}
