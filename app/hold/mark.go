package hold

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"strconv"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// MarkSize is the length in bytes of a Mark's text, its line end included.
const MarkSize = 64

const markHead = "hold"

var errMark = errors.New("not a mark of this program")

// Mark is the latest press in the lock file. With it the press gap also holds in the next
// process, and a crash is reported.
type Mark struct {
	// InFlight is true from before the first byte of a request until its outcome. If it
	// is true at a start, the process of that press died in between.
	InFlight bool
	// At is when the mark was made, by the wall clock.
	At time.Time
	// Wait is how long after At presses are dropped: 0 to MaxGap. It is stored in whole
	// milliseconds, rounded up.
	Wait time.Duration
	// Pressed is when the latest press was made, by the wall clock.
	Pressed time.Time
	// Unknown is true while there is an unknown outcome that nobody has seen, and no
	// press toggled since. It is not stored with InFlight.
	Unknown bool
	// Boot is At by the machine's boot clock. Within one boot only this clock counts,
	// so that setting the wall clock changes nothing.
	Boot Boot
}

// Boot is a moment by the clock that starts with the machine and counts while the
// machine sleeps.
type Boot struct {
	// ID differs for each boot and each machine. 0 means that there is no such clock.
	ID uint32
	// Since is how long ago the machine started.
	Since time.Duration
}

// MarshalText returns the mark as one line of exactly MarkSize bytes, so that each
// write replaces the previous one completely: the state, At, Wait, the time from the
// latest press to At, the boot clock and its boot, and a checksum. Times are in
// milliseconds, rounded up, so that no gap ends early. It never fails.
func (m Mark) MarshalText() ([]byte, error) {
	state := stateDone
	switch {
	case m.InFlight:
		state = stateSent
	case m.Unknown:
		state = stateUnknown
	}
	ago := int64(noPress)
	if !m.Pressed.IsZero() && stamp(m.At) > 0 {
		ago = min(millis(max(m.At.Sub(m.Pressed), 0)), noPress)
	}
	line := append(make([]byte, 0, MarkSize), markHead+" "+state...)
	line = appendHex(line, 11, stamp(m.At))
	line = appendHex(line, 4, millis(clampWait(m.Wait)))
	line = appendHex(line, 6, ago)
	line = appendHex(line, 11, min(millis(max(m.Boot.Since, 0)), latestStamp))
	line = appendHex(line, 8, int64(m.Boot.ID))
	return append(appendHex(line, 8, int64(crc32.ChecksumIEEE(append(line, ' ')))), '\n'), nil
}

// appendHex writes a space and n with the given number of digits. Package fmt would be
// slower, and a press waits for this.
func appendHex(b []byte, digits int, n int64) []byte {
	b = append(b, ' ')
	for d := 4 * (digits - 1); d >= 0; d -= 4 {
		b = append(b, "0123456789abcdef"[n>>d&15])
	}
	return b
}

const (
	stateSent    = "sent" // in flight
	stateDone    = "done"
	stateUnknown = "look" // done, with an unknown outcome that nobody has seen

	// noPress means no press, or one made more than 4 h before.
	noPress = 1<<24 - 1
	// latestStamp is the latest time that 11 digits hold, in the year 2527.
	latestStamp = 1<<44 - 1
)

// UnmarshalText parses what MarshalText returns, and the line of older versions, which
// has no boot clock. Anything else is an error.
func (m *Mark) UnmarshalText(b []byte) error {
	if len(b) != MarkSize || b[MarkSize-1] != '\n' {
		return errMark
	}
	f := bytes.Split(b[:MarkSize-1], []byte(" "))
	if string(f[0]) != markHead {
		return errMark
	}
	if len(f) == 6 {
		return m.unmarshalOld(b, f)
	}
	if len(f) != 8 {
		return errMark
	}
	var read Mark
	switch string(f[1]) {
	case stateSent:
		read.InFlight = true
	case stateUnknown:
		read.Unknown = true
	}
	at, err1 := strconv.ParseInt(string(f[2]), 16, 64)
	wait, err2 := strconv.ParseInt(string(f[3]), 16, 64)
	ago, err3 := strconv.ParseInt(string(f[4]), 16, 64)
	since, err4 := strconv.ParseInt(string(f[5]), 16, 64)
	id, err5 := strconv.ParseUint(string(f[6]), 16, 32)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		return errMark
	}
	read.At = unstamp(at)
	read.Wait = time.Duration(wait) * time.Millisecond
	if ago != noPress {
		read.Pressed = read.At.Add(-time.Duration(ago) * time.Millisecond)
	}
	read.Boot = Boot{uint32(id), time.Duration(since) * time.Millisecond}
	// Encoded again it must give the same line: this checks the checksum, the widths,
	// signs and ranges in one comparison.
	if again, _ := read.MarshalText(); !bytes.Equal(again, b) {
		return errMark
	}
	*m = read
	return nil
}

