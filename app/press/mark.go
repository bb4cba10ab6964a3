package press

import (
	"log/slog"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

// MarkStore returns a function that writes marks into the lock and logs what prevents it.
// A press whose mark cannot be written is not sent: if this process died with it, the next
// start could not report it.
func MarkStore(lock *instance.Lock, log *slog.Logger) func(hold.Mark) error {
	return func(m hold.Mark) error {
		err := StoreMark(lock, m)
		if err != nil {
			log.Warn("mark not written", "err", err)
		}
		return err
	}
}

// StoreMark writes the mark of a press into the lock that this process holds.
func StoreMark(lock *instance.Lock, m hold.Mark) error {
	b, err := m.MarshalText()
	if err != nil {
		return err
	}
	return lock.Store(b)
}

// NewestMark returns the latest of the marks in all places of the lock. A process that could
// not write to a place left an older mark there, which was reported long ago.
func NewestMark(stamps [][]byte, now time.Time, boot hold.Boot) hold.Mark {
	var newest hold.Mark
	for _, b := range stamps {
		m := hold.ParseMark(b, now, boot)
		if m.At.After(newest.At) {
			newest = m
		}
	}
	return newest
}
