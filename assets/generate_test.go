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
	if out, err := exec.Command("go", "run", "-trimpath", "../.ci/icons", folder).CombinedOutput(); err != nil {
		t.Fatalf("icons: %v\n%s", err, out)
	}
	for _, name := range Names() {
		file, err := os.Open(filepath.Join(folder, name+".png"))
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := png.Decode(file)
		_ = file.Close()
		if err != nil {
			t.Fatal(err)
		}
		// Pixels and not files: another Go may pack the same picture differently.
		if got, want := drawn.(*image.NRGBA), decode(t, name).(*image.NRGBA); !bytes.Equal(got.Pix, want.Pix) {
			t.Errorf("%s: not what .ci/icons draws; run: go generate ./assets", name)
		}
	}
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
