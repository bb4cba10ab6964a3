package app

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/doctor"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// reachWithin is how long doctor waits for a connection: long enough to tell one
// that is too slow for a press from one that does not come.
const reachWithin = 6 * time.Second

// network goes the way of a press as far as it can go without one: not a byte is
// sent to wolkvox after the handshake.
func (x *examination) network(ctx context.Context) []doctor.Finding {
	client, reason := clientFor(x.l.Values, lookForProxy)
	if client == nil && x.l.Server != "" {
		// Only the extension is missing, or the proxy cannot be used.
		v := x.l.Values
		v.AgentID = "0"
		client, reason = clientFor(v, lookForProxy)
	}
	if reason != "" {
		return nil // settings said it already
	}
	f, way, ok := x.proxyInUse(ctx)
	if !ok {
		return f
	}
	client.Proxy = way
	client.Timeout = reachWithin
	began := time.Now()
	steps := wolkvox.Check(ctx, client)
	took := time.Since(began)
	for _, step := range steps {
		f = append(f, x.step(step)...)
	}
	if last := steps[len(steps)-1]; last.OK {
		if took > wolkvox.SendWithin {
			f = append(f, x.trouble("network_slow", took.Round(100*time.Millisecond).String())...)
		}
		if len(last.Certificates) > 0 {
			clock := x.found(doctor.OK, "clock_ok", "")
			x.detail(&clock, dates(last.Certificates[0], time.Now()))
			f = append(f, clock)
		}
	}
	return f
}

// proxyInUse names the proxy and who set it, and returns how a client asks for it,
// nil for none. It is false where a press would not come so far.
func (x *examination) proxyInUse(ctx context.Context) (f []doctor.Finding, way func(*url.URL) (*url.URL, error), ok bool) {
	used := func(source, detail string) []doctor.Finding {
		code := "proxy_used"
		if source == proxy.SourceNone {
			code = "proxy_none"
		}
		f := x.well(code, detail)
		x.text(&f[0], func(w words.Words) string { return w.ProxyFrom(source) })
		return f
	}
	switch {
	case x.l.Proxy == "none":
		return used("setting", "none"), nil, true
	case !usesSystemProxy(x.l.Values):
		u, err := url.Parse(x.l.Proxy)
		return used("setting", x.l.Proxy), func(*url.URL) (*url.URL, error) { return u, err }, true
	}
	type result struct {
		proxy.Answer
		err error
	}
	found := make(chan result, 1) // a look cannot be ended
	go func() {
		a, err := x.proxy(proxyTarget(x.l.Server))
		found <- result{a, err}
	}()
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	select {
	case r := <-found:
		answer := func(*url.URL) (*url.URL, error) { return r.Proxy, r.err }
		switch {
		case r.err != nil:
			return nil, answer, true // the way to it fails, and is told there
		case r.Proxy == nil:
			return used(r.Source, ""), nil, true
		}
		// Without a name or password that it may hold.
		return used(r.Source, r.Proxy.Scheme+"://"+r.Proxy.Host), answer, true
	case <-limited.Done():
		f := x.trouble("proxy_slow", "")
		x.text(&f[0], func(w words.Words) string { return w.ProxyFrom("slow") })
		return f, nil, false
	}
}

// step is what became of one step of the connection.
func (x *examination) step(s wolkvox.CheckStep) []doctor.Finding {
	switch {
	case s.OK && s.Name == string(wolkvox.TLS) && x.inspected(s):
		f := x.warning("tls_inspected", "")
		x.detail(&f[0], func(w words.Words) string { return w.IssuedBy(wolkvox.Authority(s.Certificates[0])) })
		return f
	case s.OK:
		f := x.well(s.Name+"_ok", s.Detail)
		x.text(&f[0], func(w words.Words) string { return w.CheckStep(s.Name, true) })
		return f
	}
	f := x.trouble(s.Name+"_"+string(s.Cause), s.Err.Error())
	if len(s.Certificates) > 0 {
		valid := dates(s.Certificates[0], time.Now())
		x.detail(&f[0], func(w words.Words) string {
			return w.IssuedBy(wolkvox.Authority(s.Certificates[0])) + "; " + valid(w)
		})
	}
	if f[0].Code == "proxy_unusable" {
		x.text(&f[0], func(w words.Words) string { return w.ProxyFrom("unusable") })
	}
	return f
}

// inspected reports whether a private authority vouches for what answers in wolkvox'
// place: one of the policy's ca_file, or one whose certificates stand in no public
// log.
func (x *examination) inspected(s wolkvox.CheckStep) bool {
	if len(s.Certificates) == 0 {
		return false
	}
	root := s.Certificates[len(s.Certificates)-1]
	for _, own := range certificatesIn(x.l.CAFile) {
		if bytes.Equal(own, root.Raw) {
			return true
		}
	}
	return !s.Logged
}

// certificatesIn are the certificates of a PEM file, none where it cannot be read.
func certificatesIn(file string) (all [][]byte) {
	if file == "" {
		return nil
	}
	text, err := within(readWithin, func() ([]byte, error) { return readFile(file, maxCAFile) })
	if err != nil {
		return nil
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		all = append(all, block.Bytes)
	}
	return all
}

// dates says for when a certificate is, and what this machine takes for now.
func dates(c *x509.Certificate, now time.Time) func(words.Words) string {
	return func(w words.Words) string { return w.ValidFrom(minute(c.NotBefore), minute(c.NotAfter), minute(now)) }
}

// minute is a time as IT compares it with another machine's.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }

// ahead is how far the log may be in the future: file systems on other machines have
// clocks of their own.
const ahead = 10 * time.Minute

// clock finds a clock that was set back, by the log. What is asked of nobody on the
// network cannot be found out more closely than this and the certificate's dates.
func (x *examination) clock(context.Context) []doctor.Finding {
	newest, err := within(readWithin, func() (time.Time, error) {
		var newest time.Time
		for _, name := range logNames(x.p.stateFolder()) {
			if info, err := os.Lstat(filepath.Join(x.p.stateFolder(), name)); err == nil && info.ModTime().After(newest) {
				newest = info.ModTime()
			}
		}
		return newest, nil
	})
	if now := time.Now(); err == nil && newest.Sub(now) > ahead {
		f := x.warning("clock_back", "")
		x.detail(&f[0], func(w words.Words) string { return w.LogOf(minute(newest), minute(now)) })
		return f
	}
	return nil
}
