package app

import (
	"context"
	"log/slog"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// leveled is a log that is asked anew, for each line, from which level on it
// writes: log_level counts without a restart.
type leveled struct {
	slog.Handler // writes everything
	from         slog.Leveler
}

// atLevel is log, written from the resident's level on.
func (r *resident) atLevel(log *slog.Logger) *slog.Logger {
	return slog.New(leveled{log.Handler(), &r.level})
}

// setLevel takes the level over from the settings.
func (r *resident) setLevel(v settings.Values) {
	var l slog.Level
	if l.UnmarshalText([]byte(v.LogLevel)) == nil { // else what was before
		r.level.Set(l)
	}
}

// Enabled, WithAttrs and WithGroup are those of a slog.Handler.
func (h leveled) Enabled(ctx context.Context, l slog.Level) bool {
	return l >= h.from.Level() && h.Handler.Enabled(ctx, l)
}

func (h leveled) WithAttrs(attrs []slog.Attr) slog.Handler {
	return leveled{h.Handler.WithAttrs(attrs), h.from}
}

func (h leveled) WithGroup(name string) slog.Handler {
	return leveled{h.Handler.WithGroup(name), h.from}
}
