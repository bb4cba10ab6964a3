package channel

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	long := strings.Repeat("a", maxOp)
	for _, tc := range []struct {
		line string
		want *Message // nil: malformed
	}{
		{`{"v":1,"op":"press"}`, &Message{V: 1, Op: "press"}},
		{` {"v":1,"op":"press"} ` + "\r\n", &Message{V: 1, Op: "press"}},
		{`{"v":7,"op":"hello","later":[1,2]}`, &Message{V: 7, Op: "hello"}},
		{`{"v":1,"op":"a.b_c-9","data":{"x":1},"err":"why"}`, &Message{V: 1, Op: "a.b_c-9", Data: json.RawMessage(`{"x":1}`), Err: "why"}},
		{`{"v":1,"op":"` + long + `"}`, &Message{V: 1, Op: long}},
		{`{"v":1,"op":"` + long + `a"}`, nil},
		{`{"v":0,"op":"press"}`, nil},
		{`{"v":-1,"op":"press"}`, nil},
		{`{"v":1.5,"op":"press"}`, nil},
		{`{"v":99999999999999999999,"op":"press"}`, nil},
		{`{"op":"press"}`, nil},
		{`{"v":1}`, nil},
		{`{"v":1,"op":""}`, nil},
		{`{"v":1,"op":"Press"}`, nil},
		{`{"v":1,"op":"pr ess"}`, nil},
		{`{"v":1,"op":"press\n"}`, nil},
		{`{"v":1,"op":"press","err":"` + strings.Repeat("x", maxErr+1) + `"}`, nil},
		{`{"v":1,"op":"press","err":"\u001b[2J"}`, nil},
		{`{"v":1,"op":"press"}{}`, nil},
		{`{"v":1,"op":"press"`, nil},
		{"{\"v\":1,\"op\":\"press\",\"data\":\"\xff\"}", nil},
		{`[1]`, nil},
		{`null`, nil},
		{`"press"`, nil},
		{``, nil},
		{"\x00", nil},
	} {
		got, err := decode([]byte(tc.line))
		switch {
		case tc.want == nil && !errors.Is(err, errMalformed):
			t.Errorf("%q: got %+v, %v, want %v", tc.line, got, err, errMalformed)
		case tc.want != nil && (err != nil || !reflect.DeepEqual(got, *tc.want)):
			t.Errorf("%q: got %+v, %v, want %+v", tc.line, got, err, *tc.want)
		}
	}
}

func TestReadMessage(t *testing.T) {
	fits := `{"v":1,"op":"a","data":"` + strings.Repeat("x", maxMessage-27) + "\"}\n"
	if len(fits) != maxMessage {
		t.Fatalf("the longest message here has %d bytes, want %d", len(fits), maxMessage)
	}
	for _, tc := range []struct {
		name, text string
		want       error
	}{
		{"nothing", "", io.EOF},
		{"one", `{"v":1,"op":"a"}` + "\n", nil},
		{"the longest", fits, nil},
		{"one byte more", strings.Replace(fits, "x", "xx", 1), errTooLong},
		{"no end", strings.Repeat("x", 3*maxMessage), errTooLong},
		{"half a line", `{"v":1,"op":"a"}`, io.ErrUnexpectedEOF},
	} {
		if _, err := readMessage(newReader(strings.NewReader(tc.text))); !errors.Is(err, tc.want) {
			t.Errorf("%s: got %v, want %v", tc.name, err, tc.want)
		}
	}
	m := Message{V: 1, Op: "a", Data: json.RawMessage(`"` + strings.Repeat("x", maxMessage) + `"`)}
	if _, err := encode(m); !errors.Is(err, errTooLong) {
		t.Errorf("encode: got %v, want %v", err, errTooLong)
	}
}

func FuzzMessage(f *testing.F) {
	for _, seed := range []string{
		helloLine, helloAnswer, `{"v":2,"op":"press","data":{"at":{"wall":1,"boot":2}},"err":"e"}`,
		"", "\n", "null", `{"v":1,"op":"a"}{}`, "\x00\xff", `{"V":1,"OP":"a"}`, "GET / HTTP/1.1\r\n\r\n",
	} {
		f.Add([]byte(seed))
		f.Add([]byte(seed + "\n" + seed + "\n"))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bufio.NewReaderSize(bytes.NewReader(b), maxMessage)
		for {
			m, err := readMessage(r)
			if err != nil {
				return
			}
			// A decoded message can be encoded again, and means the same.
			line, err := encode(m)
			if errors.Is(err, errTooLong) {
				continue // escapes can make it longer
			}
			if err != nil {
				t.Fatalf("%+v cannot be written: %v", m, err)
			}
			if n := bytes.IndexByte(line, '\n'); n != len(line)-1 {
				t.Fatalf("%q is more than one line", line)
			}
			back, err := decode(line)
			if err != nil || back.V != m.V || back.Op != m.Op || back.Err != m.Err {
				t.Fatalf("%q: got %+v, %v, want %+v", line, back, err, m)
			}
		}
	})
}
