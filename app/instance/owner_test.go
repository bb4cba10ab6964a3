package instance

import (
	"strings"
	"testing"
)

func TestOwnerLine(t *testing.T) {
	for _, o := range []Owner{
		{},
		{Kind: Command, PID: 1},
		{Kind: Resident, PID: 1<<31 - 1, Opening: true},
		{
			Kind: Resident, PID: 4321, Channel: longestChannel,
			Session: strings.Repeat("ñ", maxSession/2), Program: strings.Repeat("9", maxProgram),
		},
		{Kind: Resident, PID: 4321, Channel: wildChannel, Session: `"<&>\`},
	} {
		line, err := o.line()
		if err != nil || len(line) != lineSize || line[lineSize-1] != '\n' {
			t.Errorf("%+v: got %q, %v", o, line, err)
			continue
		}
		if back, err := parseOwner(line); err != nil || back != o {
			t.Errorf("%q: got %+v, %v, want %+v", line, back, err, o)
		}
	}
}

func TestOwnerLineRefuses(t *testing.T) {
	good := Owner{Kind: Resident, PID: 1, Channel: aChannel}
	spoils := map[string]func(*Owner){
		"no kind":         func(o *Owner) { o.Kind = "" },
		"another kind":    func(o *Owner) { o.Kind = "else" },
		"no process":      func(o *Owner) { o.PID = 0 },
		"a group of them": func(o *Owner) { o.PID = -1 },
		"no such process": func(o *Owner) { o.PID = 1 << 31 },
		"a long session":  func(o *Owner) { o.Session = strings.Repeat("s", maxSession+1) },
		"a wild session":  func(o *Owner) { o.Session = "\x1b[2J" },
		"a long program":  func(o *Owner) { o.Program = strings.Repeat("p", maxProgram+1) },
	}
	for name, channel := range noChannels {
		spoils[name] = func(o *Owner) { o.Channel = channel }
	}
	for name, spoil := range spoils {
		o := good
		spoil(&o)
		if line, err := o.line(); err == nil {
			t.Errorf("%s: got %q", name, line)
		}
	}
	for _, line := range []string{
		"null", "[]", `{"kind":"resident"}`, `{"kind":"resident","pid":1}x`, `{"kind":"resident","pid":1`,
		`{"kind":"resident","pid":1,"channel":"c"}`, `{"kind":"resident","pid":-1}`, `{"kind":"resident","pid":1e9}`,
		`{"kind":"resident","pid":1,"session":"` + strings.Repeat("s", lineSize) + `"}`, "\xff\xfe",
	} {
		if o, err := parseOwner([]byte(line)); err == nil {
			t.Errorf("%q: got %+v", line, o)
		}
	}
}

func FuzzOwner(f *testing.F) {
	for _, seed := range []string{
		"", " \n", "\x00\x00", `{"kind":"resident","pid":1,"channel":"/c","session":":0","program":"1"}`,
		`{"kind":"command","pid":2,"opening":true}   ` + "\n", "null", `{"kind":"command","pid":-9}`, `{"KIND":"command","Pid":3}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := parseOwner(b)
		if err != nil {
			if o != (Owner{}) {
				t.Fatalf("got %+v with %v", o, err)
			}
			return
		}
		if o != (Owner{}) && o.check() != nil {
			t.Fatalf("%q: %+v is out of bounds", b, o)
		}
		line, err := o.line()
		if err != nil {
			return // escapes can make it longer
		}
		if back, err := parseOwner(line); err != nil || back != o {
			t.Fatalf("%q: got %+v, %v, want %+v", line, back, err, o)
		}
	})
}
