//go:build !nowindow

package capture

import (
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func TestKeysBecomeAChord(t *testing.T) {
	for _, tt := range []struct {
		keys []fyne.KeyName
		want string
		what keyKind
	}{
		{[]fyne.KeyName{desktop.KeyControlLeft, desktop.KeyShiftLeft, fyne.KeyF9}, "Ctrl+Shift+F9", keyChord},
		{[]fyne.KeyName{desktop.KeyShiftLeft, desktop.KeyControlRight, fyne.KeyF9}, "Ctrl+Shift+F9", keyChord},
		{[]fyne.KeyName{desktop.KeyControlLeft, desktop.KeyControlRight, fyne.KeyF9}, "Ctrl+F9", keyChord},
		{[]fyne.KeyName{desktop.KeySuperRight, desktop.KeyAltLeft, fyne.KeyA}, "Alt+Super+A", keyChord},
		{[]fyne.KeyName{desktop.KeyControlLeft, fyne.KeyPageUp}, "Ctrl+PageUp", keyChord},
		{[]fyne.KeyName{desktop.KeyControlLeft, fyne.KeyPlus}, "Ctrl+Plus", keyChord},
		{[]fyne.KeyName{desktop.KeyControlLeft}, "Ctrl+", keyModifier},
		{[]fyne.KeyName{desktop.KeyControlLeft, fyne.KeyUnknown}, "Ctrl+", keyUnknown},
		{[]fyne.KeyName{desktop.KeyControlLeft, fyne.KeyEscape}, "", keyCancel},
	} {
		var k keys
		var got string
		var what keyKind
		for _, name := range tt.keys {
			got, what = k.press(&fyne.KeyEvent{Name: name})
		}
		if got != tt.want || what != tt.what {
			t.Errorf("%v: got %q %d, want %q %d", tt.keys, got, what, tt.want, tt.what)
		}
	}
}

// If the desktop kept the release of Ctrl, GLFW thinks that the key is still down and
// does not report its next press. Without that Ctrl, a different chord would be
// recorded.
func TestAModifierThatWasNotReportedCounts(t *testing.T) {
	k := keys{live: func() fyne.KeyModifier { return fyne.KeyModifierControl | fyne.KeyModifierShift }}
	if got, _ := k.press(&fyne.KeyEvent{Name: fyne.KeyF10}); got != "Ctrl+Shift+F10" {
		t.Errorf("got %q, want Ctrl+Shift+F10", got)
	}
}

func TestTheRightAltKeyIsAltGrExceptOnMacOS(t *testing.T) {
	for goos, want := range map[string]string{"linux": "AltGr", "windows": "AltGr", "darwin": "Alt"} {
		if got := modifierName(desktop.KeyAltRight, goos); got != want {
			t.Errorf("%s: got %q, want %q", goos, got, want)
		}
	}
}

func TestHardwareCodesOfKeysWithoutAName(t *testing.T) {
	for _, tt := range []struct {
		goos string
		code int
		want string
	}{
		{"linux", 127, "Pause"}, {"linux", 191, "F13"}, {"linux", 198, "F20"}, {"linux", 190, ""}, {"linux", 199, ""},
		{"windows", 0x45, "Pause"}, {"windows", 0x46, ""}, {"windows", 0x64, "F13"}, {"windows", 0x6B, "F20"}, {"windows", 0x6C, ""},
		{"darwin", 0x69, "F13"}, {"darwin", 0x6A, "F16"}, {"darwin", 0x5A, "F20"}, {"darwin", 0x00, ""},
	} {
		if got := hardwareName(tt.code, tt.goos); got != tt.want {
			t.Errorf("%s %#x: got %q, want %q", tt.goos, tt.code, got, tt.want)
		}
	}
}

// The 1 of the keypad has the same name as the 1 above the letters, but is another key.
func TestADigitOfTheNumberPadIsNotRecorded(t *testing.T) {
	for _, tt := range []struct {
		goos string
		code int
		want bool
	}{
		{"linux", 10, false}, {"linux", 19, false}, {"linux", 87, true}, {"linux", 90, true},
		{"windows", 0x02, false}, {"windows", 0x0B, false}, {"windows", 0x4F, true}, {"windows", 0x52, true},
		{"darwin", 0x12, false}, {"darwin", 0x1D, false}, {"darwin", 0x52, true}, {"darwin", 0x5C, true},
	} {
		if got := keypadDigit(tt.code, tt.goos); got != tt.want {
			t.Errorf("%s %#x: got %v, want %v", tt.goos, tt.code, got, tt.want)
		}
	}
	if runtime.GOOS == "linux" {
		var k keys
		k.press(&fyne.KeyEvent{Name: desktop.KeyControlLeft})
		if _, what := k.press(&fyne.KeyEvent{Name: fyne.Key1, Physical: fyne.HardwareKey{ScanCode: 87}}); what != keyKeypad {
			t.Errorf("pad 1: got %d, want %d", what, keyKeypad)
		}
		if got, what := k.press(&fyne.KeyEvent{Name: fyne.KeyF12, Physical: fyne.HardwareKey{ScanCode: 88}}); what != keyChord {
			t.Errorf("F12 on Wayland: got %q %d, want a chord", got, what)
		}
	}
}

// A complete chord is always a text that the chord parser accepts or refuses, and
// nothing panics.
func FuzzKeys(f *testing.F) {
	f.Add("LeftControl RightShift F9", 0)
	f.Add("RightAlt Q", 24)
	f.Add("Escape LeftSuper", 0)
	f.Add("LeftControl +", 86)
	f.Fuzz(func(t *testing.T, names string, code int) {
		var k keys
		for _, name := range strings.Fields(names) {
			chord, what := k.press(&fyne.KeyEvent{Name: fyne.KeyName(name), Physical: fyne.HardwareKey{ScanCode: code}})
			if what != keyChord {
				continue
			}
			if c, err := settings.ParseChord(chord); err == nil {
				if again, err := settings.ParseChord(c.String()); err != nil || again != c {
					t.Errorf("%q: got %v %v, want %v again", chord, again, err, c)
				}
			}
			k.release(&fyne.KeyEvent{Name: fyne.KeyName(name)})
		}
	})
}
