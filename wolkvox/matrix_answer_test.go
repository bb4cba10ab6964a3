package wolkvox

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing/synctest"
	"time"
)

// wellReply is the documented success, as it goes over the wire.
var wellReply = reply(200, okReply)

// h2Settings is what an HTTP/2 server says first.
const h2Settings = "\x00\x00\x00\x04\x00\x00\x00\x00\x00"

func statusName(status int) string {
	return strings.TrimSpace(fmt.Sprint(status, " ", http.StatusText(status)))
}

// lines is the head of an answer.
func lines(status int, fields ...string) string {
	return "HTTP/1.1 " + statusName(status) + "\r\n" + strings.Join(append(fields, "\r\n"), "\r\n")
}

// head is the head of an answer with a JSON body of so many bytes.
func head(status, length int) string {
	return lines(status, "Content-Type: application/json", fmt.Sprint("Content-Length: ", length))
}

// reply is an answer with a JSON body.
func reply(status int, body string) string { return head(status, len(body)) + body }

// page is an answer as gateways give it.
func page(status int, fields ...string) string {
	body := "<html><body><h1>" + statusName(status) + "</h1></body></html>"
	return lines(status, append(fields, "Content-Type: text/html", fmt.Sprint("Content-Length: ", len(body)))...) + body
}

// answer executes and answers.
func answer(wire string) func(*exchange) { return func(x *exchange) { x.act(); x.say(wire) } }

// refuse answers without executing.
func refuse(wire string) func(*exchange) { return func(x *exchange) { x.say(wire) } }

// answerThen executes, answers, and does one thing more.
func answerThen(wire string, then func(*exchange)) func(*exchange) {
	return func(x *exchange) { x.act(); x.say(wire); then(x) }
}

// dripping executes and answers one byte at a time.
func dripping(wire string, pause time.Duration) func(*exchange) {
	return func(x *exchange) {
		x.act()
		for i := range len(wire) {
			if x.say(wire[i:i+1]) != nil {
				return
			}
			time.Sleep(pause)
		}
	}
}

// flooding executes, and after a start repeats a part that often, or until the
// client has had enough. One that reads more than a MiB shall fail soon.
func flooding(start, part string, times int) func(*exchange) {
	return func(x *exchange) {
		x.act()
		x.say(start)
		for range times {
			if x.say(part) != nil || x.taken() > 1<<20 {
				return
			}
		}
	}
}

// cutFaults are those in which the answer ends or stops before it is whole.
func cutFaults() []fault {
	half := wellReply[:len(wellReply)-30]
	hang, drop, cut := (*exchange).hang, func(x *exchange) { x.raw.Close() }, func(x *exchange) { x.raw.reset() }
	chunked := lines(200, "Transfer-Encoding: chunked") + fmt.Sprintf("%x\r\n%s\r\n", len(okReply), okReply)
	endless := lines(200, "Connection: close") + okReply
	return []fault{
		{name: "cut in the status line", truths: unknown(Lost), answer: answer("HTTP/1.1 20")},
		{name: "cut in the header", truths: unknown(Lost), answer: answer("HTTP/1.1 200 OK\r\nContent-Ty")},
		{name: "cut after the header", truths: unknown(Lost), answer: answer(head(200, len(okReply)))},
		{name: "cut in the body", truths: unknown(Lost), answer: answer(half)},
		{name: "cut one byte before the end", truths: unknown(Lost), answer: answer(wellReply[:len(wellReply)-1])},
		{name: "dropped in the header", truths: unknown(Lost), answer: answerThen("HTTP/1.1 200 OK\r\n", drop)},
		{name: "dropped in the body", truths: unknown(Lost), answer: answerThen(half, drop)},
		{name: "reset in the header", truths: unknown(Lost), answer: answerThen("HTTP/1.1 200 OK\r\n", cut)},
		{name: "reset in the body", truths: unknown(Lost), answer: answerThen(half, cut)},
		{name: "stalls in the status line", truths: unknown(Timeout), took: defaultTimeout, answer: answerThen("HTTP/1.1 2", hang)},
		{name: "stalls in the header", truths: unknown(Timeout), took: defaultTimeout, answer: answerThen("HTTP/1.1 200 OK\r\nContent-Ty", hang)},
		{name: "stalls in the body", truths: unknown(Timeout), took: defaultTimeout, answer: answerThen(half, hang)},
		{name: "one byte at a time", truths: toggled, answer: dripping(wellReply, 0)},
		{name: "one byte every 50 ms", truths: toggled, answer: dripping(wellReply, 50*time.Millisecond)},
		{name: "one byte a second", truths: unknown(Timeout), took: defaultTimeout, answer: dripping(wellReply, time.Second)},
		{name: "chunked", truths: toggled, answer: answer(chunked + "0\r\n\r\n")},
		{name: "chunked, without the last chunk", truths: unknown(Lost), answer: answer(chunked)},
		{name: "chunked, cut in the last chunk", truths: unknown(Lost), answer: answer(chunked + "0\r\n")},
		{name: "chunked, a chunk of no length", truths: unknown(Unclear), answer: answer(chunked + "zz\r\n")},
		{name: "no length, ended by TLS", truths: toggled, answer: answer(endless)},
		{name: "no length, dropped at the end", truths: toggled, answer: answerThen(endless, drop)},
		{name: "no length, dropped before the end", truths: unknown(Unclear), answer: answerThen(endless[:len(endless)-1], drop)},
		{name: "no length, never ended", truths: unknown(Timeout), took: defaultTimeout, answer: answerThen(endless, hang)},
		{name: "no length, ended by our own good-bye", truths: unknown(Timeout), took: defaultTimeout,
			arrange: func(w *world) { var once sync.Once; w.onBye = func() { once.Do(synctest.Wait) } },
			answer:  answerThen(lines(200, "Connection: close")+okReply, (*exchange).hang)},
	}
}

