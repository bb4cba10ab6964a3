// Command sounds makes the three sounds of the outcomes, as WAV files in a
// folder. They are told apart by how many notes there are and where they go, not
// by their pitch, and are quiet: an agent hears them beside a call.
package main

import (
	"encoding/binary"
	"fmt"
	"math"
	"os"
	"path/filepath"
)

const (
	rate = 22050 // samples a second
	peak = 0.19  // of full scale: about -14.4 dBFS
)

// note is one tone; a frequency of 0 is a rest.
type note struct{ hertz, seconds float64 }

// A confirmation goes up, a refusal goes down and is low, and what is not known
// asks on one pitch.
var sounds = map[string][]note{
	"toggled":     {{659.26, 0.10}, {987.77, 0.17}},
	"not_toggled": {{392.00, 0.14}, {261.63, 0.24}},
	"unknown":     {{523.25, 0.09}, {0, 0.06}, {523.25, 0.09}, {0, 0.06}, {523.25, 0.09}},
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sounds FOLDER")
		os.Exit(2)
	}
	for name, notes := range sounds {
		if err := os.WriteFile(filepath.Join(os.Args[1], name+".wav"), wav(play(notes)), 0o644); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	}
}

// play draws the notes one after the other. The conversions keep a compiler from
// fusing two operations into one, which rounds differently.
func play(notes []note) []int16 {
	var samples []int16
	for _, n := range notes {
		count := int(n.seconds * rate)
		for i := range count {
			if n.hertz == 0 {
				samples = append(samples, 0)
				continue
			}
			at := float64(i) / rate
			turn := float64(2 * math.Pi * n.hertz * at)
			tone := float64(math.Sin(turn)) + float64(0.18*math.Sin(2*turn))
			samples = append(samples, int16(math.Round(float64(tone*envelope(i, count))*peak/1.1*math.MaxInt16)))
		}
	}
	return samples
}

// envelope opens and closes a note softly; otherwise it would click.
func envelope(i, count int) float64 {
	const soft = rate * 12 / 1000
	edge := float64(min(i, count-1-i, soft)) / soft
	return float64(0.5-0.5*math.Cos(math.Pi*edge)) * float64(math.Exp(-2*float64(i)/float64(count)))
}

// wav is a WAV file: one channel of 16 bits (RIFF, "PCM").
func wav(samples []int16) []byte {
	size := uint32(2 * len(samples))
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, 36+size)...)
	b = append(b, "WAVEfmt "...)
	b = binary.LittleEndian.AppendUint32(b, 16)
	b = binary.LittleEndian.AppendUint16(b, 1) // PCM
	b = binary.LittleEndian.AppendUint16(b, 1) // channel
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, 2*rate)
	b = binary.LittleEndian.AppendUint16(b, 2)
	b = binary.LittleEndian.AppendUint16(b, 16)
	b = append(b, "data"...)
	b = binary.LittleEndian.AppendUint32(b, size)
	for _, s := range samples {
		b = binary.LittleEndian.AppendUint16(b, uint16(s))
	}
	return b
}
