package channel

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"slices"
	"testing"
	"time"
)

// stuck limits the waits of a fuzz run, so that a hang is a failure.
const stuck = 10 * time.Second

// FuzzResidentHears sends a resident any bytes after the hello. The handler gets only
// complete lines that are messages, in order, until the first other line. Each message
// is answered by one line, and that first other line by its code.
func FuzzResidentHears(f *testing.F) {
	for _, seed := range []string{
		`{"v":1,"op":"press","data":{"pressed":{"wall":1}}}` + "\n", `{"v":1,"op":"a"}` + "\r\n" + `{"v":1,"op":"b"}` + "\n\n",
		`{"v":1,"op":"press"}`, `{"v":2,"op":"press"}` + "\n", helloLine + "\n", "null\n", "\x00\xff\n", `{"v":1,"op":"a"}{"v":1,"op":"b"}` + "\n",
		`{"v":1,"op":"a","data":"` + "\u2028" + `"}` + "\n" + `{"v":1,"op":"b","err":"\u001b"}` + "\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, sent []byte) {
		want, end := heard(sent)
		ours, theirs := net.Pipe()
		_ = ours.SetDeadline(time.Now().Add(stuck))
		var got []string
		served := make(chan bool)
		go func() {
			defer close(served)
			(&Server{program: "1.2.3"}).serve(t.Context(), theirs, peer{}, func(_ context.Context, _ *Conn, m Message) Message {
				got = append(got, m.Op)
				return Message{Data: m.Data}
			})
		}()
		go func() { _, _ = ours.Write(append([]byte(helloLine+"\n"), sent...)) }()
		replies := bufio.NewReader(ours)
		answers := append([]string{""}, make([]string, len(want))...) // the hello's, then no error
		if end != "" {
			answers = append(answers, end)
		}
		for i, code := range answers {
			line, err := replies.ReadBytes('\n')
			var m Message
			if err != nil || len(line) > maxMessage || json.Unmarshal(line, &m) != nil || m.V != Version || m.Err != code && m.Err != codeReply {
				t.Fatalf("answer %d to %q: got %q, %v, want the code %q", i, sent, line, err, code)
			}
		}
		_ = ours.Close()
		<-served
		if !slices.Equal(got, want) {
			t.Fatalf("%q: the handler got %q, want %q", sent, got, want)
		}
	})
}

// heard returns what a resident must read from bytes: the messages for its handler, and
// the code that ends the connection, if one does.
func heard(sent []byte) (ops []string, end string) {
	for {
		line, rest, whole := bytes.Cut(sent, []byte("\n"))
		if len(line) >= maxMessage {
			return ops, CodeMalformed
		}
		if !whole {
			return ops, ""
		}
		m, err := decode(line)
		switch {
		case err != nil:
			return ops, CodeMalformed
		case m.V != Version:
			return ops, CodeVersion
		case m.Op == opHello:
			return ops, codeHello
		}
		ops, sent = append(ops, m.Op), rest
	}
}

// FuzzCommandHears lets a resident answer the hello and a press with any bytes. The
// command accepts only a complete answer to its own message, and returns ErrNotSent
// only if the resident has not read a byte of the press.
func FuzzCommandHears(f *testing.F) {
	const pressed = `{"v":1,"op":"press","data":{"outcome":"toggled"}}`
	for _, seed := range [][2]string{
		{helloAnswer + "\n", pressed + "\n"}, {helloAnswer + "\n", ""}, {helloAnswer + "\n" + pressed + "\n", ""}, {"", ""},
		{helloAnswer + "\n", pressed}, {helloAnswer + "\n", `{"v":1,"op":"status","data":{}}` + "\n"}, {helloAnswer + "\n", `{"v":1,"op":"press","err":"ending"}` + "\n"},
		{helloAnswer + "\n", `{"v":2,"op":"press"}` + "\n"}, {helloAnswer + "\n", `{"v":1,"op":"press","data":7}` + "\n"}, {`{"v":1,"op":"hello","err":"busy"}` + "\n", ""},
		{helloAnswer + "\n", `{"v":1,"op":"press","err":"reply"}` + "\n"},
	} {
		f.Add([]byte(seed[0]), []byte(seed[1]))
	}
	f.Fuzz(func(t *testing.T, first, second []byte) {
		ours, theirs := net.Pipe()
		_ = theirs.SetDeadline(time.Now().Add(stuck))
		read := make(chan int, 1) // bytes of the press
		go func() {
			defer theirs.Close()
			in := bufio.NewReader(theirs)
			_, _ = in.ReadBytes('\n')
			_, _ = theirs.Write(first)
			var line []byte
			if bytes.Contains(first, []byte("\n")) { // else it would wait for more of it
				line, _ = in.ReadBytes('\n')
				_, _ = theirs.Write(second)
			}
			read <- len(line)
		}()
		var out struct{ Outcome string }
		c, err := sayHello(t.Context(), ours, peer{})
		if err == nil {
			err = c.Call(t.Context(), "press", nil, &out)
			c.Close()
		} else if !errors.Is(err, ErrSilent) && !errors.Is(err, ErrVersion) {
			t.Fatalf("hello answered by %q: got %v", first, err)
		}
		_ = ours.Close()
		n := <-read

		var refused replyError
		switch {
		case err == nil:
			m, bad := firstMessage(second)
			if n == 0 || bad != nil || m.V != Version || m.Op != "press" || m.Err != "" {
				t.Fatalf("believed %q, %q", first, second)
			}
		case errors.Is(err, ErrNotSent) && n > 0:
			t.Fatalf("%q, %q: got %v, but %d bytes were read", first, second, err, n)
		case !errors.Is(err, ErrNotSent) && !errors.Is(err, ErrSilent) && !errors.Is(err, ErrVersion) && !errors.As(err, &refused):
			t.Fatalf("%q, %q: got %v, which is none of our errors", first, second, err)
		}
		if err != nil && out.Outcome != "" && !errors.Is(err, ErrSilent) {
			t.Fatalf("%q, %q: got %v and the outcome %q", first, second, err, out.Outcome)
		}
	})
}

func firstMessage(b []byte) (Message, error) {
	line, _, whole := bytes.Cut(b, []byte("\n"))
	if !whole {
		return Message{}, io.ErrUnexpectedEOF
	}
	return decode(line)
}
