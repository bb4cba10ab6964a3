package settingsfile

import (
	"errors"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

func TestDefaultPath(t *testing.T) {
	for appData, want := range map[string]string{
		`C:\Users\ana\AppData\Roaming`: `C:\Users\ana\AppData\Roaming\wolkvox-hold\config.json`,
		`\\server\users\ana\AppData`:   `\\server\users\ana\AppData\wolkvox-hold\config.json`,
		``:                             ``,
		`AppData`:                      ``,
		`C:AppData`:                    ``,
	} {
		got, err := DefaultPath(func(k string) string { return map[string]string{"APPDATA": appData}[k] })
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v, want %q", appData, got, err, want)
		}
	}
}

// A missing drive is not a first start, and nothing is saved there.
func TestSettingsOnAShareThatIsGone(t *testing.T) {
	for _, appData := range []string{`\\127.0.0.1\no-such-share\AppData`, `\\127.0.0.1\no-such-share`, `Q:\AppData`, `Q:\`} {
		f := File{appData + `\wolkvox-hold\config.json`}
		raw, err := f.Load()
		if err == nil || errors.Is(err, ErrTorn) || len(raw) != 0 {
			t.Errorf("%s: Load: got %v, %v, want that it cannot be read", appData, raw, err)
		}
		called := false
		if err := f.Save(func(settings.Raw) error { called = true; return nil }); err == nil || called {
			t.Errorf("%s: Save: got %v, change called: %v", appData, err, called)
		}
	}
}
