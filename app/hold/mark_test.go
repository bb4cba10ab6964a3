package hold

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 123e6, time.UTC)

func text(t *testing.T, m Mark) []byte {
	t.Helper()
	b, err := m.MarshalText()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func wantMark(t *testing.T, got, want Mark) {
	t.Helper()
	if got.InFlight != want.InFlight || !got.At.Equal(want.At) || got.Wait != want.Wait || !got.Pressed.Equal(want.Pressed) ||
		got.Unknown != want.Unknown || got.Boot != want.Boot {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestMarkIsOneLineOf64Bytes(t *testing.T) {
	for _, m := range []Mark{
		{},
		{InFlight: true, At: noon, Wait: 1200 * ms, Pressed: noon.Add(-80 * ms)},
		{At: noon, Wait: time.Hour, Pressed: noon},
		{At: noon, Wait: -time.Hour},
		{Pressed: noon},
		{At: time.Time{}.Add(-time.Hour), Pressed: time.Time{}.Add(-time.Hour)},
		{At: time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), Pressed: time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC)},
	} {
		b := text(t, m)
		if len(b) != MarkSize || b[MarkSize-1] != '\n' || bytes.Count(b, []byte("\n")) != 1 {
			t.Errorf("got %q, want one line of %d bytes", b, MarkSize)
		}
		if err := new(Mark).UnmarshalText(b); err != nil {
			t.Errorf("%q, of %+v: %v", b, m, err)
		}
	}
}

func TestMarkThereAndBack(t *testing.T) {
	for _, m := range []Mark{
		{},
		{InFlight: true, At: noon, Wait: 1200 * ms, Pressed: noon.Add(-80 * ms)},
		{At: noon, Wait: MaxGap, Pressed: noon},
		{At: noon, Wait: MaxGap, Unknown: true, Boot: Boot{0xfedcba98, 400 * 24 * time.Hour}},
		{At: time.Date(1970, 6, 1, 0, 0, 0, 0, time.UTC)},
		{At: time.Date(2500, 6, 1, 0, 0, 0, 0, time.UTC)},
	} {
		wantMark(t, ParseMark(text(t, m), m.At, Boot{}), m)
		var got Mark
		if err := got.UnmarshalText(text(t, m)); err != nil {
			t.Error(err)
		}
		wantMark(t, got, m)
	}
}

// A clock that is centuries ahead leaves a mark without a time, not one of another time.
func TestAMarkOfATimeThatItCannotHold(t *testing.T) {
	for _, year := range []int{1969, 2501, 2600, 9999} {
		var got Mark
		if err := got.UnmarshalText(text(t, Mark{At: time.Date(year, 6, 1, 0, 0, 0, 0, time.UTC)})); err != nil || !got.At.IsZero() {
			t.Errorf("%d: got %v, %v", year, got.At, err)
		}
	}
}

func TestParseMark(t *testing.T) {
	good := string(text(t, Mark{At: noon, Wait: 700 * ms, Pressed: noon}))
	const old = "hold sent 1772625600123456789 1200 1772625600043456789 fc457b11\n"
	line := func(state, at, wait, pressed string) string { // of before the boot clock
		s := fmt.Sprintf("hold %s %s %s %s ", state, at, wait, pressed)
		return s[:len(s)-1] + fmt.Sprintf(" %08x\n", crc32.ChecksumIEEE([]byte(s)))
	}
	const then, never, minus = "1772625600123456789", "0000000000000000000", "-000000000000000001"
	unreadable := Mark{InFlight: true, At: noon.Add(ms), Wait: UnansweredGap}
	for _, tt := range []struct {
		name, in string
		want     Mark
	}{
		{"nothing", "", Mark{}},
		{"a new file", strings.Repeat("\x00", MarkSize), Mark{}},
		{"a new file of spaces", strings.Repeat(" ", MarkSize-1) + "\n", Mark{}},
		{"with what the file was filled with", good + "\x00\x00  ", Mark{At: noon, Wait: 700 * ms, Pressed: noon}},
		{"cut short", good[:40], unreadable},
		{"cut short in a new file", good[:40] + strings.Repeat("\x00", MarkSize-40), unreadable},
		{"of before the boot clock", old, Mark{InFlight: true, At: noon.Add(456789), Wait: 1200 * ms, Pressed: noon.Add(-80*ms + 456789)}},
		{"of before it, one digit changed", strings.Replace(old, "1200", "1300", 1), unreadable},
		{"of before it, done", line("done", then, "1200", then), Mark{At: noon.Add(456789), Wait: 1200 * ms, Pressed: noon.Add(456789)}},
		{"of before it, without a press", line("done", never, "0000", never), Mark{}},
		{"of before it, in no known state", line("held", then, "1200", then), unreadable},
		{"of before it, with a time that is none", line("sent", minus, "1200", then), unreadable},
		{"of before it, with a gap that is none", line("sent", then, "-001", then), unreadable},
		{"of before it, with a press that is none", line("sent", then, "1200", minus), unreadable},
		{"of before it, with what is no number", line("sent", then, "12x0", then), unreadable},
		{"too few words", "hold done" + strings.Repeat(" "+strings.Repeat("0", 17), 3) + "\n", unreadable},
		{"what is no digit", strings.Replace(good, "02bc", "02bg", 1), unreadable},
		{"one digit changed", strings.Replace(good, "02bc", "02bd", 1), unreadable},
		{"another word", strings.Replace(good, "hold", "HOLD", 1), unreadable},
		{"a word", "garbage", unreadable},
		{"two lines", good + good, unreadable},
		{
			"the future counts as now",
			string(text(t, Mark{InFlight: true, At: noon.Add(time.Hour), Wait: time.Second, Pressed: noon.Add(time.Hour)})),
			Mark{InFlight: true, At: noon.Add(ms), Wait: time.Second, Pressed: noon.Add(ms)},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			wantMark(t, ParseMark([]byte(tt.in), noon.Add(ms), Boot{}), tt.want)
		})
	}
}

