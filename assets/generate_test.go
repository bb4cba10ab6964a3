//go:build !windows

package assets

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// The pictures in the repository are the ones that .ci/icons draws.
func TestThePicturesAreDrawnByIcons(t *testing.T) {
	folder := t.TempDir()
	icons := filepath.Join(folder, "icons")
	for _, arguments := range [][]string{
		{"build", "-trimpath", "-o", icons, "../.ci/icons"}, {folder}, {"-sheet", filepath.Join(folder, "sheet.png")},
	} {
		program := icons
		if arguments[0] == "build" {
			program = "go"
		}
		if out, err := exec.Command(program, arguments...).CombinedOutput(); err != nil {
			t.Fatalf("icons %v: %v\n%s", arguments, err, out)
		}
	}
	same := func(name, drawn, ours string) {
		a, b := picture(t, drawn), picture(t, ours)
		if a.Bounds() != b.Bounds() {
			t.Errorf("%s: %v, want %v; run: go generate ./assets", name, b.Bounds(), a.Bounds())
			return
		}
		// Colours and not files: another Go may pack the same picture differently, and another processor may round
		// one of the 64 points of a pixel differently.
		const tolerance = 0xffff * 3 / 64
		apart := func(v, w uint32) bool { return max(v, w)-min(v, w) > tolerance }
		for y := range a.Bounds().Dy() {
			for x := range a.Bounds().Dx() {
				r, g, b1, al := a.At(x, y).RGBA()
				r2, g2, b2, al2 := b.At(x, y).RGBA()
				if apart(r, r2) || apart(g, g2) || apart(b1, b2) || apart(al, al2) {
					t.Errorf("%s: not what .ci/icons draws at %d, %d; run: go generate ./assets", name, x, y)
					return
				}
			}
		}
	}
	drawn, err := filepath.Glob(filepath.Join(folder, "*-*.png"))
	if err != nil || len(drawn) == 0 {
		t.Fatalf("icons drew %d pictures, %v", len(drawn), err)
	}
	for _, file := range drawn {
		same(filepath.Base(file), file, filepath.Join("icons", filepath.Base(file)))
	}
	if ours, _ := filepath.Glob("icons/*"); len(ours) != len(drawn) {
		t.Errorf("there are %d pictures, and .ci/icons draws %d", len(ours), len(drawn))
	}
	same("the sheet", filepath.Join(folder, "sheet.png"), "docs/pictures/icons.png")
}

// picture reads a PNG file.
func picture(t *testing.T, path string) image.Image {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return img
}

// The same holds for the sounds. Another processor may round a sample differently,
// by one step.
func TestTheSoundsAreMadeByGenerate(t *testing.T) {
	folder := t.TempDir()
	if out, err := exec.Command("go", "run", "-trimpath", "../.ci/sounds", folder).CombinedOutput(); err != nil {
		t.Fatalf("sounds: %v\n%s", err, out)
	}
	for _, name := range outcomes {
		wav, err := os.ReadFile(filepath.Join(folder, name+".wav"))
		if err != nil {
			t.Fatal(err)
		}
		made, want := samples(t, wav), samples(t, Sound(name))
		if len(made) != len(want) {
			t.Fatalf("%s: %d samples, want %d; run: go generate ./assets", name, len(want), len(made))
		}
		for i := range made {
			if d := made[i] - want[i]; d > 1.5/32768 || d < -1.5/32768 {
				t.Fatalf("%s: not what .ci/sounds makes; run: go generate ./assets", name)
			}
		}
	}
}
