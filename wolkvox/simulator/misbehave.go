package simulator

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Misbehaviour is one way to answer other than wolkvox documents.
type Misbehaviour struct {
	// Name chooses it, and is stable.
	Name string
	// What says in one sentence what the server does.
	What string
	// Executes reports whether hold is toggled all the same.
	Executes bool
}

// Misbehaviours lists the ways, in a fixed order.
func Misbehaviours() []Misbehaviour {
	var all []Misbehaviour
	for _, m := range misbehaviours() {
		all = append(all, m.Misbehaviour)
	}
	return all
}

// Misbehave makes every request from now on be answered in the named way, until
// it is called again; "" means well. An unknown name is an error and changes
// nothing.
func (s *Server) Misbehave(name string) error {
	if _, err := find(name); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mode = name
	return nil
}

// MisbehaveNext queues a way for each of the next requests, before the one that
// Misbehave set counts again. An unknown name is an error and queues nothing.
func (s *Server) MisbehaveNext(names ...string) error {
	for _, name := range names {
		if _, err := find(name); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.next = append(s.next, names...)
	return nil
}

// misbehaviour is a way and what it does with one exchange. No serve means well.
type misbehaviour struct {
	Misbehaviour
	serve func(x *Exchange)
}

// find returns the named way.
func find(name string) (misbehaviour, error) {
	if name == "" {
		return misbehaviour{}, nil
	}
	for _, m := range misbehaviours() {
		if m.Name == name {
			return m, nil
		}
	}
	return misbehaviour{}, fmt.Errorf("no misbehaviour is called %q", name)
}

const (
	okBody   = `{"code": "200", "error": null, "msg": "Hold agentbox has been excecuted"}`
	busyText = "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"
	// movedPath works like the real one, so that a client that follows a
	// redirect toggles and is found out.
	movedPath = "/api/v2/moved.php"
	jsonType  = "application/json"
	htmlType  = "text/html; charset=utf-8"
	slowness  = 1500 * time.Millisecond
	// hostileText tries to be more than text wherever it is shown: in a shell, a
	// page, a terminal, a format, a C string, a log and a file name.
	hostileText = `$(reboot) ` + "`reboot`" + ` '\" <img src=x onerror=alert(1)> <b>&amp;</b> %s %n ` +
		`\u001b[2J\u001b]0;owned\u0007 \u009b31m \u202egnp.exe\u2066 a\u200bb\ufeff \u0000 \r\nlevel=ERROR\u2028 \ud800 owned`
)

var success = reply{200, jsonType, okBody}

// misbehaviours is the list itself.
func misbehaviours() []misbehaviour {
	list := []misbehaviour{
		way("slow", "answers well after 1.5 s", true, func(x *Exchange) {
			x.wait(slowness)
			x.send(x.reply)
		}),
		way("never_answers", "reads the request and says nothing", false, (*Exchange).Hang),
		way("never_answers_executed", "toggles and says nothing", true, (*Exchange).Hang),
		way("close_before_reply", "closes the connection without an answer", false, (*Exchange).HangUp),
		way("close_before_reply_executed", "toggles and closes the connection without an answer", true, (*Exchange).HangUp),
		way("reset", "resets the connection without an answer", false, (*Exchange).reset),
		way("reset_executed", "toggles and resets the connection without an answer", true, (*Exchange).reset),
		way("cut_headers", "toggles and closes in the middle of the header", true, func(x *Exchange) {
			x.write("HTTP/1.1 200 OK\r\nContent-Ty")
		}),
		way("cut_body", "toggles and closes in the middle of the body", true, func(x *Exchange) {
			whole := x.reply.wire()
			x.write(whole[:len(whole)-20])
		}),
		way("one_byte_at_a_time", "answers well, each byte in a packet of its own", true, func(x *Exchange) {
			for _, b := range []byte(x.reply.wire()) {
				x.Conn.Write([]byte{b})
			}
		}),
		way("huge_body", "toggles and answers with more than 64 KiB", true, func(x *Exchange) {
			x.send(reply{200, jsonType, okBody + strings.Repeat(" ", 1<<20)})
		}),
		way("huge_header", "toggles and answers with a header of 1 MiB", true, func(x *Exchange) {
			x.write("HTTP/1.1 200 OK\r\nX-Padding: " + strings.Repeat("x", 1<<20) + "\r\n\r\n" + okBody)
		}),
		way("gzip", "answers well, compressed", true, func(x *Exchange) { x.zipped(0) }),
		way("gzip_bomb", "toggles and answers with 8 MiB in a small compressed body", true, func(x *Exchange) { x.zipped(8 << 20) }),
		way("early_103", "answers well after a 103 Early Hints", true, func(x *Exchange) {
			x.write("HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n" + x.reply.wire())
		}),
		way("answers_twice", "sends a second answer on the same connection", true, func(x *Exchange) {
			x.write(x.reply.wire() + x.reply.wire())
		}),
		way("not_http", "toggles and answers with something that is not HTTP", true, func(x *Exchange) {
			x.write("SSH-2.0-OpenSSH_9.2\r\n\r\n")
		}),
		way("echo", "refuses and repeats the request's head in the answer", false, func(x *Exchange) {
			x.send(reply{500, "text/plain", x.Request.RawHead})
		}),
		way("busy_once", "refuses the next request for the limit of simultaneous requests, then serves well", false, func(x *Exchange) {
			x.send(refusal(403, "FORBIDDEN", busyText))
		}),
		way("hostile_text", "refuses with a text that tries to be more than text", false, func(x *Exchange) {
			x.send(reply{403, jsonType, `{"code":"403","error":"FORBIDDEN","msg":"` + x.hostile + `"}`})
		}),
		way("html_200", "toggles and answers with a page", true, func(x *Exchange) { x.send(page(200)) }),
		way("html_403", "answers 403 with a page, as gateways do", false, func(x *Exchange) { x.send(page(403)) }),
	}
	for _, status := range []int{301, 302, 303, 307, 308} {
		list = append(list, way(fmt.Sprint("redirect_", status), "redirects to another path that toggles as well", false, func(x *Exchange) {
			x.write(fmt.Sprintf("HTTP/1.1 %d %s\r\nLocation: %s?agent_id=%s&api=hold\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
				status, http.StatusText(status), movedPath, x.Request.Query.Get("agent_id")))
		}))
	}
	for _, status := range []int{404, 429, 500, 502, 503} {
		list = append(list, way(fmt.Sprint("http_", status), "answers with this status and a page", false, func(x *Exchange) { x.send(page(status)) }))
	}
	for _, r := range []struct{ name, what, text string }{
		{"token_refused", "refuses the token", "PLEASE VALIDATE TOKEN"},
		{"token_limit", "refuses for the daily limit", "TOKEN LIMIT EXCEEDED"},
		{"busy_always", "refuses for the limit of simultaneous requests", busyText},
	} {
		list = append(list, way(r.name, r.what, false, func(x *Exchange) { x.send(refusal(403, "FORBIDDEN", r.text)) }))
	}
	for _, b := range []struct {
		name, what string
		executes   bool
		status     int
		body       string
	}{
		{"bom", "answers well after a byte order mark", true, 200, "\ufeff" + okBody},
		{"code_number", "answers well with a number for a code", true, 200, `{"code":200,"error":"null","msg":"ok","data":[]}`},
		{"duplicate_code", "gives two codes", false, 200, `{"code":"403","error":null,"code":"200","msg":"ok"}`},
		{"case_code", "gives a second code in another case", false, 200, `{"code":"403","error":null,"Code":"200","msg":"ok"}`},
		{"two_objects", "answers with two objects", true, 200, okBody + okBody},
		{"array", "answers with an array", true, 200, "[" + okBody + "]"},
		{"trailing", "answers with text after the object", true, 200, okBody + "<br />Warning"},
		{"code_float", "gives the code 200.0", true, 200, `{"code":200.0,"error":null,"msg":"ok"}`},
		{"code_negative", "gives the code -200", false, 200, `{"code":-200,"error":null,"msg":"ok"}`},
		{"code_missing", "gives no code", true, 200, `{"error":null,"msg":"Hold agentbox has been excecuted"}`},
		{"code_200_with_error", "gives the code 200 and an error", false, 200, `{"code":"200","error":"INTERNAL","msg":"ok"}`},
		{"http_500_code_200", "gives the code 200 under HTTP 500", true, 500, okBody},
		{"http_200_code_403", "refuses with code 403 under HTTP 200", false, 200, `{"code":"403","error":"FORBIDDEN","msg":"MAINTENANCE"}`},
	} {
		list = append(list, way(b.name, b.what, b.executes, func(x *Exchange) { x.send(reply{b.status, jsonType, b.body}) }))
	}
	return list
}

func way(name, what string, executes bool, serve func(*Exchange)) misbehaviour {
	return misbehaviour{Misbehaviour{name, what, executes}, serve}
}

// reply is an HTTP answer.
type reply struct {
	status      int
	contentType string
	body        string
}

func (r reply) wire() string {
	return fmt.Sprintf("HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s",
		r.status, http.StatusText(r.status), r.contentType, len(r.body), r.body)
}

// refusal is an error in the form that wolkvox's table lets expect.
func refusal(code int, kind, text string) reply {
	return reply{code, jsonType, fmt.Sprintf(`{"code":%q,"error":%q,"msg":%q}`, strconv.Itoa(code), kind, text)}
}

// page is what a gateway answers.
func page(status int) reply {
	return reply{status, htmlType, fmt.Sprintf("<html><body><h1>%d %s</h1></body></html>", status, http.StatusText(status))}
}
