package assets

import (
	"encoding/binary"
	"math"
	"testing"
)

const soundRate = 22050

var outcomes = []string{"toggled", "not_toggled", "unknown"}

// samples reads one of our WAV files and holds its header to what is promised.
func samples(t *testing.T, wav []byte) []float64 {
	t.Helper()
	if len(wav) < 44 || len(wav) >= 20_000 || string(wav[:4]) != "RIFF" || string(wav[8:16]) != "WAVEfmt " || string(wav[36:40]) != "data" {
		t.Fatalf("%d bytes: not a small WAV file", len(wav))
	}
	for _, h := range []struct {
		name string
		at   int
		want uint32
	}{
		{"RIFF size", 4, uint32(len(wav) - 8)}, {"format size", 16, 16}, {"PCM, one channel", 20, 1<<16 | 1},
		{"rate", 24, soundRate}, {"bytes a second", 28, 2 * soundRate}, {"two bytes of 16 bits", 32, 16<<16 | 2}, {"data size", 40, uint32(len(wav) - 44)},
	} {
		if got := binary.LittleEndian.Uint32(wav[h.at:]); got != h.want {
			t.Errorf("%s: got %#x, want %#x", h.name, got, h.want)
		}
	}
	var s []float64
	for b := wav[44:]; len(b) >= 2; b = b[2:] {
		s = append(s, float64(int16(binary.LittleEndian.Uint16(b)))/32768)
	}
	return s
}

// heard is what an ear makes of a sound: its notes, each with its pitch.
func heard(s []float64) (hertz []float64) {
	const step = soundRate / 100 // 10 ms
	begin, last := -1, 0.0
	end := func(to int) {
		if begin >= 0 && to-begin >= 4*step {
			hertz = append(hertz, pitch(s[begin:to]))
		}
		begin = -1
	}
	for at := 0; at+step <= len(s); at += step {
		level := 0.0
		for _, v := range s[at : at+step] {
			level = max(level, math.Abs(v))
		}
		switch {
		case level < 0.02: // a rest
			end(at)
		case begin < 0:
			begin = at
		case level > 1.25*last && at-begin >= 4*step: // struck again
			end(at)
			begin = at
		}
		last = level
	}
	end(len(s))
	return hertz
}

// pitch is the strongest frequency from 150 to 2,000 Hz, found by a Fourier sum at
// each.
func pitch(s []float64) (hertz float64) {
	strongest := 0.0
	for f := 150.0; f <= 2000; f += 4 {
		var re, im float64
		for i, v := range s {
			sin, cos := math.Sincos(2 * math.Pi * f * float64(i) / soundRate)
			re, im = re+v*cos, im+v*sin
		}
		if power := re*re + im*im; power > strongest {
			strongest, hertz = power, f
		}
	}
	return hertz
}

// An agent who looks at the call tells the outcomes apart by ear: one goes up, one
// goes down and is low, one repeats itself three times.
func TestTheSoundsAreToldApart(t *testing.T) {
	notes := map[string][]float64{}
	for _, name := range outcomes {
		notes[name] = heard(samples(t, Sound(name)))
		t.Logf("%s: %.0f Hz", name, notes[name])
	}
	if n := notes["toggled"]; len(n) != 2 || n[1] < 1.3*n[0] {
		t.Errorf("toggled: got %.0f, want two notes that go up", n)
	}
	if n := notes["not_toggled"]; len(n) != 2 || n[0] < 1.3*n[1] || n[0] > 0.7*notes["toggled"][0] {
		t.Errorf("not_toggled: got %.0f, want two low notes that go down", n)
	}
	if n := notes["unknown"]; len(n) != 3 || math.Abs(n[0]-n[1]) > 8 || math.Abs(n[0]-n[2]) > 8 {
		t.Errorf("unknown: got %.0f, want three alike", n)
	}
}

// They are heard beside a call: quiet, short, and without a click at either end.
func TestTheSoundsAreQuietAndShort(t *testing.T) {
	for _, name := range outcomes {
		s := samples(t, Sound(name))
		var peak, sum float64
		for _, v := range s {
			peak, sum = max(peak, math.Abs(v)), sum+v
		}
		decibels := 20 * math.Log10(peak)
		seconds := float64(len(s)) / soundRate
		t.Logf("%s: %.2f s, peak %.1f dBFS, mean %.6f", name, seconds, decibels, sum/float64(len(s)))
		if decibels > -12 || decibels < -24 {
			t.Errorf("%s: peak %.1f dBFS, want -24 to -12", name, decibels)
		}
		if math.Abs(sum/float64(len(s))) > 0.0005 {
			t.Errorf("%s: it is not centred: mean %g", name, sum/float64(len(s)))
		}
		if seconds < 0.15 || seconds >= 0.6 {
			t.Errorf("%s: %.2f s, want 0.15 to 0.6", name, seconds)
		}
		if math.Abs(s[0]) > 0.001 || math.Abs(s[len(s)-1]) > 0.001 {
			t.Errorf("%s: it begins or ends with a click", name)
		}
	}
	if Sound("held") != nil || Sound("../assets") != nil {
		t.Error("there are sounds of other names")
	}
}
