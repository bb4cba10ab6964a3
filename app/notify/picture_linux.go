package notify

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/png" // the format of pictures
)

// maxPicture is the largest width and height of a picture, which is sent with its note.
const maxPicture = 256

// picture is the "image-data" hint: width, height, bytes per row, has alpha, bits per sample, samples per pixel,
// pixels (Desktop Notifications Specification 1.2, "Icons and Images"; signature iiibiiay).
type picture struct {
	Width, Height, Stride int32
	Alpha                 bool
	Bits, Samples         int32
	Pixels                []byte
}

// decodePicture converts a PNG to the hint.
func decodePicture(png []byte) (picture, bool) {
	head, _, err := image.DecodeConfig(bytes.NewReader(png))
	if err != nil || head.Width > maxPicture || head.Height > maxPicture {
		return picture{}, false
	}
	img, _, err := image.Decode(bytes.NewReader(png))
	if err != nil {
		return picture{}, false
	}
	flat := image.NewNRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(flat, flat.Bounds(), img, img.Bounds().Min, draw.Src)
	return picture{
		Width: int32(flat.Rect.Dx()), Height: int32(flat.Rect.Dy()), Stride: int32(flat.Stride),
		Alpha: true, Bits: 8, Samples: 4, Pixels: flat.Pix,
	}, true
}
