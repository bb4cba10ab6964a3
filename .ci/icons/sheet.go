package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"
)

// The states of the tray icon, in the order of the sheet.
var states = []string{"ready", "working", "toggled", "not_toggled", "unknown", "needs_setup"}

// The panels of the sheet.
var panels = []color.NRGBA{{243, 243, 243, 255}, {32, 32, 32, 255}, {128, 128, 128, 255}}

// What a person without cones for red (protanopia) or green (deuteranopia) sees, as matrices for linear RGB: Machado, Oliveira and
// Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", 2009, severity 1.0. The first sees all.
var visions = [][9]float64{
	{1, 0, 0, 0, 1, 0, 0, 0, 1},
	{0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	{0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
}

// sheet shows the states (columns; above the real ones, below those of practice) at 16 pixels and enlarged, on each panel, for each
// vision (rows).
func sheet(drawings map[string][]element) image.Image {
	const cell, big, pad = 84, 64, 6
	// Each column has the picture at 16 pixels above the same one enlarged four times; at the right is the program's own picture.
	width := cell*len(states) + 2*pad
	height := 2*(16+big+3*pad) + pad
	all := image.NewNRGBA(image.Rect(0, 0, width*len(panels), height*len(visions)))
	for v, vision := range visions {
		for p, panel := range panels {
			part := image.NewNRGBA(image.Rect(0, 0, width, height))
			draw.Draw(part, part.Bounds(), image.NewUniform(panel), image.Point{}, draw.Src)
			for s, state := range states {
				for f, family := range []string{"", "practice_"} {
					small := render(drawings[family+state], 16)
					x, y := pad+s*cell+(cell-16)/2, pad+f*(16+big+3*pad)
					draw.Draw(part, image.Rect(x, y, x+16, y+16), small, image.Point{}, draw.Over)
					x, y = pad+s*cell+(cell-big)/2, y+16+pad
					draw.Draw(part, image.Rect(x, y, x+big, y+big), enlarged(small, big/16), image.Point{}, draw.Over)
				}
			}
			seen(part, vision)
			draw.Draw(all, part.Bounds().Add(image.Pt(p*width, v*height)), part, image.Point{}, draw.Src)
		}
	}
	return all
}

func enlarged(img *image.NRGBA, by int) *image.NRGBA {
	size := img.Bounds().Dx() * by
	large := image.NewNRGBA(image.Rect(0, 0, size, size))
	for y := range size {
		for x := range size {
			large.SetNRGBA(x, y, img.NRGBAAt(x/by, y/by))
		}
	}
	return large
}

// seen changes every colour of an opaque picture to what that vision makes of it.
func seen(img *image.NRGBA, m [9]float64) {
	for i := 0; i < len(img.Pix); i += 4 {
		p := img.Pix[i : i+3]
		r, g, b := linear(p[0]), linear(p[1]), linear(p[2])
		for c := range 3 {
			p[c] = encoded(m[3*c]*r + m[3*c+1]*g + m[3*c+2]*b)
		}
	}
}

// linear and encoded convert between sRGB and linear light (IEC 61966-2-1).
func linear(v uint8) float64 {
	s := float64(v) / 255
	if s <= 0.04045 {
		return s / 12.92
	}
	return math.Pow((s+0.055)/1.055, 2.4)
}

func encoded(l float64) uint8 {
	l = min(max(l, 0), 1)
	if l <= 0.0031308 {
		return uint8(math.Round(255 * 12.92 * l))
	}
	return uint8(math.Round(255 * (1.055*math.Pow(l, 1/2.4) - 0.055)))
}
