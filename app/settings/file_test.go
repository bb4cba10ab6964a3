package settings

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	deep := func(n int) string { return `{"a":` + strings.Repeat("[", n) + strings.Repeat("]", n) + `}` }
	objects := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for _, c := range []struct {
		in   string
		want error
	}{
		{`{}`, nil},
		{" \n{\"server\": \"0042\"}\r\n", nil},
		{"\ufeff{\"server\": \"0042\"}", nil},
		{`{"a":{"b":[1,{"c":null}]},"d":{"b":1}}`, nil},
		{deep(maxDepth), nil},
		{objects(maxDepth), nil},
		{`{"a":"` + strings.Repeat("x", MaxBytes-8) + `"}`, nil},
		{``, ErrSyntax},
		{" \n", ErrSyntax},
		{`{`, ErrSyntax},
		{`{"server":"00`, ErrSyntax},
		{`{"server":"0042",}`, ErrSyntax},
		{`{"server" "0042"}`, ErrSyntax},
		{`{'server':'0042'}`, ErrSyntax},
		{`{"server":"0042"}{}`, ErrSyntax},
		{`{"server":"0042"} x`, ErrSyntax},
		{`{"a":01}`, ErrSyntax},
		{`{"a":"` + "\n" + `"}`, ErrSyntax},
		{"{\"a\":\"\xff\"}", ErrSyntax},
		{"\x00\x00\x00\x00", ErrSyntax},
		{`{"a":1,"a":2}`, ErrSyntax},
		{`{"a":1,"\u0061":2}`, ErrSyntax},
		{`{"x":[{"a":1,"a":1}]}`, ErrSyntax},
		{`{"x":{"a":1,"a":1}}`, ErrSyntax},
		{deep(maxDepth + 1), ErrSyntax},
		{objects(maxDepth + 1), ErrSyntax},
		{deep(50_000), ErrSyntax},
		{`[]`, ErrNotObject},
		{`null`, ErrNotObject},
		{`"server"`, ErrNotObject},
		{`42`, ErrNotObject},
		{`{"a":"` + strings.Repeat("x", MaxBytes) + `"}`, ErrTooBig},
	} {
		raw, err := Decode([]byte(c.in))
		if !errors.Is(err, c.want) || (err == nil) != (raw != nil) {
			t.Errorf("Decode(%.60q): got %v, %v, want %v", c.in, raw, err, c.want)
		}
	}
}

func TestDecodeErrorsDoNotRepeatTheFile(t *testing.T) {
	for _, in := range []string{
		`{"token":"hunter2"`, `{"token":hunter2}`, `{"token":"hunter2" "x"}`, `hunter2`,
		`{"0a1b2c3d4e5f60718293hunter2":1,"0a1b2c3d4e5f60718293hunter2":1}`,
	} {
		_, err := Decode([]byte(in))
		if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "'h'") {
			t.Errorf("Decode(%q): got %v", in, err)
		}
	}
	if _, err := Decode([]byte(`{"token":hunter2}`)); err == nil || !strings.Contains(err.Error(), "near byte 10") {
		t.Errorf("got %v, want the place", err)
	}
}

func TestEncodeKeepsWhatThisVersionDoesNotKnow(t *testing.T) {
	const in = `{"zz":{"k":[1,2.50,1e400,null,"<&>"]},"server":"0042","press_gap_ms":900,"big":12345678901234567890}`
	raw, err := Decode([]byte(in))
	if err != nil {
		t.Fatal(err)
	}
	raw["server"] = "0043"
	got, err := Encode(raw)
	want := `{
  "big": 12345678901234567890,
  "press_gap_ms": 900,
  "server": "0043",
  "zz": {
    "k": [
      1,
      2.50,
      1e400,
      null,
      "<&>"
    ]
  }
}
`
	if err != nil || string(got) != want {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestEncodeRefusesWhatCouldNotBeReadBack(t *testing.T) {
	for name, raw := range map[string]Raw{
		"too big":               {"a": strings.Repeat("x", MaxBytes)},
		"not a value":           {"a": func() {}},
		"two keys become alike": {"a\xff": 1, "a\xfe": 2},
		"a number that is none": {"a": json.Number("x")},
	} {
		if b, err := Encode(raw); err == nil || b != nil {
			t.Errorf("%s: got %d bytes, %v", name, len(b), err)
		}
	}
	if b, err := Encode(nil); err != nil || string(b) != "{}\n" {
		t.Errorf("nil: got %q, %v", b, err)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{`{}`, `{"server":"0042","press_gap_ms":1.5e3}`, `{"a":1,"a":2}`, `[]`, "\ufeff{}", `{"managed_by":{"name":"x"}}`, `{"a":"\ud800"}`, `{"agent_id_from":"X"}`, `{`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		raw, err := Decode(b)
		if err != nil {
			if !errors.Is(err, ErrTooBig) && !errors.Is(err, ErrNotObject) && !errors.Is(err, ErrSyntax) {
				t.Errorf("got %v", err)
			}
			return
		}
		// encoding/json accepts more, and means the same by what we accept.
		var there map[string]any
		d := json.NewDecoder(strings.NewReader(strings.TrimPrefix(string(b), "\ufeff")))
		d.UseNumber()
		if err := d.Decode(&there); err != nil || !reflect.DeepEqual(map[string]any(raw), there) {
			t.Errorf("got %v, encoding/json has %v, %v", raw, there, err)
		}
		// Whatever the file has, the program starts, and only valid values count.
		e := Merge(Layers{User: raw})
		if e.PressGap < 700*1e6 || e.PressGap > 5000*1e6 || e.CAFile != "" || e.Hotkey.brokenRule() != "" {
			t.Errorf("got %+v", e.Values)
		}
		out, err := Encode(raw)
		if err != nil {
			if !errors.Is(err, ErrTooBig) { // indenting makes it longer
				t.Errorf("Encode: %v", err)
			}
			return
		}
		if again, err := Decode(out); err != nil || !reflect.DeepEqual(raw, again) {
			t.Errorf("got %v, %v after writing %v", again, err, raw)
		}
	})
}
