package wolkvox

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// played names the kind of the matrix that each way of the simulator is one of.
var played = map[string]string{
	"slow":                        "answered after 1.5 s",
	"never_answers":               "quit while waiting for the answer",
	"never_answers_executed":      "quit while waiting for the answer",
	"close_before_reply":          "closed without an answer",
	"close_before_reply_executed": "closed without an answer",
	"reset":                       "reset without an answer",
	"reset_executed":              "reset without an answer",
	"cut_headers":                 "cut in the header",
	"cut_body":                    "cut in the body",
	"one_byte_at_a_time":          "one byte at a time",
	"huge_body":                   "body of 100 MiB",
	"huge_header":                 "header of 100 MiB",
	"gzip":                        "gzip",
	"gzip_bomb":                   "gzip bomb",
	"early_103":                   "103 Early Hints, then well",
	"answers_twice":               "answers twice, at once",
	"not_http":                    "not HTTP",
	"echo":                        "page under 500 Internal Server Error",
	"busy_once":                   "busy once",
	"busy_always":                 "busy always",
	"hostile_text":                "code 403 under HTTP 403: maintenance",
	"html_200":                    "reply: page",
	"html_403":                    "page under 403 Forbidden",
	"redirect_301":                "301 to itself",
	"redirect_302":                "302 to itself",
	"redirect_303":                "303 to itself",
	"redirect_307":                "307 to itself",
	"redirect_308":                "308 to itself",
	"http_404":                    "page under 404 Not Found",
	"http_429":                    "page under 429 Too Many Requests",
	"http_500":                    "page under 500 Internal Server Error",
	"http_502":                    "page under 502 Bad Gateway",
	"http_503":                    "page under 503 Service Unavailable",
	"token_refused":               "code 403 under HTTP 403: please validate token",
	"token_limit":                 "code 403 under HTTP 403: token limit exceeded",
	"bom":                         "reply: byte order mark and white space",
	"code_number":                 `reply: number, "null", data`,
	"duplicate_code":              "reply: duplicate code",
	"case_code":                   "reply: case of code",
	"two_objects":                 "reply: two objects",
	"array":                       "reply: array",
	"trailing":                    "reply: trailing text",
	"code_float":                  "reply: code float",
	"code_negative":               "reply: code negative",
	"code_missing":                "reply: no code",
	"code_200_with_error":         "reply: code 200 and an error",
	"http_500_code_200":           "reply: code 200 under HTTP 500",
	"http_200_code_403":           "code 403 under HTTP 200: maintenance",
}

// kinds returns the matrix by name.
func kinds() map[string]fault {
	all := map[string]fault{}
	for _, f := range matrix() {
		all[f.name] = f
	}
	return all
}

// TestMisbehaviour plays every way the simulator can behave over real sockets,
// and holds it to the truths of the matrix.
func TestMisbehaviour(t *testing.T) {
	all := kinds()
	for _, m := range simulator.Misbehaviours() {
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			f, ok := all[played[m.Name]]
			if !ok {
				t.Fatal("this way is of no kind in the matrix")
			}
			s, c := start(t, simulator.Options{})
			c.Timeout = time.Minute // a loaded machine is slow, and no way is about that
			if err := s.Misbehave(m.Name); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			p := Press{At: time.Now()}
			if strings.HasPrefix(m.Name, "never_answers") {
				p.Sent = cancel
			}
			o := c.ToggleHold(ctx, p)
			n := len(s.Requests())
			f.judge(t, sight{Outcome: o, executed: s.Toggles(testAgent), requests: n, shared: n > s.Connections()})
		})
	}
}

// TestRealNetwork fails at the system's own sockets and in Go's own resolver.
func TestRealNetwork(t *testing.T) {
	for _, tt := range []struct {
		name string
		dial func(t *testing.T) func(ctx context.Context, network, addr string) (net.Conn, error)
		old  time.Duration
		kind string
	}{
		{"name not known", resolving(nameServer(3)), 0, "DNS: no such host"},
		{"name server fails", resolving(nameServer(2)), 0, "DNS: server fails"},
		{"name server is silent", resolving(nameServer(-1)), SendWithin - 50*time.Millisecond, "DNS stalls"},
		{"port closed", closedPort, 0, "connection refused"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := &Client{Server: "0042", AgentID: testAgent, Token: mustToken(t, testToken), DialContext: tt.dial(t)}
			o := c.ToggleHold(t.Context(), Press{At: time.Now().Add(-tt.old)})
			kinds()[tt.kind].judge(t, sight{Outcome: o})
		})
	}
}

func closedPort(t *testing.T) func(context.Context, string, string) (net.Conn, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	return dialTo(l.Addr())
}

// resolving dials names by a name server.
func resolving(listen func(*testing.T) net.Addr) func(*testing.T) func(context.Context, string, string) (net.Conn, error) {
	return func(t *testing.T) func(context.Context, string, string) (net.Conn, error) {
		server := listen(t)
		dialer := &net.Dialer{Resolver: &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "tcp", server.String())
		}}}
		return dialer.DialContext
	}
}

// nameServer answers every question with a DNS code (RFC 1035, section 4.1.1); one
// below 0 stands for no answer. It listens over TCP (section 4.2.2), since Wine 8
// has no UDP that Go could use.
func nameServer(code int) func(*testing.T) net.Addr {
	return func(t *testing.T) net.Addr {
		return listen(t, func(c net.Conn) {
			b := make([]byte, 514) // the length goes before a message
			for {
				if _, err := io.ReadFull(c, b[:2]); err != nil {
					return
				}
				n := 2 + int(binary.BigEndian.Uint16(b))
				if n < 14 || n > len(b) {
					return
				}
				if _, err := io.ReadFull(c, b[2:n]); err != nil {
					return
				}
				if code < 0 {
					continue
				}
				b[4], b[5] = b[4]|0x80, 0x80|byte(code) // an answer, by recursion
				c.Write(b[:n])
			}
		})
	}
}
