// Icons draws every picture of assets/icons, so that they can be changed without a drawing program and
// come out the same everywhere. Run it as: go generate ./assets
//
// A picture is a list of layers on a field of 32 by 32 units, the last on top. A layer is a colour and a distance function, which is negative
// inside the shape; edges are smoothed by looking at 8 by 8 points a pixel.
package main

import (
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// field is the width and height of the drawing in units.
const field = 32

// shape gives the distance from its edge, in units; negative inside.
type shape func(x, y float64) float64

type layer struct {
	shape shape
	color color.NRGBA
}

var (
	white  = color.NRGBA{255, 255, 255, 255}
	ink    = color.NRGBA{24, 28, 36, 255}
	navy   = color.NRGBA{36, 62, 105, 255}
	blue   = color.NRGBA{21, 101, 192, 255}
	green  = color.NRGBA{22, 120, 58, 255}
	red    = color.NRGBA{190, 30, 36, 255}
	amber  = color.NRGBA{255, 184, 0, 255}
	grey   = color.NRGBA{94, 82, 120, 255}
	purple = color.NRGBA{106, 27, 154, 255}
)

// state is one state of the tray icon: the silhouette it has in daily use, its colour, and the sign on it.
type state struct {
	name   string
	body   shape
	fill   color.NRGBA
	sign   shape
	strong color.NRGBA // the sign's colour on the fill
	dark   color.NRGBA // the sign's colour on white, in practice
}

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: icons FOLDER [SIZE...]")
	}
	square := box(16, 16, 13.5, 13.5, 5)
	states := []state{
		{"ready", square, navy, pause(), white, navy},
		{"working", capsule(10, 16, 22, 16, 9.5), blue, dots(), white, blue},
		{"toggled", square, green, check(), white, green},
		{"not_toggled", regular(8, 14.4), red, cross(), white, red},
		{"unknown", diamond(16, 16, 15, 1.5), amber, question(), ink, ink},
		{"needs_setup", gear(), grey, bang(), white, grey},
	}
	// With sizes: the program's own picture in each of them, for a package.
	for _, text := range os.Args[2:] {
		size, err := strconv.Atoi(text)
		if err != nil || size < 1 || size > 1024 {
			log.Fatalf("%q is no size", text)
		}
		draw("app-"+text, size, daily(states[0]))
	}
	if len(os.Args) > 2 {
		return
	}
	for _, s := range states {
		draw(s.name, 32, daily(s))
		draw("practice_"+s.name, 32, practice(s))
	}
	draw("app", 256, daily(states[0]))
	draw("note", 64, daily(states[0]))
}

// daily is the family of the real program: a full silhouette with a white rim for dark panels and a dark line for light ones.
func daily(s state) []layer {
	return []layer{
		{grow(s.body, 1.1), white},
		{s.body, ink},
		{grow(s.body, -1), s.fill},
		{s.sign, s.strong},
	}
}

// practice is the family of practice mode: a white disc with a dashed edge, the sign in colour, and a P.
func practice(s state) []layer {
	badge := circle(24.7, 24.7, 6.9)
	return []layer{
		{circle(16, 16, 15.6), white},
		{dashed(16, 16, 13.6, 1.5, 10), purple},
		{grow(scale(s.sign, 13.8, 13.8, 0.86), 0.35), s.dark},
		{grow(badge, 1.3), white},
		{badge, purple},
		{letterP(), white},
	}
}

// The signs.

func pause() shape { return union(box(11.7, 16, 2.4, 7, 1.1), box(20.3, 16, 2.4, 7, 1.1)) }

func dots() shape { return union(circle(8.6, 16, 2.5), circle(16, 16, 2.5), circle(23.4, 16, 2.5)) }

func check() shape {
	return union(capsule(9.2, 16.6, 13.8, 21.2, 1.9), capsule(13.8, 21.2, 23, 11, 1.9))
}

func cross() shape { return union(capsule(11, 11, 21, 21, 2), capsule(21, 11, 11, 21, 2)) }

func question() shape {
	return union(
		arc(16, 11.9, 4, 1.5, -math.Pi, 0.5*math.Pi),
		capsule(16, 15.9, 16, 18, 1.5),
		circle(16, 22.6, 1.9),
	)
}

func bang() shape { return union(capsule(16, 10.4, 16, 16.6, 2), circle(16, 21.6, 2.1)) }

func letterP() shape {
	const t = 1.05
	return union(box(22.8, 24.8, t, 4.6, 0.3), arc(25, 23.5, 2.25, t, -0.5*math.Pi, 0.5*math.Pi),
		box(24, 21.25, 1.2, t, 0.3), box(24, 25.75, 1.2, t, 0.3))
}

// The shapes they are made of. Angles grow clockwise from the right, as y grows downwards.

