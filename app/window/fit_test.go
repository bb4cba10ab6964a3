//go:build !nowindow

package window

import (
	"testing"

	"fyne.io/fyne/v2"
)

func TestTheWindowFitsItsScreen(t *testing.T) {
	for _, tt := range []struct {
		name          string
		width, height int
		scale         float32
		want          fyne.Size
	}{
		{"1280x720 at 100 % with a taskbar", 1280, 686, 1, size},
		{"1920x1080 at 200 %", 1920, 1040, 2, fyne.NewSize(480, 472)},
		{"1366x768 at 150 %", 1366, 728, 1.5, fyne.NewSize(480, 728/1.5-48)},
		{"a wide one", 5120, 1440, 1, size},
		{"800x600", 800, 560, 1, fyne.NewSize(480, 512)},
		{"nothing is known", 0, 0, 1, size},
	} {
		if got := fittedSize(size, tt.width, tt.height, tt.scale); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