// frameFaults are those in which the answer is not quite HTTP, or not quite an
// answer.
func frameFaults() []fault {
	const early = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
	return []fault{
		{name: "100 Continue, then well", truths: toggled, answer: answer("HTTP/1.1 100 Continue\r\n\r\n" + wellReply)},
		{name: "102 Processing, then well after 2 s", truths: toggled, answer: func(x *exchange) {
			x.act()
			x.say("HTTP/1.1 102 Processing\r\n\r\n")
			time.Sleep(2 * time.Second)
			x.say(wellReply)
		}},
		{name: "103 Early Hints, then well", truths: toggled, answer: answer(early + wellReply)},
		{name: "100 Continue, then nothing", truths: unknown(Timeout), took: defaultTimeout, answer: answerThen("HTTP/1.1 100 Continue\r\n\r\n", (*exchange).hang)},
		{name: "103 Early Hints, then closed", truths: unknown(Lost), answer: answer(early)},
		{name: "103 Early Hints without end", truths: unknown(Unclear, Lost), answer: flooding("", early, 1<<20)},
		{name: "101 Switching Protocols", truths: unknown(HTTPStatus), answer: answer("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n")},
		{name: "peer speaks h2 frames anyway", truths: unknown(Lost), answer: answer(h2Settings)},
		{name: "peer speaks h2 frames and waits", truths: unknown(Timeout), took: defaultTimeout, answer: answerThen(h2Settings, (*exchange).hang)},
		{name: "peer resets the request by h2 frames", truths: unknown(Lost), answer: answer(h2Settings + "\x00\x00\x04\x03\x00\x00\x00\x00\x01\x00\x00\x00\x07")},
		{name: "not HTTP", truths: unknown(Unclear), answer: answer("SSH-2.0-OpenSSH_9.2\r\n\r\n")},
		{name: "JSON without a head", truths: unknown(Unclear), answer: answer(okReply + "\r\n\r\n")},
		{name: "HTTP/1.0", truths: toggled, answer: answer(strings.Replace(wellReply, "1.1", "1.0", 1))},
		{name: "status that is no number", truths: unknown(Unclear), answer: answer("HTTP/1.1 OK 200\r\n\r\n")},
		{name: "header line without a colon", truths: unknown(Unclear), answer: answer("HTTP/1.1 200 OK\r\nContent-Type\r\n\r\n" + okReply)},
		{name: "NUL in the header", truths: unknown(Unclear), answer: answer("HTTP/1.1 200 OK\r\nX: \x00\r\n\r\n" + okReply)},
		{name: "length negative", truths: unknown(Unclear), answer: answer(head(200, -1) + okReply)},
		{name: "two lengths", truths: unknown(Unclear), answer: answer(lines(200, "Content-Length: 73", "Content-Length: 10") + okReply)},
		{name: "length shorter than the body", truths: unknown(Unclear), answer: answer(head(200, len(okReply)-1) + okReply)},
		{name: "length longer than the body", truths: unknown(Lost), answer: answer(head(200, len(okReply)+1) + okReply)},
		{name: "length ends the object, more follows", truths: toggled, answer: answer(wellReply + "<br />Warning")},
		{name: "unknown transfer encoding", truths: unknown(Unclear), answer: answer(lines(200, "Transfer-Encoding: rot13") + okReply)},
		{name: "empty 200", truths: unknown(Unclear), answer: answer(head(200, 0))},
	}
}

