package app

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"runtime/debug"

	"gopkg.in/natefinch/lumberjack.v2"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// openLog opens the log: three files of 1 MB at most. Where it cannot be
// written the program goes on without.
func openLog(folder string, practice bool, level string) *slog.Logger {
	var l slog.Level
	if err := l.UnmarshalText([]byte(level)); err != nil {
		l = slog.LevelInfo
	}
	name := "wolkvox-hold.log"
	if practice {
		name = "practice.log"
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return slog.New(slog.NewTextHandler(io.Discard, nil))
	}
	file := &lumberjack.Logger{Filename: filepath.Join(folder, name), MaxSize: 1, MaxBackups: 2}
	return slog.New(slog.NewTextHandler(file, &slog.HandlerOptions{Level: l}))
}

// catchCrashes lets the runtime write the trace of a crash beside the log, where
// IT finds it. The token stands behind a pointer and is not in it.
func catchCrashes(folder string) {
	file, err := os.OpenFile(filepath.Join(folder, "crash.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return
	}
	_ = debug.SetCrashOutput(file, debug.CrashOptions{})
	_ = file.Close() // the runtime has a copy of its own
}

func logLevelOf(o hold.Outcome) slog.Level {
	if o.Result == hold.Unknown {
		return slog.LevelWarn
	}
	return slog.LevelInfo
}