func circle(cx, cy, r float64) shape {
	return func(x, y float64) float64 { return math.Hypot(x-cx, y-cy) - r }
}

// box is a rectangle by its centre and half sides, with rounded corners.
func box(cx, cy, w, h, corner float64) shape {
	return func(x, y float64) float64 {
		dx, dy := math.Abs(x-cx)-w+corner, math.Abs(y-cy)-h+corner
		return math.Hypot(max(dx, 0), max(dy, 0)) + min(max(dx, dy), 0) - corner
	}
}

func diamond(cx, cy, r, corner float64) shape {
	return func(x, y float64) float64 {
		// a square, turned by an eighth
		u, v := (x-cx+y-cy)/math.Sqrt2, (x-cx-y+cy)/math.Sqrt2
		side := r / math.Sqrt2
		return box(0, 0, side, side, corner)(u, v)
	}
}

// capsule is a line with round ends and half the thickness r.
func capsule(x0, y0, x1, y1, r float64) shape {
	return func(x, y float64) float64 {
		dx, dy := x1-x0, y1-y0
		t := min(max(((x-x0)*dx+(y-y0)*dy)/(dx*dx+dy*dy), 0), 1)
		return math.Hypot(x-x0-t*dx, y-y0-t*dy) - r
	}
}

// arc is a part of a circle line from one angle to another, with round ends and half the thickness t.
func arc(cx, cy, r, t, from, to float64) shape {
	ends := union(circle(cx+r*math.Cos(from), cy+r*math.Sin(from), t), circle(cx+r*math.Cos(to), cy+r*math.Sin(to), t))
	return func(x, y float64) float64 {
		angle := math.Atan2(y-cy, x-cx)
		for angle < from {
			angle += 2 * math.Pi
		}
		if angle > to {
			return ends(x, y)
		}
		return math.Abs(math.Hypot(x-cx, y-cy)-r) - t
	}
}

// dashed is a circle line of n dashes with half the thickness t.
func dashed(cx, cy, r, t float64, n int) shape {
	return func(x, y float64) float64 {
		turn := math.Atan2(y-cy, x-cx)/(2*math.Pi)*float64(n) + float64(n)
		if _, part := math.Modf(turn); part > 0.62 {
			return 1
		}
		return math.Abs(math.Hypot(x-cx, y-cy)-r) - t
	}
}

// regular is a polygon of n equal sides that lies on one of them; r is the distance from its centre to a side.
func regular(n int, r float64) shape {
	return func(x, y float64) float64 {
		far := -math.MaxFloat64
		for i := range n {
			a := 2 * math.Pi * float64(i) / float64(n)
			far = max(far, (x-16)*math.Cos(a)+(y-16)*math.Sin(a)-r)
		}
		return far
	}
}

// gear is a wheel with eight teeth.
func gear() shape {
	tooth := box(0, 0, 14.6, 2.9, 1)
	return func(x, y float64) float64 {
		d := circle(16, 16, 11.6)(x, y)
		for i := range 4 {
			s, c := math.Sincos(math.Pi * float64(i) / 4)
			d = min(d, tooth((x-16)*c+(y-16)*s, (y-16)*c-(x-16)*s))
		}
		return d
	}
}

func union(shapes ...shape) shape {
	return func(x, y float64) float64 {
		d := math.MaxFloat64
		for _, s := range shapes {
			d = min(d, s(x, y))
		}
		return d
	}
}

// grow moves the edge outwards by d.
func grow(s shape, d float64) shape {
	return func(x, y float64) float64 { return s(x, y) - d }
}

// scale draws s, whose centre is the field's, around another centre in another size.
func scale(s shape, cx, cy, f float64) shape {
	return func(x, y float64) float64 { return s((x-cx)/f+16, (y-cy)/f+16) * f }
}

// draw writes one picture.
func draw(name string, size int, layers []layer) {
	const points = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	unit := float64(field) / float64(size)
	for py := range size {
		for px := range size {
			var r, g, b, a int
			for i := range points * points {
				x := (float64(px) + (float64(i%points)+0.5)/points) * unit
				y := (float64(py) + (float64(i/points)+0.5)/points) * unit
				for j := len(layers) - 1; j >= 0; j-- {
					if layers[j].shape(x, y) < 0 {
						c := layers[j].color
						r, g, b, a = r+int(c.R), g+int(c.G), b+int(c.B), a+1
						break
					}
				}
			}
			if a > 0 {
				img.SetNRGBA(px, py, color.NRGBA{uint8(r / a), uint8(g / a), uint8(b / a), uint8(255 * a / (points * points))})
			}
		}
	}
	file, err := os.Create(filepath.Join(os.Args[1], name+".png"))
	if err != nil {
		log.Fatal(err)
	}
	if err := png.Encode(file, img); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(name)
}
