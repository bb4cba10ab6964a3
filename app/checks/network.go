package checks

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// reachWithin is how long doctor waits for a connection: long enough to tell a connection
// that is too slow for a press from one that fails.
const reachWithin = 6 * time.Second

// network connects as a press does, but sends nothing after the TLS handshake. If a resident
// runs, it makes the connection: its presses are what counts, and it may have other roots,
// proxies or addresses than a new process.
func (x *Examination) network(ctx context.Context) []Finding {
	seen, asked := x.askNetwork(ctx)
	if !asked {
		client, reason := press.ClientFor(x.l.Effective, press.FindProxy)
		if client == nil && x.l.Server != "" {
			// Perhaps only the extension is missing; the connection can still be tested.
			v := x.l.Effective
			v.AgentID = "0"
			client, reason = press.ClientFor(v, press.FindProxy)
		}
		if reason != "" {
			return nil // the check "settings" reports it
		}
		seen = ProbeNetwork(ctx, client, x.l.Values, x.proxy)
	}
	var f []Finding
	switch {
	case seen.Slow:
		f = x.trouble("proxy_slow", "")
		x.text(&f[0], func(w words.Words) string { return w.ProxyFrom("slow") })
		return f
	case seen.Source == "": // the proxy could not be found; a step below reports it
	case seen.Source == proxy.SourceNone:
		f = x.well("proxy_none", "")
	default:
		f = x.well("proxy_used", seen.Ways)
	}
	if len(f) > 0 {
		x.text(&f[0], func(w words.Words) string { return w.ProxyFrom(seen.Source) })
	}
	for _, step := range seen.Steps {
		f = append(f, x.step(step.Unpack())...)
	}
	if last := seen.Steps[len(seen.Steps)-1].Unpack(); last.OK {
		if seen.Took > wolkvox.SendWithin {
			f = append(f, x.trouble("network_slow", seen.Took.Round(100*time.Millisecond).String())...)
		}
		if len(last.Certificates) > 0 {
			clock := x.found(OK, "clock_ok", "")
			x.detail(&clock, dates(last.Certificates[0], time.Now()))
			f = append(f, clock)
		}
	}
	return f
}

// residentNetwork asks the resident what it finds on the network. Ok is false if none runs or
// it does not know this operation.
func (x *Examination) residentNetwork(ctx context.Context) (seen residentapi.Network, ok bool) {
	if _, err := x.Resident(); err != nil {
		return seen, false
	}
	conn, err := residentapi.Find(ctx, x.p.Places(false))
	if err != nil {
		return seen, false
	}
	defer conn.Close()
	seen, err = conn.Network(ctx)
	return seen, err == nil && (seen.Slow || len(seen.Steps) > 0)
}

// ProbeNetwork connects with client as a press does, through the proxy of the settings or
// the one that find returns.
func ProbeNetwork(ctx context.Context, client *wolkvox.Client, v settings.Values, find func(*url.URL) (proxy.Answer, error)) (seen residentapi.Network) {
	switch {
	case v.Proxy == "none":
		seen.Source, seen.Ways = "setting", "none"
	case !press.UsesSystemProxy(v):
		seen.Source, seen.Ways = "setting", v.Proxy
	default:
		limited, cancel := context.WithTimeout(ctx, 5*time.Second)
		defer cancel()
		// Finding the proxy cannot be cancelled.
		a, err := deadline.Until(limited, func() (proxy.Answer, error) { return find(press.ProxyTarget(v.Server)) })
		switch {
		case limited.Err() != nil:
			seen.Slow = true
			return seen
		case err != nil:
		case a.Direct():
			seen.Source = proxy.SourceNone
		default:
			seen.Source, seen.Ways = a.Source, a.String()
		}
		client.Proxy = func(*url.URL) ([]*url.URL, error) { return a.Ways, err }
	}
	client.Timeout = reachWithin
	began := time.Now()
	seen.Steps = residentapi.PackSteps(wolkvox.Check(ctx, client))
	seen.Took = time.Since(began)
	return seen
}

// step makes findings of one step of the connection.
func (x *Examination) step(s wolkvox.CheckStep) []Finding {
	if s.OK && s.Cause != "" { // a press gets through, but only by a detour that IT should know of
		f := x.warning(s.Name+"_"+string(s.Cause), s.Instead)
		if s.Cause == wolkvox.CauseNextProxy {
			x.detail(&f[0], func(w words.Words) string { return w.Instead(s.Instead, s.Detail) })
		}
		s.Cause = ""
		return append(f, x.step(s)...)
	}
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

// inspected reports whether a private authority signed wolkvox's certificate: one of the
// policy's ca_file, or one whose certificates are in no public log.
func (x *Examination) inspected(s wolkvox.CheckStep) bool {
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

// certificatesIn returns the certificates of a PEM file, none if it cannot be read.
func certificatesIn(file string) (all [][]byte) {
	if file == "" {
		return nil
	}
	text, err := env.Within(env.ReadWithin, func() ([]byte, error) { return capped.ReadFile(file, press.MaxCAFile) })
	if err != nil {
		return nil
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		all = append(all, block.Bytes)
	}
	return all
}

// dates says when a certificate is valid, and this machine's time.
func dates(c *x509.Certificate, now time.Time) func(words.Words) string {
	return func(w words.Words) string { return w.ValidFrom(minute(c.NotBefore), minute(c.NotAfter), minute(now)) }
}

// minute formats a time so that IT can compare it with other machines.
func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04") }
