package tray

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/png"
)

// maxPicture is the largest width and height of a picture, in pixels.
const maxPicture = 256

// fitting returns the picture as a square of that size in pixels: the PNG that has it, else the next
// larger one made smaller, else the largest one made larger. It returns nil if none is a PNG of at most
// 256 by 256 pixels.
func fitting(size int, pngs ...[]byte) *image.NRGBA {
	var best []byte
	width := 0
	for _, picture := range pngs {
		is, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil || max(is.Width, is.Height) > maxPicture {
			continue
		}
		if is.Width >= size && (width < size || is.Width < width) || is.Width < size && is.Width > width {
			best, width = picture, is.Width
		}
	}
	img, err := png.Decode(bytes.NewReader(best))
	if err != nil {
		return nil
	}
	return scaled(img, size)
}

// scaled returns the picture as a square of that size. Each pixel is the mean of the area that it
// covers, where a transparent pixel has no colour to give.
func scaled(img image.Image, size int) *image.NRGBA {
	from, to := img.Bounds(), image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			to.SetNRGBA(x, y, mean(img, from.Dx(), from.Dy(), x, y, size))
		}
	}
	return to
}

// mean is the colour of one pixel of a square of that size.
func mean(img image.Image, w, h, x, y, size int) color.NRGBA {
	origin := img.Bounds().Min
	var r, g, b, a, area float64
	// In units in which a pixel of the source is size wide, and one of the square w or h.
	for sy := y * h / size; sy*size < (y+1)*h; sy++ {
		for sx := x * w / size; sx*size < (x+1)*w; sx++ {
			share := float64(min((sx+1)*size, (x+1)*w)-max(sx*size, x*w)) * float64(min((sy+1)*size, (y+1)*h)-max(sy*size, y*h))
			c := color.NRGBAModel.Convert(img.At(origin.X+sx, origin.Y+sy)).(color.NRGBA)
			weight := share * float64(c.A)
			r, g, b = r+weight*float64(c.R), g+weight*float64(c.G), b+weight*float64(c.B)
			a, area = a+weight, area+share
		}
	}
	if a == 0 {
		return color.NRGBA{}
	}
	return color.NRGBA{uint8(r/a + 0.5), uint8(g/a + 0.5), uint8(b/a + 0.5), uint8(a/area + 0.5)}
}

// iconImage returns a picture as an icon of a Windows program has it: a bitmap with 32 bits a pixel and,
// below it, a mask of one bit, which is unused, since pixels have an alpha channel.
func iconImage(img *image.NRGBA) []byte {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	mask := (w + 31) / 32 * 4 // bytes a line, padded to 4 bytes
	const header = 40
	b := make([]byte, 0, header+h*(4*w+mask))
	le := binary.LittleEndian
	// BITMAPINFOHEADER; its height includes the mask
	b = le.AppendUint32(b, header)
	b = le.AppendUint32(b, uint32(w))
	b = le.AppendUint32(b, uint32(2*h))
	b = le.AppendUint16(b, 1)
	b = le.AppendUint16(b, 32)
	b = append(b, make([]byte, 24)...)
	for y := h - 1; y >= 0; y-- { // bottom line first
		for x := range w {
			c := img.NRGBAAt(x, y)
			b = append(b, c.B, c.G, c.R, c.A)
		}
	}
	return append(b, make([]byte, h*mask)...)
}
