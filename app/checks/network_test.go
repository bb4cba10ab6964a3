package checks

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"encoding/pem"
	"errors"
	"math/big"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// rootOf makes a root certificate of that name.
func rootOf(t *testing.T, name string) *x509.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}

// TestAPrivateAuthorityIsTold: one in IT's ca_file, or one whose certificates are in no
// public log.
func TestAPrivateAuthorityIsTold(t *testing.T) {
	office, public := rootOf(t, "Office CA"), rootOf(t, "Public CA")
	file := filepath.Join(t.TempDir(), "office.pem")
	if err := os.WriteFile(file, append([]byte("text before\n"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: office.Raw})...), 0o600); err != nil {
		t.Fatal(err)
	}
	x := patient(t, settings.Raw{"server": "0042", "agent_id": "12345"}, policy.Policy{Enforced: settings.Raw{"ca_file": file}})
	x.p.PolicyReader = func() policy.Policy { return policy.Policy{Enforced: settings.Raw{"ca_file": file}} }
	x.l = x.p.Load()
	for _, tt := range []struct {
		name   string
		root   *x509.Certificate
		logged bool
		want   string
	}{
		{"a public one", public, true, "tls_ok"},
		{"one that is in no log", public, false, "warning:tls_inspected"},
		{"IT's own", office, false, "warning:tls_inspected"},
		{"IT's own, with the log of another", office, true, "warning:tls_inspected"},
	} {
		f := x.step(wolkvox.CheckStep{Name: "tls", OK: true, Logged: tt.logged, Certificates: []*x509.Certificate{tt.root, tt.root}})
		if got := codesOf(f); got != tt.want || tt.want != "tls_ok" && !strings.Contains(f[0].Detail, tt.root.Subject.CommonName) {
			t.Errorf("%s: got %s with %q, want %s", tt.name, got, f[0].Detail, tt.want)
		}
	}
}

// TestDoctorSaysWhatTheResidentSees: its presses are what counts. Its findings come over the
// channel, certificates included.
func TestDoctorSaysWhatTheResidentSees(t *testing.T) {
	office := rootOf(t, "Office CA")
	direct := func(*url.URL) (proxy.Answer, error) { return proxy.Answer{Source: proxy.SourceNone}, nil }
	for _, tt := range []struct {
		name   string
		steps  []wolkvox.CheckStep
		want   string
		detail string // of the first finding that is not ok
	}{
		{"an authority that it does not trust", []wolkvox.CheckStep{
			{Name: "connect", OK: true, Detail: "192.0.2.1:443"},
			{Name: "tls", Reason: wolkvox.TLS, Cause: wolkvox.CauseAuthority, Err: errors.New("unknown authority"), Certificates: []*x509.Certificate{office}},
		}, "proxy_none connect_ok trouble:tls_authority", "Office CA"},
		{"a dead name server", []wolkvox.CheckStep{
			{Name: "dns", OK: true, Detail: "192.0.2.1", Cause: wolkvox.CauseServerSilent, Instead: "192.0.2.53:53"},
			{Name: "connect", Reason: wolkvox.Connect, Cause: wolkvox.CauseRefused, Err: errors.New("refused")},
		}, "proxy_none warning:dns_server_silent dns_ok trouble:connect_refused", "192.0.2.53:53"},
		{"a dead proxy", []wolkvox.CheckStep{
			{Name: "proxy", OK: true, Detail: "b.example:3128", Cause: wolkvox.CauseNextProxy, Instead: "http://a.example:3128"},
			{Name: "tls", OK: true, Logged: true, Certificates: []*x509.Certificate{office}},
		}, "proxy_none warning:proxy_next proxy_ok tls_ok clock_ok", "http://a.example:3128 does not work, b.example:3128 does"},
		{"a network that loses long hellos, and inspects", []wolkvox.CheckStep{
			{Name: "connect", OK: true},
			{Name: "tls", OK: true, Cause: wolkvox.CauseShortHello, Certificates: []*x509.Certificate{office}},
		}, "proxy_none connect_ok warning:tls_short_hello warning:tls_inspected clock_ok", ""},
	} {
		x := patient(t, settings.Raw{"server": "0042", "agent_id": "12435"}, policy.Policy{})
		x.askNetwork = func(context.Context) (seen residentapi.Network, ok bool) {
			sent, err := json.Marshal(residentapi.Network{Source: proxy.SourceNone, Steps: residentapi.PackSteps(tt.steps)})
			if err != nil {
				t.Fatal(err)
			}
			return seen, json.Unmarshal(sent, &seen) == nil
		}
		x.proxy = direct
		f := x.network(t.Context())
		if got := codesOf(f); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
		for _, one := range f {
			if one.State != OK {
				if !strings.Contains(one.Detail, tt.detail) || one.Text == one.Code || one.Advice == "" {
					t.Errorf("%s: got %+v", tt.name, one)
				}
				break
			}
		}
	}
}

// TestAProxyThatIsNotFoundInTime: a proxy script that Windows or macOS cannot fetch. A press
// would wait for it, so no connection is tried.
func TestAProxyThatIsNotFoundInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		x := patient(t, settings.Raw{"server": "0042", "agent_id": "12435"}, policy.Policy{})
		over := make(chan struct{})
		defer close(over)
		x.proxy = func(*url.URL) (proxy.Answer, error) {
			<-over
			return proxy.Answer{}, nil
		}
		began := time.Now()
		f := x.network(t.Context())
		if got := codesOf(f); got != "trouble:proxy_slow" || !strings.Contains(f[0].Advice, "proxy script") || f[0].Text == f[0].Code {
			t.Errorf("got %q (%+v), want trouble:proxy_slow and the script named", got, f)
		}
		if took := time.Since(began); took > checkWithin {
			t.Errorf("it took %v", took)
		}
	})
}
