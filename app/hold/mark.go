package hold

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"
)

// MarkSize is the length in bytes of a Mark's text, its line end included.
const MarkSize = 64

const markHead = "hold"

var errMark = errors.New("not a mark of this program")

// Mark is what the lock file keeps about the latest press, so that the press
// gap holds from one process to the next and a crash is not silent.
type Mark struct {
	// InFlight is true from before the first byte of a request until its
	// outcome. Found at a start, it means that its process died in between.
	InFlight bool
	// At is when the mark was made, by the wall clock.
	At time.Time
	// Wait is how long from At presses are dropped: 0 to MaxGap. It is kept in
	// whole milliseconds, rounded up.
	Wait time.Duration
	// Pressed is when the latest press was made, by the wall clock.
	Pressed time.Time
}

// MarshalText writes the mark as one line of exactly MarkSize bytes, so that one
// write replaces another whole. It never fails.
func (m Mark) MarshalText() ([]byte, error) {
	state := "done"
	if m.InFlight {
		state = "sent"
	}
	wait := (clampWait(m.Wait) + time.Millisecond - 1) / time.Millisecond
	line := fmt.Appendf(nil, "%s %s %019d %04d %019d ", markHead, state, stamp(m.At), wait, stamp(m.Pressed))
	return fmt.Appendf(line, "%08x\n", crc32.ChecksumIEEE(line)), nil
}

// UnmarshalText reads what MarshalText wrote, and nothing else.
func (m *Mark) UnmarshalText(b []byte) error {
	if len(b) != MarkSize || b[MarkSize-1] != '\n' {
		return errMark
	}
	f := bytes.Split(b[:MarkSize-1], []byte(" "))
	if len(f) != 6 || string(f[0]) != markHead {
		return errMark
	}
	var read Mark
	switch string(f[1]) {
	case "sent":
		read.InFlight = true
	case "done":
	default:
		return errMark
	}
	at, err1 := strconv.ParseInt(string(f[2]), 10, 64)
	wait, err2 := strconv.ParseInt(string(f[3]), 10, 64)
	pressed, err3 := strconv.ParseInt(string(f[4]), 10, 64)
	if err := errors.Join(err1, err2, err3); err != nil {
		return errMark
	}
	read.At, read.Pressed = unstamp(at), unstamp(pressed)
	read.Wait = time.Duration(wait) * time.Millisecond
	// Written anew it must be the same line: that covers the checksum, the
	// widths, signs and ranges in one comparison.
	if again, _ := read.MarshalText(); !bytes.Equal(again, b) {
		return errMark
	}
	*m = read
	return nil
}

// ParseMark reads what a lock file held, at the wall clock's now. Nothing, or
// only NUL bytes and white space, is no mark: the zero Mark. Times in the future
// count as now, since the clock was set back. What cannot be read counts as a
// request that was in flight until now: that is what a write cut short by a
// crash leaves behind, and the other guess could keep silent about it.
func ParseMark(b []byte, now time.Time) Mark {
	if len(bytes.Trim(b, "\x00 \t\r\n")) == 0 {
		return Mark{}
	}
	var m Mark
	if err := m.UnmarshalText(bytes.TrimRight(b, "\x00 ")); err != nil {
		return Mark{InFlight: true, At: now.Round(0), Wait: DefaultGap}
	}
	return m.asOf(now)
}

// asOf brings a mark from outside into bounds.
func (m Mark) asOf(now time.Time) Mark {
	now = now.Round(0)
	if m.At.After(now) {
		m.At = now
	}
	if m.Pressed.After(now) {
		m.Pressed = now
	}
	m.Wait = clampWait(m.Wait)
	return m
}

// LetGo is the mark that a process leaves behind which has held the lock until now:
// presses of other processes were refused meanwhile and left no trace, and each of
// them moves the end of the press gap to at least MinGap after itself.
func (m Mark) LetGo(now time.Time) Mark {
	if m.InFlight || m.At.IsZero() {
		return m
	}
	now = now.Round(0)
	m = m.asOf(now)
	m.Wait = max(clampWait(m.Wait-now.Sub(m.At)), MinGap)
	m.At = now
	return m
}

func clampWait(d time.Duration) time.Duration {
	return min(max(d, 0), MaxGap)
}

// stamp is a time as nanoseconds since 1970, 0 for none. What 19 digits cannot
// hold is no time a press was ever made at.
func stamp(t time.Time) int64 {
	if t.Year() < 1970 || t.Year() > 2261 {
		return 0
	}
	return max(t.UnixNano(), 0)
}

func unstamp(n int64) time.Time {
	if n <= 0 {
		return time.Time{}
	}
	return time.Unix(0, n)
}
