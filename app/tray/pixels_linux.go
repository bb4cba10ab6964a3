package tray

import (
	"image"
	"image/color"
	"image/png"
	"io"

	"fyne.io/systray"
)

// ownFormat begins a picture of ours for the tray library.
const ownFormat = "wolkvox-hold picture\n"

func init() { image.RegisterFormat("wolkvox-hold", ownFormat, decodeOwn, configOwn) }

// setPicture needs no file here.
//
// IconPixmap is ARGB32, which panels read as straight alpha. The library (v1.12.3, argbForImage) fills it with the low bytes of
// [color.Color.RGBA], which are the color alone where a pixel is opaque; on smoothed edges they are noise. So the library gets the
// picture in a format of ours, whose colors give it the bytes that it should send.
func (t *Tray) setPicture(picture []byte, _ [][]byte) error {
	systray.SetIcon(append([]byte(ownFormat), picture...))
	return nil
}

// decodeOwn decodes a picture of [ownFormat]: its name, then a PNG.
func decodeOwn(r io.Reader) (image.Image, error) {
	if _, err := io.CopyN(io.Discard, r, int64(len(ownFormat))); err != nil {
		return nil, err
	}
	img, err := png.Decode(r)
	return straight{img}, err
}

func configOwn(r io.Reader) (image.Config, error) {
	img, err := decodeOwn(r)
	if err != nil {
		return image.Config{}, err
	}
	return image.Config{ColorModel: img.ColorModel(), Width: img.Bounds().Dx(), Height: img.Bounds().Dy()}, nil
}

// straight is a picture whose colors are not multiplied by their alpha.
type straight struct{ image.Image }

func (s straight) At(x, y int) color.Color {
	return straightColor(color.NRGBAModel.Convert(s.Image.At(x, y)).(color.NRGBA))
}

type straightColor color.NRGBA

// RGBA returns each value in both of its bytes, so that it does not matter which one is read.
func (c straightColor) RGBA() (r, g, b, a uint32) {
	return uint32(c.R) * 0x101, uint32(c.G) * 0x101, uint32(c.B) * 0x101, uint32(c.A) * 0x101
}
