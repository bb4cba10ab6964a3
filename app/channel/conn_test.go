package channel

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// echo is a handler that sends everything back.
func echo(_ context.Context, _ *Conn, m Message) Message { return Message{Data: m.Data} }

// wire is a connection to a serving resident in a synctest bubble, used without Conn.
type wire struct {
	t  *testing.T
	nc net.Conn
	r  *bufio.Reader
}

func dialPipe(t *testing.T, h Handler) *wire {
	t.Helper()
	ours, theirs := net.Pipe()
	s := &Server{uid: 1000, program: "1.2.3"}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan bool)
	go func() {
		defer close(ended)
		s.serve(ctx, theirs, peer{pid: 42}, h)
	}()
	t.Cleanup(func() {
		cancel()
		_ = ours.Close()
		<-ended
	})
	return &wire{t: t, nc: ours, r: newReader(ours)}
}

// say writes without waiting until everything is read.
func (w *wire) say(text string) {
	go func() { _, _ = io.WriteString(w.nc, text) }()
}

func (w *wire) want(line string) {
	w.t.Helper()
	got, err := w.r.ReadString('\n')
	if err != nil || strings.TrimSpace(got) != line {
		w.t.Fatalf("got %q, %v, want %q", got, err, line)
	}
}

func (w *wire) wantEnd() {
	w.t.Helper()
	if rest, err := w.r.ReadString('\n'); !errors.Is(err, io.EOF) {
		w.t.Fatalf("got %q, %v, want the end", rest, err)
	}
}

const (
	helloLine   = `{"v":1,"op":"hello"}`
	helloAnswer = `{"v":1,"op":"hello","data":{"program":"1.2.3"}}`
)

