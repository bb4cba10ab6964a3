package tray

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
)

// maxIcon is the largest width and height in an ICO directory, stored as 0.
const maxIcon = 256

// pngToICO converts a PNG to an ICO file with one 32-bit bitmap. An ICO may contain a PNG, but not every
// version of Windows reads a small one. It returns nil if the input is not a PNG or is too large.
func pngToICO(picture []byte) []byte {
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil
	}
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	if w > maxIcon || h > maxIcon {
		return nil
	}
	mask := (w + 31) / 32 * 4 // bytes per line: one bit per pixel, padded to 4 bytes
	const fileHeader, bitmapHeader = 6 + 16, 40
	size := bitmapHeader + h*(4*w+mask)
	b := make([]byte, 0, fileHeader+size)
	le := binary.LittleEndian
	// ICONDIR and its one ICONDIRENTRY
	b = le.AppendUint16(b, 0)
	b = le.AppendUint16(b, 1) // an icon
	b = le.AppendUint16(b, 1) // one picture
	b = append(b, byte(w), byte(h), 0, 0)
	b = le.AppendUint16(b, 1)  // plane
	b = le.AppendUint16(b, 32) // bits
	b = le.AppendUint32(b, uint32(size))
	b = le.AppendUint32(b, fileHeader)
	// BITMAPINFOHEADER; its height includes the mask
	b = le.AppendUint32(b, bitmapHeader)
	b = le.AppendUint32(b, uint32(w))
	b = le.AppendUint32(b, uint32(2*h))
	b = le.AppendUint16(b, 1)
	b = le.AppendUint16(b, 32)
	b = append(b, make([]byte, 24)...)
	return append(append(b, pixels(img)...), make([]byte, h*mask)...) // the mask is unused: pixels have an alpha channel
}

// pixels returns the lines of a bitmap, bottom line first, as blue, green, red, alpha.
func pixels(img image.Image) []byte {
	var b []byte
	r := img.Bounds()
	for y := r.Max.Y - 1; y >= r.Min.Y; y-- {
		for x := r.Min.X; x < r.Max.X; x++ {
			c := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA)
			b = append(b, c.B, c.G, c.R, c.A)
		}
	}
	return b
}
