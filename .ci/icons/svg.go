package main

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"image/color"
	"strconv"
	"strings"
)

//go:embed icons.svg
var source []byte

// field is the width and height of a symbol in units.
const field = 16

// point is a place in the field, in units.
type point struct{ x, y float64 }

// segment is a part of an outline: a line, or a cubic curve with two control points.
type segment struct {
	to    point
	curve bool
	c1    point
	c2    point
}

// contour is one outline.
type contour struct {
	from     point
	segments []segment
	closed   bool
}

// element is one thing that is drawn: its outlines, or a circle if radius is not 0.
type element struct {
	path     string // as it is written
	contours []contour
	center   point
	radius   float64
	fill     *color.NRGBA
	stroke   *color.NRGBA
	width    float64
}

// parse reads the symbols of an SVG file, each with its elements, the last on top.
func parse(svg []byte) (map[string][]element, error) {
	type attributes struct {
		XMLName xml.Name
		D       string  `xml:"d,attr"`
		CX      float64 `xml:"cx,attr"`
		CY      float64 `xml:"cy,attr"`
		R       float64 `xml:"r,attr"`
		Fill    string  `xml:"fill,attr"`
		Stroke  string  `xml:"stroke,attr"`
		Width   float64 `xml:"stroke-width,attr"`
	}
	var file struct {
		Symbols []struct {
			ID       string       `xml:"id,attr"`
			ViewBox  string       `xml:"viewBox,attr"`
			Elements []attributes `xml:",any"`
		} `xml:"symbol"`
	}
	if err := xml.Unmarshal(svg, &file); err != nil {
		return nil, err
	}
	drawings := map[string][]element{}
	for _, s := range file.Symbols {
		if s.ViewBox != "0 0 16 16" || drawings[s.ID] != nil {
			return nil, fmt.Errorf("%s: a symbol of 16 by 16 units, once, is wanted", s.ID)
		}
		for _, a := range s.Elements {
			e := element{path: a.D, center: point{a.CX, a.CY}, radius: a.R, width: a.Width}
			var err error
			if e.fill, err = parseColor(a.Fill); err == nil {
				e.stroke, err = parseColor(a.Stroke)
			}
			switch {
			case err != nil:
			case a.XMLName.Local == "path":
				e.contours, err = parsePath(a.D)
			case a.XMLName.Local != "circle":
				err = fmt.Errorf("element %q is unknown", a.XMLName.Local)
			}
			if err != nil {
				return nil, fmt.Errorf("%s: %w", s.ID, err)
			}
			drawings[s.ID] = append(drawings[s.ID], e)
		}
	}
	return drawings, nil
}

// parseColor reads #rrggbb; "none" and an empty text mean no colour.
func parseColor(text string) (*color.NRGBA, error) {
	if text == "" || text == "none" {
		return nil, nil
	}
	v, err := strconv.ParseUint(strings.TrimPrefix(text, "#"), 16, 24)
	if err != nil || len(text) != 7 {
		return nil, fmt.Errorf("colour %q is not #rrggbb", text)
	}
	return &color.NRGBA{uint8(v >> 16), uint8(v >> 8), uint8(v), 255}, nil
}

func parsePath(d string) ([]contour, error) {
	words := strings.FieldsFunc(d, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' })
	var contours []contour
	var at point
	var command string
	for len(words) > 0 {
		if strings.Contains("MLHVCZ", words[0]) {
			command, words = words[0], words[1:]
		}
		var numbers []float64
		need := map[string]int{"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "Z": 0}[command]
		for len(numbers) < need && len(words) > 0 {
			n, err := strconv.ParseFloat(words[0], 64)
			if err != nil {
				return nil, fmt.Errorf("path: %q is no number", words[0])
			}
			numbers, words = append(numbers, n), words[1:]
		}
		if len(numbers) < need || command == "" || command != "M" && len(contours) == 0 {
			return nil, fmt.Errorf("path %q", d)
		}
		var s segment
		switch command {
		case "M":
			at = point{numbers[0], numbers[1]}
			contours = append(contours, contour{from: at})
			command = "L"
			continue
		case "Z":
			contours[len(contours)-1].closed = true
			command = ""
			continue
		case "L":
			s.to = point{numbers[0], numbers[1]}
		case "H":
			s.to = point{numbers[0], at.y}
		case "V":
			s.to = point{at.x, numbers[0]}
		case "C":
			s = segment{curve: true, c1: point{numbers[0], numbers[1]}, c2: point{numbers[2], numbers[3]}, to: point{numbers[4], numbers[5]}}
		}
		at = s.to
		last := &contours[len(contours)-1]
		last.segments = append(last.segments, s)
	}
	return contours, nil
}