// Messages that a resident must refuse.
func TestServerRefuses(t *testing.T) {
	for _, tc := range []struct {
		name  string
		hello bool
		say   string
		want  string // "" where it just hangs up
	}{
		{"no hello first", false, `{"v":1,"op":"press"}` + "\n", `{"v":1,"op":"press","err":"hello"}`},
		{"a second hello", true, helloLine + "\n", `{"v":1,"op":"hello","err":"hello"}`},
		{"a hello of another version", false, `{"v":2,"op":"hello","new":true}` + "\n", `{"v":1,"op":"hello","err":"version"}`},
		{"a hello of an older version", false, `{"v":0,"op":"hello"}` + "\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"an older version later", true, `{"v":0,"op":"press"}` + "\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"another version later", true, `{"v":2,"op":"press"}` + "\n", `{"v":1,"op":"press","err":"version"}`},
		{"not JSON", true, "GET / HTTP/1.1\r\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"not JSON for a hello", false, "GET / HTTP/1.1\r\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"binary", true, "\x00\x01\xff\xfe\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"an empty line", true, "\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"null", true, "null\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"two in one line", true, `{"v":1,"op":"a"}{"v":1,"op":"b"}` + "\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"too long", true, `{"v":1,"op":"a","data":"` + strings.Repeat("x", MaxMessage) + "\"}\n", `{"v":1,"op":"hello","err":"malformed"}`},
		{"without end", true, strings.Repeat("x", 2*MaxMessage), `{"v":1,"op":"hello","err":"malformed"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := dialPipe(t, func(context.Context, *Conn, Message) Message {
					t.Error("it came to the handler")
					return Message{}
				})
				if tc.hello {
					w.say(helloLine + "\n")
					w.want(helloAnswer)
				}
				w.say(tc.say)
				w.want(tc.want)
				w.wantEnd()
			})
		})
	}
}

// A line without its end may be half a press, so it is not accepted.
func TestServerIgnoresUnfinishedLine(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := dialPipe(t, func(context.Context, *Conn, Message) Message {
			t.Error("it came to the handler")
			return Message{}
		})
		w.say(helloLine + "\n")
		w.want(helloAnswer)
		w.say(`{"v":1,"op":"press"}`)
		synctest.Wait()
		_ = w.nc.Close()
		synctest.Wait()
	})
}

func TestServerHangsUpOnTheSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		w := dialPipe(t, echo)
		w.wantEnd()
		if took := time.Since(begin); took != helloTimeout {
			t.Errorf("without a hello: got the end after %v, want %v", took, helloTimeout)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		w := dialPipe(t, echo)
		w.say(helloLine + "\n")
		w.want(helloAnswer)
		time.Sleep(idleTimeout - time.Second)
		w.say(`{"v":1,"op":"a","data":1}` + "\n")
		w.want(`{"v":1,"op":"a","data":1}`)
		begin := time.Now()
		w.wantEnd()
		if took := time.Since(begin); took != idleTimeout {
			t.Errorf("idle: got the end after %v, want %v", took, idleTimeout)
		}
	})
}

// The messages of a connection are handled one after the other.
func TestMessagesInTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		running := 0
		w := dialPipe(t, func(_ context.Context, c *Conn, m Message) Message {
			if running++; running != 1 || c.PeerPID() != 42 {
				t.Errorf("got %d at once, peer %d", running, c.PeerPID())
			}
			time.Sleep(time.Second)
			running--
			return Message{V: 99, Op: "else", Data: m.Data}
		})
		w.say(helloLine + "\n" + `{"v":1,"op":"a","data":1}` + "\n" + `{"v":1,"op":"b","data":2}` + "\n")
		w.want(helloAnswer)
		w.want(`{"v":1,"op":"a","data":1}`)
		w.want(`{"v":1,"op":"b","data":2}`)
	})
}

// A capture lease ends with its connection: the handler's ctx ends then, during the
// handler and after it.
func TestContextEndsWithTheConnection(t *testing.T) {
	for _, after := range []bool{false, true} {
		t.Run(fmt.Sprintf("after the handler returned %v", after), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ended := make(chan bool)
				w := dialPipe(t, func(ctx context.Context, _ *Conn, _ Message) Message {
					wait := func() { <-ctx.Done(); close(ended) }
					if after {
						go wait()
					} else {
						wait()
					}
					return Message{}
				})
				w.say(helloLine + "\n" + `{"v":1,"op":"capture"}` + "\n")
				w.want(helloAnswer)
				if after {
					w.want(`{"v":1,"op":"capture"}`)
				}
				synctest.Wait()
				select {
				case <-ended:
					t.Fatal("it ended while the connection was open")
				default:
				}
				_ = w.nc.Close()
				<-ended
			})
		})
	}
}

func TestReplyThatCannotBeSent(t *testing.T) {
	for name, reply := range map[string]Message{
		"too long":       {Data: json.RawMessage(`"` + strings.Repeat("x", MaxMessage) + `"`)},
		"not JSON":       {Data: json.RawMessage(`{`)},
		"error too long": {Err: strings.Repeat("x", maxErr+1)},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := dialPipe(t, func(context.Context, *Conn, Message) Message { return reply })
				c, err := sayHello(t.Context(), w.nc, peer{})
				if err != nil {
					t.Fatal(err)
				}
				// The handler ran, so the error must not say that nothing was changed.
				if err := c.Call(t.Context(), "press", nil, nil); !errors.Is(err, ErrSilent) {
					t.Errorf("got %v, want %v", err, ErrSilent)
				}
			})
		})
	}
}

// scripted is a resident that reads lines and answers each with the next reply;
// after the last it does what end says.
func scripted(t *testing.T, end string, replies ...string) net.Conn {
	t.Helper()
	ours, theirs := net.Pipe()
	ended := make(chan bool)
	go func() {
		defer close(ended)
		r := bufio.NewReader(theirs)
		for _, reply := range replies {
			if _, err := r.ReadString('\n'); err != nil {
				return
			}
			_, _ = io.WriteString(theirs, reply)
		}
		switch end {
		case "hang up":
			_ = theirs.Close()
		case "read, hang up":
			_, _ = r.ReadString('\n')
			_ = theirs.Close()
		case "read":
			_, _ = io.Copy(io.Discard, r)
		}
	}()
	t.Cleanup(func() {
		_ = ours.Close()
		_ = theirs.Close()
		<-ended
	})
	return ours
}

func TestHello(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply string
		end   string
		want  error
	}{
		{"answered", helloAnswer + "\n", "read", nil},
		{"answered by a later version", `{"v":2,"op":"hello","data":{}}` + "\n", "read", ErrVersion},
		{"refused by a later version", `{"v":2,"op":"hello","err":"version"}` + "\n", "read", ErrVersion},
		{"refused for the version", `{"v":1,"op":"hello","err":"version"}` + "\n", "read", ErrVersion},
		{"refused as busy", `{"v":1,"op":"hello","err":"busy"}` + "\n", "read", ErrSilent},
		{"never answered", "", "read", ErrSilent},
		{"half an answer", `{"v":1,"op":"hello"`, "hang up", ErrSilent},
		{"hung up", "", "hang up", ErrSilent},
		{"rubbish", "HTTP/1.1 200 OK\n", "read", ErrSilent},
		{"another answer", `{"v":1,"op":"press"}` + "\n", "read", ErrSilent},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), helloTimeout)
				defer cancel()
				c, err := sayHello(ctx, scripted(t, tc.end, tc.reply), peer{pid: 7})
				if !errors.Is(err, tc.want) {
					t.Fatalf("got %v, want %v", err, tc.want)
				}
				if err == nil && c.PeerPID() != 7 {
					t.Errorf("got %d, want 7", c.PeerPID())
				}
			})
		})
	}
}

// This table decides whether a press may have been made.
func TestNotSentOrSilent(t *testing.T) {
	type call struct {
		op  string
		in  any
		out any
		ctx func(context.Context) (context.Context, context.CancelFunc)
	}
	ended := func(ctx context.Context) (context.Context, context.CancelFunc) {
		ctx, cancel := context.WithCancel(ctx)
		cancel()
		return ctx, cancel
	}
	var number int
	for _, tc := range []struct {
		name    string
		end     string
		replies []string
		call    call
		want    error
	}{
		{"answered", "read", []string{`{"v":1,"op":"press","data":1}` + "\n"}, call{op: "press", out: &number}, nil},
		{"ctx ended before", "read", nil, call{op: "press", ctx: ended}, ErrNotSent},
		{"no such op", "read", nil, call{op: "Press!"}, ErrNotSent},
		{"data that cannot be written", "read", nil, call{op: "press", in: func() {}}, ErrNotSent},
		{"too long", "read", nil, call{op: "press", in: strings.Repeat("x", MaxMessage)}, ErrNotSent},
		{"hung up before", "hang up", nil, call{op: "press"}, ErrNotSent},
		{"nobody reads", "stay", nil, call{op: "press"}, ErrNotSent},
		{"hung up after", "read, hang up", nil, call{op: "press"}, ErrSilent},
		{"read, never answered", "read", nil, call{op: "press"}, ErrSilent},
		{"half an answer", "hang up", []string{`{"v":1,"op":"press","data":1`}, call{op: "press"}, ErrSilent},
		{"rubbish", "read", []string{"\xff\n"}, call{op: "press"}, ErrSilent},
		{"an answer to something else", "read", []string{`{"v":1,"op":"status"}` + "\n"}, call{op: "press"}, ErrSilent},
		{"an answer without the data", "read", []string{`{"v":1,"op":"press"}` + "\n"}, call{op: "press", out: &number}, ErrSilent},
		{"data of another kind", "read", []string{`{"v":1,"op":"press","data":"x"}` + "\n"}, call{op: "press", out: &number}, ErrSilent},
		{"a reply that could not be sent", "read", []string{`{"v":1,"op":"press","err":"reply"}` + "\n"}, call{op: "press"}, ErrSilent},
		{"refused", "read", []string{`{"v":1,"op":"press","err":"quitting"}` + "\n"}, call{op: "press"}, ReplyError("quitting")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, err := sayHello(t.Context(), scripted(t, tc.end, append([]string{helloAnswer + "\n"}, tc.replies...)...), peer{})
				if err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				if tc.call.ctx != nil {
					ctx, cancel = tc.call.ctx(t.Context())
				}
				defer cancel()
				err = c.Call(ctx, tc.call.op, tc.call.in, tc.call.out)
				if !errors.Is(err, tc.want) {
					t.Fatalf("got %v, want %v", err, tc.want)
				}
				if errors.Is(err, ErrNotSent) && errors.Is(err, ErrSilent) {
					t.Errorf("%v is both", err)
				}
				if errors.Is(err, ErrSilent) {
					if err := c.Call(t.Context(), "status", nil, nil); !errors.Is(err, ErrNotSent) {
						t.Errorf("the next one: got %v, want %v", err, ErrNotSent)
					}
				}
			})
		})
	}
}

// A partly written message may have been read as a press.
func TestPartlyWrittenIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer theirs.Close()
		c := &Conn{nc: ours, r: newReader(ours), sem: make(chan bool, 1)}
		c.sem <- true
		defer c.Close()
		go func() { _, _ = theirs.Read(make([]byte, 5)) }()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.Call(ctx, "press", nil, nil); !errors.Is(err, ErrSilent) || errors.Is(err, ErrNotSent) {
			t.Errorf("got %v, want %v", err, ErrSilent)
		}
	})
}

// A late or unrequested answer is never taken for the answer to the next message.
func TestLateAnswerIsNotTaken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := dialPipe(t, func(_ context.Context, _ *Conn, m Message) Message {
			time.Sleep(2 * time.Second)
			return Message{Data: m.Data}
		})
		c, err := sayHello(t.Context(), w.nc, peer{})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := c.Call(ctx, "press", 1, nil); !errors.Is(err, ErrSilent) {
			t.Errorf("first: got %v, want %v", err, ErrSilent)
		}
		// The answer to the first message has arrived, and the resident keeps the
		// connection.
		time.Sleep(3 * time.Second)
		var got int
		if err := c.Call(t.Context(), "press", 2, &got); !errors.Is(err, ErrNotSent) {
			t.Errorf("second: got %d, %v, want %v", got, err, ErrNotSent)
		}
	})
	synctest.Test(t, func(t *testing.T) {
		answer := `{"v":1,"op":"press"}` + "\n"
		c, err := sayHello(t.Context(), scripted(t, "read", helloAnswer+"\n"+answer), peer{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Call(t.Context(), "press", nil, nil); !errors.Is(err, ErrNotSent) {
			t.Errorf("after an answer out of turn: got %v, want %v", err, ErrNotSent)
		}
	})
}

func TestCallsTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := dialPipe(t, func(_ context.Context, _ *Conn, m Message) Message {
			time.Sleep(time.Second)
			return Message{Data: m.Data}
		})
		c, err := sayHello(t.Context(), w.nc, peer{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 5 {
			go func() {
				var got int
				if err := c.Call(t.Context(), "echo", i, &got); err != nil || got != i {
					t.Errorf("got %d, %v, want %d", got, err, i)
				}
			}()
		}
		synctest.Wait()
		// A call that does not get its turn in time has sent nothing.
		ctx, cancel := context.WithTimeout(t.Context(), time.Second/2)
		defer cancel()
		if err := c.Call(ctx, "echo", 9, nil); !errors.Is(err, ErrNotSent) {
			t.Errorf("out of turns: got %v, want %v", err, ErrNotSent)
		}
		time.Sleep(10 * time.Second)
	})
}

func TestResidentCannotCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := dialPipe(t, func(_ context.Context, c *Conn, _ Message) Message {
			if err := c.Call(context.Background(), "press", nil, nil); !errors.Is(err, ErrNotSent) {
				t.Errorf("got %v, want %v", err, ErrNotSent)
			}
			return Message{}
		})
		c, err := sayHello(t.Context(), w.nc, peer{})
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Call(t.Context(), "a", nil, nil); err != nil {
			t.Error(err)
		}
	})
}

// TestServerAsksWho: the operating system's account may send only what is allowed, and
// any other account gets no answer, not even that its hello was wrong.
func TestServerAsksWho(t *testing.T) {
	for _, tc := range []struct {
		name string
		role role
		want []string
	}{
		{"the user", roleUser, []string{helloAnswer, `{"v":1,"op":"quit"}`, `{"v":1,"op":"press"}`}},
		{"the operating system", roleSystem, []string{helloAnswer, `{"v":1,"op":"quit"}`, `{"v":1,"op":"press","err":"denied"}`}},
		{"a stranger", roleNone, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ours, theirs := net.Pipe()
				ended := make(chan bool)
				go func() {
					defer close(ended)
					s := &Server{program: "1.2.3", ForSystem: []string{"quit"}}
					s.serve(t.Context(), theirs, peer{role: func() role { return tc.role }}, func(_ context.Context, _ *Conn, m Message) Message {
						if tc.role == roleNone || tc.role == roleSystem && m.Op != "quit" {
							t.Errorf("%s came to the handler", m.Op)
						}
						return Message{}
					})
				}()
				w := &wire{t: t, nc: ours, r: newReader(ours)}
				for i, line := range []string{helloLine, `{"v":1,"op":"quit"}`, `{"v":1,"op":"press"}`, `{"v":1,"op":"quit"}`} {
					w.say(line + "\n")
					if i == len(tc.want) {
						if tc.role != roleUser {
							w.wantEnd()
						}
						break
					}
					w.want(tc.want[i])
				}
				_ = ours.Close()
				<-ended
			})
		})
	}
}
