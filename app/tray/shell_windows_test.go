package tray

import (
	"context"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

func TestWithoutAWindowThereIsNoIcon(t *testing.T) {
	if window := winapi.TrayWindow(); window != 0 || iconShown(window) {
		t.Errorf("window %#x, want none and no icon", window)
	}
}

// TestPicturesNeedNoFile, in whatever size.
func TestPicturesNeedNoFile(t *testing.T) {
	for _, name := range []string{"TMP", "TEMP"} {
		t.Setenv(name, `C:\no\such\folder`)
	}
	size := iconSize()
	if size < 16 || size > maxPicture {
		t.Fatalf("an icon of %d pixels", size)
	}
	for _, pngs := range [][][]byte{{plain(t, 32, grey)}, {plain(t, size, grey), plain(t, 48, grey)}, {plain(t, 1, grey)}} {
		icon, err := loadIcon(pngs[0], pngs[1:])
		if err != nil {
			t.Fatal(err)
		}
		winapi.DestroyIcon(icon)
	}
	if _, err := loadIcon([]byte("no PNG"), nil); err == nil {
		t.Error("an icon of no picture")
	}
}

// TestAPictureThatIsNotShownIsSaid: there is no icon here that could take it.
func TestAPictureThatIsNotShownIsSaid(t *testing.T) {
	var lost []error
	tr := &Tray{Lost: func(err error) { lost = append(lost, err) }, running: true}
	for range 2 {
		if tr.showPicture(context.Background(), plain(t, 32, grey), nil) {
			t.Fatal("it counts as shown")
		}
	}
	if len(lost) != 1 || Code(lost[0]) != Stale {
		t.Errorf("told %v", lost)
	}
	if _, err := tr.Status(); Code(err) != Stale {
		t.Errorf("status %v", err)
	}
}
