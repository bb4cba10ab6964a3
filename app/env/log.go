package env

import (
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/logfile"
)

// logEndsWithin is how long the end of a process waits for its log.
const logEndsWithin = time.Second

// Log is the log of a process: a logger, its level, which may change, and its file.
type Log struct {
	*slog.Logger
	Level *slog.LevelVar
	File  *logfile.File
}

// OpenLog opens the log. Writing never waits for the disk, and a disk that cannot be written
// is not an error: the program works without a log.
func OpenLog(folder string, practice bool, level string) Log {
	name := ProgramName
	if practice {
		name = "practice"
	}
	j := Log{Level: new(slog.LevelVar), File: &logfile.File{Folder: folder, Name: name}}
	j.Logger = slog.New(slog.NewTextHandler(j.File, &slog.HandlerOptions{Level: j.Level}))
	j.KeepTo(level)
	return j
}

// KeepTo changes the level; an invalid one means info.
func (j Log) KeepTo(level string) {
	var l slog.Level
	if l.UnmarshalText([]byte(level)) != nil {
		l = slog.LevelInfo
	}
	j.Level.Set(l)
}

// Flush waits for the log to be on disk, for at most [logEndsWithin].
func (j Log) Flush() { j.File.Flush(logEndsWithin) }
