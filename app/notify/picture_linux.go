package notify

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/png" // the one format that Icon may have
)

// pictureLimit bounds both sides of Icon: the picture travels with every note.
const pictureLimit = 256

// picture is the "image-data" hint: width, height, bytes a row, has alpha, bits a sample, samples a pixel, pixels
// (Desktop Notifications Specification 1.2, "Icons and Images"; signature iiibiiay).
type picture struct {
	Width, Height, Stride int32
	Alpha                 bool
	Bits, Samples         int32
	Pixels                []byte
}

// decodePicture turns a PNG into the hint.
func decodePicture(png []byte) (picture, bool) {
	head, _, err := image.DecodeConfig(bytes.NewReader(png))
	if err != nil || head.Width > pictureLimit || head.Height > pictureLimit {
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
