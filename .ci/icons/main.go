// Icons draws every picture of assets/icons from icons.svg, the one source: a browser shows it, a text editor or a drawing program
// changes it, and this makes the pictures: go generate ./assets
//
//	icons FOLDER            every picture in each of its sizes, as NAME-SIZE.png
//	icons FOLDER SIZE...    the program's own picture in those sizes, for a package
//	icons -sheet FILE       the tray's pictures on three panels, also as colour-blind people see them
//
// It reads the part of SVG that the source needs: symbols of 16 by 16 units with paths (M, L, H, V, C, Z, absolute) and circles,
// each with a fill, a stroke and its width. Ends and joins of strokes are round.
//
// Up to 48 pixels every point is moved to the pixel grid, so that no edge is grey that can be sharp.
package main

import (
	"fmt"
	"image"
	"image/png"
	"log"
	"os"
	"path/filepath"
	"strconv"
)

// sizes are those of every picture, appSizes those that the program's own picture has besides.
var (
	sizes    = []int{16, 20, 24, 32, 48, 64}
	appSizes = []int{128, 256, 512}
)

func main() {
	log.SetFlags(0)
	if len(os.Args) < 2 {
		log.Fatal("usage: icons FOLDER [SIZE...] | icons -sheet FILE")
	}
	drawings, err := parse(source)
	if err != nil {
		log.Fatal(err)
	}
	if os.Args[1] == "-sheet" {
		if len(os.Args) != 3 {
			log.Fatal("usage: icons -sheet FILE")
		}
		save(os.Args[2], sheet(drawings))
		return
	}
	folder := os.Args[1]
	one := func(name string, size int) {
		drawing := drawings[name]
		if name == "app" && size <= gridded {
			drawing = drawings["ready"]
		}
		save(filepath.Join(folder, fmt.Sprintf("%s-%d.png", name, size)), render(drawing, size))
	}
	for _, text := range os.Args[2:] {
		size, err := strconv.Atoi(text)
		if err != nil || size < 1 || size > 1024 {
			log.Fatalf("%q is no size", text)
		}
		one("app", size)
	}
	if len(os.Args) > 2 {
		return
	}
	for name := range drawings {
		for _, size := range sizes {
			one(name, size)
		}
	}
	for _, size := range appSizes {
		one("app", size)
	}
}

func save(path string, img image.Image) {
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(file, img); err != nil {
		log.Fatal(err)
	}
	if err := file.Close(); err != nil {
		log.Fatal(err)
	}
}
