package desktop

import (
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/win32"
)

// Open makes a listener on this desktop. It always succeeds; only [Listener.Grab] can be
// refused. A nil log logs nothing. Windows does not show the text that says what the key does.
func Open(log *slog.Logger, _ string) (*Listener, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Listener{Backend: hotkey.BackendWindows, Polled: true, source: win32.New(log)}, nil
}