func FuzzParseMark(f *testing.F) {
	f.Add([]byte(nil), int64(0))
	f.Add(make([]byte, MarkSize), int64(1))
	for _, m := range []Mark{{}, {InFlight: true, At: noon, Wait: 1200 * ms, Pressed: noon}, {At: noon, Wait: MaxGap}} {
		b, _ := m.MarshalText()
		f.Add(b, noon.UnixNano())
		f.Add(b[:30], noon.UnixNano())
	}
	f.Fuzz(func(t *testing.T, b []byte, nano int64) {
		now := time.Unix(1, nano&(1<<62-1)) // 1970 to 2116
		m := ParseMark(b, now, Boot{})
		if m.At.After(now) || m.Pressed.After(now) {
			t.Fatalf("a mark from the future: %+v", m)
		}
		if m.Wait < 0 || m.Wait > MaxGap {
			t.Fatalf("a wait out of bounds: %v", m.Wait)
		}
		if empty := len(bytes.Trim(b, "\x00 \t\r\n")) == 0; empty != (m == Mark{}) && empty {
			t.Fatalf("a mark of nothing: %+v", m)
		}
		again, _ := m.MarshalText()
		if len(again) != MarkSize {
			t.Fatalf("a line of %d bytes", len(again))
		}
		wantMark(t, ParseMark(again, now, Boot{}), m)
		var strict Mark
		if strict.UnmarshalText(b) == nil {
			if line, _ := strict.MarshalText(); !bytes.Equal(line, b) && bytes.Count(b, []byte(" ")) != 5 {
				t.Fatalf("read %q, wrote %q", b, line)
			}
		}
	})
}

// TestMarkRefusedUntil: presses that were refused until now keep the gap open from now on.
func TestMarkRefusedUntil(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name    string
		mark    Mark
		want    time.Duration
		changed bool
	}{
		{"the gap is long over", Mark{At: now.Add(-time.Minute), Wait: DefaultGap}, MinGap, true},
		{"it ends soon", Mark{At: now.Add(-time.Second), Wait: DefaultGap}, MinGap, true},
		{"it has just begun", Mark{At: now, Wait: MaxGap}, MaxGap, true},
		{"made by a clock that was ahead", Mark{At: now.Add(time.Hour), Wait: DefaultGap}, DefaultGap, true},
		{"a press in flight", Mark{InFlight: true, At: now.Add(-time.Minute), Wait: DefaultGap}, DefaultGap, false},
		{"no press", Mark{}, 0, false},
	} {
		got := tt.mark.RefusedUntil(now, Boot{})
		if !tt.changed {
			if got != tt.mark {
				t.Errorf("%s: got %+v, want it as it was", tt.name, got)
			}
			continue
		}
		if got.Wait != tt.want || !got.At.Equal(now) {
			t.Errorf("%s: got %v from %v, want %v from now", tt.name, got.Wait, got.At, tt.want)
		}
	}
}

