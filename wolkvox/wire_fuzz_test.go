package wolkvox

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// FuzzAnswer answers a whole press with any bytes. What is told for certain must
// stand in the first answer, read by rules that know nothing of ours; all the rest
// is unknown. Nothing that comes out can act on what shows it.
func FuzzAnswer(f *testing.F) {
	const ok, refused = `{"code":"200","error":null,"msg":"ok"}`, `{"code":"403","error":"FORBIDDEN","msg":"\u202e<b>\u001b[2J"}`
	for _, seed := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n" + ok,
		"HTTP/1.1 200 OK\r\nContent-Length: 37\r\n\r\n" + ok, // one byte left over
		"HTTP/1.1 200 OK\r\nContent-Length: 39\r\n\r\n" + ok, // one byte missing
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n26\r\n" + ok + "\r\n0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n26\r\n" + ok + "\r\n",
		"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n26\r\n" + ok + "\r\n0\r\n\r\n",
		"HTTP/1.0 200 OK\r\n\r\n" + ok,
		"HTTP/1.1 403 Forbidden\r\n\r\n" + refused,
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 38\r\n\r\n" + ok,
		"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + ok,
		"HTTP/1.1 302 Found\r\nLocation: https://wv0042.wolkvox.com/\r\n\r\n" + ok,
		"HTTP/1.1 204 No Content\r\n\r\n" + ok,
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zip(ok),
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + zip(ok)[:30],
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + ok,
		"HTTP/1.1 500 \x1b[2J\r\nContent-Type: text/\u202ehtml\r\n\r\n<html>$(reboot)\x00\xff",
		"PRI * HTTP/2.0\r\n\r\n", "", "HTTP/1.1 200 OK\r\n",
	} {
		f.Add([]byte(seed))
	}
	token, err := ParseToken(testToken)
	if err != nil {
		f.Fatal(err)
	}
	var once sync.Once
	var cert tls.Certificate
	var roots *x509.CertPool
	f.Fuzz(func(t *testing.T, answer []byte) {
		once.Do(func() { cert, roots = selfSigned(t, testHost) })
		s, err := simulator.New(simulator.Options{Addr: simulator.InMemory, Certificate: &cert, Answer: func(x *simulator.Exchange) { _, _ = x.Write(answer) }})
		if err != nil {
			t.Fatal(err)
		}
		ours, theirs := newWire()
		served := make(chan bool)
		go func() { defer close(served); s.Serve(t.Context(), theirs) }()
		c := &Client{
			Server: "0042", AgentID: testAgent, Token: token, RootCAs: roots,
			DialContext: func(context.Context, string, string) (net.Conn, error) { return ours, nil },
		}
		sent := false
		o := c.ToggleHoldOnce(t.Context(), Press{At: time.Now(), BeforeSend: func() error { sent = true; return nil }})
		<-served
		if o.Result != Unknown {
			result, reason := readAnswer(answer)
			if !sent || o.Result != result || o.Reason != reason {
				t.Errorf("%q: told %s (%s), but it says %s (%s)", answer, o.Result, o.Reason, result, reason)
			}
		}
		shown := []string{o.Code, o.Msg, o.ContentType, o.Excerpt}
		if o.Err != nil {
			shown = append(shown, o.Err.Error())
		}
		for _, s := range shown {
			if utf8.RuneCountInString(s) > 2*maxText || strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) {
				t.Errorf("%q: %q comes out", answer, s)
			}
		}
	})
}

// readAnswer is what the first answer that is not only informational says when it
// is read by itself; without a whole one, Unknown.
func readAnswer(b []byte) (Result, Reason) {
	in := bufio.NewReader(bytes.NewReader(b))
	for {
		resp, err := http.ReadResponse(in, &http.Request{Method: http.MethodPost})
		if err != nil {
			return Unknown, Unclear
		}
		if resp.StatusCode < 200 && resp.StatusCode != http.StatusSwitchingProtocols {
			continue
		}
		body := io.Reader(resp.Body)
		if strings.EqualFold(resp.Header.Get("Content-Encoding"), "gzip") {
			if body, err = gzip.NewReader(resp.Body); err != nil {
				return Unknown, Unclear
			}
		}
		text, err := io.ReadAll(io.LimitReader(body, maxBody+1))
		if err != nil || len(text) > maxBody {
			return Unknown, Unclear
		}
		result, reason, _, _ := ParseReply(resp.StatusCode, text)
		return result, reason
	}
}

// FuzzClean cleans any text that a server could send. Whatever it looks like, what
// is left shows and does nothing, is short, and does not hold the secret.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{
		"", "PLEASE VALIDATE TOKEN", "a\r\n\tb\u2028c", "\x1b[31mred\x07\u009b1m", "a\u202egnp.exe\u2066", "a\u200b\ufeffb\u00ad", "\x00\xff\xc0\x80",
		testToken, strings.ToUpper(testToken), "012345678\u200b" + testToken[9:], testToken[:26] + testToken + testToken[26:], testToken[:26] + "\\" + testToken[26:], strings.Repeat("x", 190) + testToken, strings.Repeat("é", 300),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		token := secret{testToken, tokenPart}
		out := clean(in, token)
		if !utf8.ValidString(out) || utf8.RuneCountInString(out) > maxText || strings.ContainsFunc(out, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q became %q", in, out)
		}
		for i := range len(testToken) - tokenPart + 1 {
			if strings.Contains(strings.ToLower(out), testToken[i:i+tokenPart]) {
				t.Errorf("%q holds a part of the secret", out)
			}
		}
		if again := clean(out, token); again != out && utf8.RuneCountInString(out) < maxText {
			t.Errorf("%q became %q the second time", out, again)
		}
	})
}
