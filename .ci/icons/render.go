package main

import (
	"image"
	"image/color"
	"math"
)

// gridded is the largest size that is drawn to the pixel grid.
const gridded = 48

// placed is an element at a size, in pixels: its outlines as lines, or a disc.
type placed struct {
	outlines []outline
	center   point
	radius   float64
	fill     *color.NRGBA
	stroke   *color.NRGBA
	width    float64 // of the stroke
}

type outline struct {
	points []point
	closed bool
}

// place puts an element on a picture of size by size pixels. Up to [gridded] its points move to the grid: those of a stroke of odd
// width to the middle of a pixel, so that the stroke fills whole pixels, all others to a pixel's edge. Distances are rounded from
// the middle of the picture: what is symmetrical stays so. A stroke on top of one of the given width has its parity, and so its
// middle.
func place(e element, size int, below float64) placed {
	k := float64(size) / field
	p := placed{center: point{e.center.x * k, e.center.y * k}, radius: e.radius * k, fill: e.fill, stroke: e.stroke, width: e.width * k}
	grid := func(v float64) float64 { return v * k }
	if size <= gridded {
		if below == 0 && e.onAxis() {
			below = 2
		}
		if p.width > 0 {
			p.width = wholeWidth(p.width, below)
		}
		grid = func(v float64) float64 {
			far := v*k - float64(size)/2
			moved := math.Round(math.Abs(far))
			if math.Mod(p.width, 2) == 1 && far != 0 {
				moved = math.Floor(math.Abs(far)) + 0.5
			}
			return float64(size)/2 + math.Copysign(moved, far)
		}
		if p.radius > 0 {
			p.center, p.radius = point{grid(e.center.x), grid(e.center.y)}, math.Round(p.radius)
			if c := p.center; p.radius == 1 { // a disc of two pixels would be four grey ones
				square := []point{{c.x - 1, c.y - 1}, {c.x + 1, c.y - 1}, {c.x + 1, c.y + 1}, {c.x - 1, c.y + 1}}
				p.outlines, p.radius = []outline{{square, true}}, 0
			}
		}
	}
	for _, c := range e.contours {
		line := []point{{grid(c.from.x), grid(c.from.y)}}
		for _, s := range c.segments {
			from, to := line[len(line)-1], point{grid(s.to.x), grid(s.to.y)}
			for i := range steps(s) {
				// Control points stay where they are: they only bend.
				line = append(line, s.at(float64(i+1)/float64(steps(s)), k, from, to))
			}
		}
		p.outlines = append(p.outlines, outline{line, c.closed})
	}
	return p
}

// steps is the number of lines that a segment is drawn as.
func steps(s segment) int {
	if s.curve {
		return 24
	}
	return 1
}

// at is the point of a segment from one point to another at t from 0 to 1, with k pixels a unit.
func (s segment) at(t, k float64, from, to point) point {
	if !s.curve {
		return to
	}
	bend := func(a, b, c, d float64) float64 {
		u := 1 - t
		return u*u*u*a + 3*u*u*t*b + 3*u*t*t*c + t*t*t*d
	}
	return point{bend(from.x, s.c1.x*k, s.c2.x*k, to.x), bend(from.y, s.c1.y*k, s.c2.y*k, to.y)}
}

// onAxis reports whether the element is a straight line through the middle of the field, which needs an even width there.
func (e element) onAxis() bool {
	if len(e.contours) != 1 || len(e.contours[0].segments) != 1 {
		return false
	}
	a, b := e.contours[0].from, e.contours[0].segments[0].to
	return a.x == field/2 && b.x == a.x || a.y == field/2 && b.y == a.y
}

// wholeWidth rounds the width of a stroke to whole pixels, with the parity of the stroke below it; 0: there is none.
func wholeWidth(width, below float64) float64 {
	if below == 0 {
		return max(1, math.Ceil(width-0.5))
	}
	parity := math.Mod(below, 2)
	return max(1, 2*math.Round((width-parity)/2)+parity)
}

// at returns the colour of the element at a point, or nil outside it, and how far away another colour may begin.
func (p placed) at(x, y float64) (c *color.NRGBA, same float64) {
	edge, inside := math.MaxFloat64, false
	if p.radius > 0 {
		far := math.Hypot(x-p.center.x, y-p.center.y) - p.radius
		edge, inside = math.Abs(far), far < 0
	}
	for _, o := range p.outlines {
		for i, a := range o.points {
			b := o.points[(i+1)%len(o.points)]
			if p.stroke == nil || o.closed || i < len(o.points)-1 {
				edge = min(edge, distance(x, y, a, b))
			}
			if (a.y > y) != (b.y > y) && x < a.x+(y-a.y)/(b.y-a.y)*(b.x-a.x) {
				inside = !inside
			}
		}
	}
	switch same = math.Abs(edge - p.width/2); {
	case edge < p.width/2:
		return p.stroke, same
	case inside:
		return p.fill, same
	}
	return nil, same
}

// distance is that of a point from the line between a and b.
func distance(x, y float64, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := 0.0
	if l := dx*dx + dy*dy; l > 0 {
		t = min(max(((x-a.x)*dx+(y-a.y)*dy)/l, 0), 1)
	}
	dx, dy = x-a.x-t*dx, y-a.y-t*dy
	return math.Sqrt(dx*dx + dy*dy) // math.Hypot is five times slower
}

// render draws a picture. A pixel with an edge in it is looked at in 8 by 8 points.
func render(elements []element, size int) *image.NRGBA {
	const points = 8
	var all []placed
	widths := map[string]float64{} // by path
	for _, e := range elements {
		p := place(e, size, widths[e.path])
		widths[e.path] = p.width
		all = append(all, p)
	}
	top := func(x, y float64) (c *color.NRGBA, same float64) {
		same = math.MaxFloat64
		for j := len(all) - 1; j >= 0 && c == nil; j-- {
			var s float64
			c, s = all[j].at(x, y)
			same = min(same, s)
		}
		return c, same
	}
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for i := range size * size {
		left, up := float64(i%size), float64(i/size)
		if c, same := top(left+0.5, up+0.5); same > 1 {
			if c != nil {
				img.SetNRGBA(i%size, i/size, *c)
			}
			continue
		}
		var r, g, b, a int
		for j := range points * points {
			if c, _ := top(left+(float64(j%points)+0.5)/points, up+(float64(j/points)+0.5)/points); c != nil {
				r, g, b, a = r+int(c.R), g+int(c.G), b+int(c.B), a+1
			}
		}
		if a > 0 {
			img.SetNRGBA(i%size, i/size, color.NRGBA{uint8(r / a), uint8(g / a), uint8(b / a), uint8(255 * a / (points * points))})
		}
	}
	return img
}