// zip compresses.
func zip(s string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, s)
	z.Close()
	return b.String()
}

// bomb is 100 MiB of white space after a success, in a small compressed body.
var bomb = sync.OnceValue(func() string { return zip(okReply) + strings.Repeat(zip(strings.Repeat(" ", 1<<20)), 100) })

// gzipped is an answer that says that its body is compressed.
func gzipped(body string) string {
	return lines(200, "Content-Type: application/json", "Content-Encoding: gzip", fmt.Sprint("Content-Length: ", len(body))) + body
}

// sizeFaults are those in which the answer is large, or compressed.
func sizeFaults() []fault {
	const mega = 1 << 20
	padded := func(length int) string { return reply(200, okReply+strings.Repeat(" ", length-len(okReply))) }
	spaces := strings.Repeat(" ", mega)
	compressed := zip(okReply)
	wrong := []byte(compressed)
	wrong[len(wrong)-8] ^= 1 // the checksum
	return []fault{
		{name: "body of 64 KiB", truths: toggled, answer: answer(padded(maxBody))},
		{name: "body of 64 KiB and a byte", truths: unknown(Unclear), answer: answer(padded(maxBody + 1))},
		{name: "body of 100 MiB", truths: unknown(Unclear), answer: flooding(head(200, len(okReply)+100*mega)+okReply, spaces, 100)},
		{name: "body of 100 MiB, chunked", truths: unknown(Unclear), answer: flooding(lines(200, "Transfer-Encoding: chunked"), "100000\r\n"+spaces+"\r\n", 100)},
		{name: "body without length or end", truths: unknown(Unclear), answer: flooding(lines(200, "Connection: close")+okReply, spaces, 100)},
		{name: "refusal of 100 MiB", truths: unknown(Unclear), answer: flooding(head(403, 100*mega+2)+"{}", spaces, 100)},
		{name: "header of 100 MiB", truths: unknown(Unclear), answer: flooding("HTTP/1.1 200 OK\r\nX: ", strings.Repeat("x", mega), 100)},
		{name: "header lines without end", truths: unknown(Unclear), answer: flooding("HTTP/1.1 200 OK\r\n", strings.Repeat("X: x\r\n", mega/6), 100)},
		{name: "gzip", truths: toggled, answer: answer(gzipped(compressed))},
		{name: "gzip bomb", truths: unknown(Unclear), answer: func(x *exchange) { x.act(); x.say(gzipped(bomb())) }},
		{name: "gzip, cut short", truths: unknown(Lost), answer: answer(gzipped(compressed[:len(compressed)-10]))},
		{name: "gzip, wrong checksum", truths: unknown(Unclear), answer: answer(gzipped(string(wrong)))},
		{name: "gzip, but it is not", truths: unknown(Unclear), answer: answer(gzipped(okReply))},
		{name: "gzip in gzip", truths: unknown(Unclear), answer: answer(gzipped(zip(compressed)))},
		{name: "gzip of two objects", truths: unknown(Unclear), answer: answer(gzipped(compressed + compressed))},
		{name: "gzip, but it does not say so", truths: unknown(Unclear), answer: answer(reply(200, compressed))},
		{name: "compressed in a way nobody asked for", truths: unknown(Unclear), answer: answer(strings.Replace(gzipped("\x8b\x01\x80"), "gzip", "br", 1))},
	}
}
