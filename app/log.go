package app

import (
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// logPress logs a press in one line: its number in this process, where it came from,
// what became of it and why, and where the time went, in milliseconds. It has
// neither the token nor the extension.
func logPress(log *slog.Logger, o hold.Outcome, more ...any) {
	attrs := append([]any{
		"press", o.Number, "source", o.Source, "outcome", o.Result, "reason", o.Reason, "took_ms", o.Took.Milliseconds(),
	}, more...)
	for _, step := range []struct {
		name string
		took time.Duration
	}{
		{"age_ms", o.Times.Age}, {"queue_ms", o.Times.Queue}, {"ready_ms", o.Times.Ready}, {"connect_ms", o.Times.Connect},
		{"mark_ms", o.Times.Mark}, {"first_byte_ms", o.Times.FirstByte},
	} {
		if step.took > 0 {
			attrs = append(attrs, step.name, float64(step.took.Microseconds())/1000)
		}
	}
	attrs = append(attrs, "tries", o.Reply.Tries, "also_ignored", o.AlsoIgnored)
	if o.Reply.HTTPStatus != 0 {
		attrs = append(attrs, "http_status", o.Reply.HTTPStatus, "code", o.Reply.Code, "msg", o.Reply.Msg)
	}
	if o.Reply.Result == "unknown" && o.Reply.Excerpt != "" {
		attrs = append(attrs, "content_type", o.Reply.ContentType, "excerpt", o.Reply.Excerpt)
	}
	if o.Reply.Err != nil {
		attrs = append(attrs, "err", o.Reply.Err)
	}
	if o.Result == hold.Unknown {
		log.Warn("press", attrs...)
		return
	}
	log.Info("press", attrs...)
}

// maxCrashes is the size, in bytes, from which on the traces of crashes begin a new
// file; one older file is kept.
const maxCrashes = 1 << 20

// catchCrashes lets the runtime write the trace of a crash beside the log, where
// IT finds it. The token stands behind a pointer and is not in it.
func catchCrashes(folder string) {
	if os.MkdirAll(folder, 0o700) != nil {
		return
	}
	path := filepath.Join(folder, "crash.log")
	if info, err := os.Stat(path); err == nil && info.Size() > maxCrashes {
		_ = os.Rename(path, filepath.Join(folder, "crash.1.log"))
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_ = debug.SetCrashOutput(file, debug.CrashOptions{})
	_ = file.Close() // the runtime has a copy of its own
}
