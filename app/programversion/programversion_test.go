package programversion

import (
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

const program = "wolkvox-hold"

func TestWhatAProgramSaysIsAVersionOfOursOrNone(t *testing.T) {
	for out, want := range map[string]string{
		"wolkvox-hold 0.1.0\n":                           "0.1.0",
		"wolkvox-hold 0.1.0\r\n":                         "0.1.0",
		"wolkvox-hold 1.2.3~rc1+5-x\n":                   "1.2.3~rc1+5-x",
		"wolkvox-hold 0.1.0":                             "", // cut short
		"wolkvox-hold 0.1.0\nmore\n":                     "",
		"wolkvox-hold \n":                                "",
		"bash 5.2\n":                                     "",
		"wolkvox-hold \x1b[31m1\n":                       "",
		"wolkvox-hold " + strings.Repeat("1", 41) + "\n": "",
		"": "",
	} {
		if got, err := parse(out, program); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", out, got, err, want)
		}
	}
}

func TestAProgramThatIsNotThereSaysNone(t *testing.T) {
	if v, err := Of(t.Context(), t.TempDir(), program); v != "" || err == nil {
		t.Errorf("got %q, %v, want an error", v, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"wolkvox-hold 0.1.0\n", "wolkvox-hold 0.1.0\r\n", "wolkvox-hold \xff\n", "wolkvox-hold \x1b[2J", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, out string) {
		v, err := parse(out, program)
		if (err == nil) != (v != "") || len(v) > longest || err == nil && strings.ReplaceAll(out, "\r", "") != program+" "+v+"\n" || printable.Line(v) != v {
			t.Errorf("%q: got %q, %v", out, v, err)
		}
	})
}