// TestMarkWithinOneBoot: only the boot clock counts, whatever the wall clock was set to.
// A command that was started just after the press gap waits for those that were started in it.
func TestWaitForEarlier(t *testing.T) {
	boot := Boot{ID: 7, Since: time.Hour}
	gap := Mark{At: noon.Add(-2 * time.Second), Wait: 1200 * ms} // it ended 800 ms before noon
	now := Boot{ID: 7, Since: time.Hour + 2*time.Second}
	inOneBoot := gap
	inOneBoot.Boot, inOneBoot.At = boot, noon.Add(time.Hour) // the wall clock was set back
	for _, tt := range []struct {
		name string
		mark Mark
		age  time.Duration
		want time.Duration
	}{
		{"started as the gap ended, and late here", gap, 800 * ms, 800 * ms},
		{"started in the gap", gap, 801 * ms, 0},
		{"started soon after it", gap, 101 * ms, 200 * ms},
		{"started longer after it", gap, 100 * ms, 0},
		{"by the boot clock", inOneBoot, 500 * ms, 500 * ms},
		{"by the boot clock, in the gap", inOneBoot, 801 * ms, 0},
		{"too late to be sent", Mark{At: noon.Add(-4 * time.Second)}, wolkvox.SendWithin + 1, 0},
		{"soon too late to be sent", Mark{At: noon.Add(-3 * time.Second)}, wolkvox.SendWithin - 300*ms, 300 * ms},
		{"a press in flight", Mark{InFlight: true, At: noon.Add(-2 * time.Second), Wait: 1200 * ms}, 500 * ms, 0},
		{"no press yet", Mark{}, 0, 0},
	} {
		if got := tt.mark.WaitForEarlier(tt.age, noon, now); got != tt.want {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestMarkWithinOneBoot(t *testing.T) {
	made := Mark{At: noon, Wait: 1200 * ms, Pressed: noon.Add(-80 * ms), Boot: Boot{7, time.Hour}}
	for _, tt := range []struct {
		name string
		wall time.Duration // since the mark was made, as the wall clock goes
		boot Boot
		want time.Duration // the age of the mark
	}{
		{"both clocks agree", time.Second, Boot{7, time.Hour + time.Second}, time.Second},
		{"the wall clock was set on", time.Hour, Boot{7, time.Hour + time.Second}, time.Second},
		{"the wall clock was set back", -time.Hour, Boot{7, time.Hour + 2*time.Second}, 2 * time.Second},
		{"the boot clock went back", time.Second, Boot{7, time.Minute}, 0},
		{"another boot", 3 * time.Second, Boot{8, 2 * time.Hour}, 3 * time.Second},
		{"another boot, and from the future", -time.Second, Boot{8, 2 * time.Hour}, 0},
		{"no boot clock any more", 3 * time.Second, Boot{}, 3 * time.Second},
	} {
		now := noon.Add(tt.wall)
		got := ParseMark(text(t, made), now, tt.boot)
		if age := now.Sub(got.At); age != tt.want {
			t.Errorf("%s: the mark is %v old, want %v", tt.name, age, tt.want)
		}
		if ago := now.Sub(got.Pressed); ago != tt.want+80*ms && got.Pressed != now {
			t.Errorf("%s: its press is %v old, want %v", tt.name, ago, tt.want+80*ms)
		}
		if again := got.asOf(now.Add(time.Hour), tt.boot); tt.boot.ID == 7 && now.Add(time.Hour).Sub(again.At) != tt.want {
			t.Errorf("%s: the wall clock was set once more, and changed its age", tt.name)
		}
	}
	// What did not happen has no time by any clock.
	for _, m := range []Mark{{Boot: made.Boot}, {At: noon, Boot: made.Boot}} {
		if got := m.asOf(noon, Boot{7, time.Hour + time.Second}); got.At.IsZero() != m.At.IsZero() || !got.Pressed.IsZero() {
			t.Errorf("%+v became %+v", m, got)
		}
	}
	// The press gap goes on by it, in the next process.
	left := made.RefusedUntil(noon.Add(time.Hour), Boot{7, time.Hour + 100*ms})
	if left.Wait != 1100*ms || left.Boot.Since != time.Hour+100*ms {
		t.Errorf("refused until 100 ms later, with a clock that was set on: got %+v, want 1.1 s left", left)
	}
}
