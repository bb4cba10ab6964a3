package tray

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// Whatever happened to the folder of pictures, the file that is returned has the picture.
func TestPictureFile(t *testing.T) {
	picture := []byte("a picture")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, spoil := range map[string]func(folder, file string){
		"nothing":                      func(string, string) {},
		"the folder was cleaned away":  func(folder, _ string) { must(os.RemoveAll(folder)) },
		"the file is another":          func(_, file string) { must(os.WriteFile(file, []byte("b picture"), 0o600)) },
		"the file is torn":             func(_, file string) { must(os.Truncate(file, 3)) },
		"a folder has the file's name": func(_, file string) { must(os.Remove(file)); must(os.MkdirAll(file, 0o700)) },
		"a file has the folder's name": func(folder, _ string) { must(os.RemoveAll(folder)); must(os.WriteFile(folder, nil, 0o600)) },
	} {
		folder, spare := filepath.Join(t.TempDir(), "state", "icons"), t.TempDir()
		file, err := pictureFile(picture, folder, spare)
		must(err)
		if filepath.Dir(file) != folder {
			t.Errorf("the file is %s, want one in %s", file, folder)
		}
		spoil(folder, file)
		file, err = pictureFile(picture, folder, spare)
		must(err)
		if got, err := os.ReadFile(file); err != nil || !bytes.Equal(got, picture) {
			t.Errorf("%s: %s holds %q, %v", name, file, got, err)
		}
	}
	nowhere := filepath.Join(t.TempDir(), "file")
	must(os.WriteFile(nowhere, nil, 0o600))
	if file, err := pictureFile(picture, "", nowhere); err == nil {
		t.Errorf("no folder can be written: got %q", file)
	}
}
