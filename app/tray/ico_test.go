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

func TestIcoHoldsThePicture(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 33, 2)) // a mask line of 33 bits takes 8 bytes
	img.SetNRGBA(0, 0, color.NRGBA{1, 2, 3, 4})
	img.SetNRGBA(32, 1, color.NRGBA{5, 6, 7, 8})
	ico := pngToICO(pngOf(t, img))
	le := binary.LittleEndian
	const start = 22
	if want := start + 40 + 2*(33*4+8); len(ico) != want {
		t.Fatalf("got %d bytes, want %d", len(ico), want)
	}
	if ico[6] != 33 || ico[7] != 2 || le.Uint16(ico[4:]) != 1 || int(le.Uint32(ico[14:])) != len(ico)-start || le.Uint32(ico[18:]) != start {
		t.Errorf("directory: got % x", ico[:start])
	}
	if le.Uint32(ico[start+4:]) != 33 || le.Uint32(ico[start+8:]) != 4 || le.Uint16(ico[start+14:]) != 32 {
		t.Errorf("bitmap header: got % x", ico[start:start+40])
	}
	lowest := ico[start+40:]
	if got := lowest[32*4 : 33*4]; !bytes.Equal(got, []byte{7, 6, 5, 8}) {
		t.Errorf("last pixel of the lowest line, which comes first: got %v, want blue, green, red, alpha", got)
	}
	if got := lowest[33*4 : 33*4+4]; !bytes.Equal(got, []byte{3, 2, 1, 4}) {
		t.Errorf("first pixel of the upper line: got %v", got)
	}
}

func TestWhatIsNoPictureIsNoIcon(t *testing.T) {
	for name, picture := range map[string][]byte{
		"nothing": nil, "no PNG": []byte("ready"), "too large": pngOf(t, image.NewNRGBA(image.Rect(0, 0, 257, 1))),
	} {
		if got := pngToICO(picture); got != nil {
			t.Errorf("%s: got %d bytes, want none", name, len(got))
		}
	}
}
