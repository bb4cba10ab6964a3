package press

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
)

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
