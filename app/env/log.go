package env

import (
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/logfile"
)

// logEndsWithin is how long the end of a process waits for its log.
const logEndsWithin = time.Second

// Log is the log of a process: a logger, the level that it keeps to, which may
// change, and the file below.
type Log struct {
	*slog.Logger
	Level *slog.LevelVar
	File  *logfile.File
}

// OpenLog opens the log. Writing waits for no disk, and one that takes nothing is no
// error: then the program goes on without.
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

// KeepTo changes how much is logged; what is no level counts as info.
func (j Log) KeepTo(level string) {
	var l slog.Level
	if l.UnmarshalText([]byte(level)) != nil {
		l = slog.LevelInfo
	}
	j.Level.Set(l)
}

// Flush waits for the disk to take what was logged, within reason.
func (j Log) Flush() { j.File.Flush(logEndsWithin) }