// unmarshalOld reads a line without a boot clock. Its times are in nanoseconds.
func (m *Mark) unmarshalOld(b []byte, f [][]byte) error {
	const sum = MarkSize - 9
	at, err1 := strconv.ParseInt(string(f[2]), 10, 64)
	wait, err2 := strconv.ParseInt(string(f[3]), 10, 64)
	pressed, err3 := strconv.ParseInt(string(f[4]), 10, 64)
	state := string(f[1])
	if err := errors.Join(err1, err2, err3); err != nil || at < 0 || wait < 0 || pressed < 0 ||
		state != stateSent && state != stateDone ||
		string(b[sum:]) != fmt.Sprintf("%08x\n", crc32.ChecksumIEEE(b[:sum])) {
		return errMark
	}
	*m = Mark{InFlight: state == stateSent, Wait: clampWait(time.Duration(wait) * time.Millisecond)}
	if at > 0 {
		m.At = time.Unix(0, at)
	}
	if pressed > 0 {
		m.Pressed = time.Unix(0, pressed)
	}
	return nil
}

// ParseMark parses the content of a lock file, with now by the wall clock and boot by
// the boot clock. Nothing, or only NUL bytes and white space, is the zero Mark. Times
// in the future count as now, because the clock was set back. Anything that cannot be
// parsed counts as a request that was in flight until now: a write that a crash cut
// short leaves such a line, and any other meaning could hide that request.
func ParseMark(b []byte, now time.Time, boot Boot) Mark {
	if len(bytes.Trim(b, "\x00 \t\r\n")) == 0 {
		return Mark{}
	}
	var m Mark
	if err := m.UnmarshalText(bytes.TrimRight(b, "\x00 ")); err != nil {
		return Mark{InFlight: true, At: now.Round(0), Wait: UnansweredGap, Boot: boot}
	}
	return m.asOf(now, boot)
}

// asOf corrects the times of a mark to what is possible now. A mark of this boot gets
// the times that the present wall clock would have shown.
func (m Mark) asOf(now time.Time, boot Boot) Mark {
	now = now.Round(0)
	if !m.At.IsZero() && m.Boot.ID != 0 && m.Boot.ID == boot.ID {
		at := now.Add(-max(boot.Since-m.Boot.Since, 0))
		if !m.Pressed.IsZero() {
			m.Pressed = at.Add(-m.At.Sub(m.Pressed))
		}
		m.At = at
	}
	if m.At.After(now) {
		m.At = now
	}
	if m.Pressed.After(now) {
		m.Pressed = now
	}
	m.Wait = clampWait(m.Wait)
	return m
}

// RefusedUntil returns the mark of a process that held the lock until now. Presses of
// other processes may have been refused in the meantime without a trace, and each of
// them moves the end of the press gap to at least MinGap after itself.
func (m Mark) RefusedUntil(now time.Time, boot Boot) Mark {
	if m.InFlight || m.At.IsZero() {
		return m
	}
	now = now.Round(0)
	m = m.asOf(now, boot)
	m.Wait = max(clampWait(m.Wait-now.Sub(m.At)), MinGap)
	m.At, m.Boot = now, boot
	return m
}

// arrivalSpread is how much later than a command one that was started before it may arrive,
// at least.
const arrivalSpread = 200 * time.Millisecond

// WaitForEarlier returns how long a command of the given age must wait before it presses.
// A desktop starts one for each repeat of a held key, and a machine under load may run a
// later one first. If those that were started in the press gap are all still on their way,
// the later one finds the gap over. So a command that was started less than MinGap after
// the gap lets the earlier ones arrive: for as long as it took itself, and at least 0.2 s,
// until it is too late to be sent.
func (m Mark) WaitForEarlier(age time.Duration, now time.Time, boot Boot) time.Duration {
	if m.At.IsZero() || m.InFlight || age > wolkvox.SendWithin {
		return 0
	}
	m = m.asOf(now, boot)
	behind := now.Round(0).Sub(m.At) - m.Wait - age
	if behind < 0 || behind >= MinGap {
		return 0
	}
	return min(max(age, arrivalSpread), wolkvox.SendWithin-age)
}

func clampWait(d time.Duration) time.Duration {
	return min(max(d, 0), MaxGap)
}

// millis returns a duration of at least 0 in whole milliseconds, rounded up.
func millis(d time.Duration) int64 {
	ms := int64(d / time.Millisecond)
	if d%time.Millisecond > 0 {
		ms++
	}
	return ms
}

// stamp returns a time as milliseconds since 1970, rounded up, and 0 for none or for a
// time that 11 digits cannot hold.
func stamp(t time.Time) int64 {
	ms := t.Add(time.Millisecond - 1).UnixMilli()
	if t.Year() < 1970 || t.Year() > 2500 {
		return 0
	}
	return max(ms, 0)
}

func unstamp(ms int64) time.Time {
	if ms <= 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
