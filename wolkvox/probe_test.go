package wolkvox

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// TestAProbeFindsThatShortHellosWork where connecting is so slow that a press has no time to
// try one after a long hello was lost.
func TestAProbeFindsThatShortHellosWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		defer w.end()
		w.execute = true
		losingLongHellos(swallow)(w)
		slow := func(ctx context.Context, _ string) error {
			select {
			case <-time.After(1200 * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		w.open = slow
		fails := func(due bool) {
			t.Helper()
			want(t, w.client.ToggleHold(w.ctx, w.press()), NotToggled, Late)
			if got := w.client.Learned.ProbeDue(); got != due {
				t.Errorf("a probe is due: %v, want %v", got, due)
			}
		}
		fails(false)
		fails(true)
		if w.client.Learned.ProbeDue() {
			t.Error("a probe is due twice")
		}
		w.open = func(context.Context, string) error { return errors.New("down") }
		if err := ProbeShort(w.ctx, w.client); err == nil || w.client.Learned.network(w.client.now()).shortOnly() {
			t.Errorf("a probe without a connection: got %v, and short hellos are kept", err)
		}
		w.open = slow
		if err := ProbeShort(w.ctx, w.client); err != nil {
			t.Error(err)
		}
		began := time.Now()
		want(t, w.client.ToggleHold(w.ctx, w.press()), Toggled, Confirmed)
		if took := time.Since(began); took != 1200*time.Millisecond {
			t.Errorf("with short hellos a press took %v", took)
		}
		w.client.Learned.Forget()
		fails(false) // on another network long hellos come first again
		if w.executed != 1 || w.requests != 1 {
			t.Errorf("%d toggles by %d requests, want one", w.executed, w.requests)
		}
		time.Sleep(time.Minute)
	})
}

// TestNoProbeIsDue where hellos were answered, or a connection was not even there.
func TestNoProbeIsDue(t *testing.T) {
	for name, arrange := range map[string]func(*world){
		"all is well":              func(*world) {},
		"another certificate":      certified(func(c *x509.Certificate) { c.DNSNames = []string{otherHost} }),
		"connecting stalls":        func(w *world) { w.open = stall },
		"long hellos are lost":     losingLongHellos(swallow),
		"a proxy that is left":     ways(stall, deadProxy, testProxy),
		"TLS stalls in the middle": accepting(func(raw *wire) bool { raw.Write([]byte(handshakeStart)); return silent(raw) }),
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			defer w.end()
			arrange(w)
			for range 3 {
				w.client.ToggleHold(w.ctx, w.press())
			}
			if w.client.Learned.ProbeDue() {
				t.Errorf("%s: a probe is due", name)
			}
		})
	}
	if (*Learned)(nil).ProbeDue() || new(Learned).ProbeDue() {
		t.Error("a probe is due where nothing was dialled")
	}
	if ProbeShort(t.Context(), &Client{}) == nil {
		t.Error("a client without a server was probed")
	}
}

// TestALostHelloIsToldFromABlockedPort by doctor's check.
func TestALostHelloIsToldFromABlockedPort(t *testing.T) {
	cut := losingLongHellos(func(raw net.Conn) { raw.(*wire).reset() })
	for name, tt := range map[string]struct {
		arrange func(*world)
		want    string
		text    string
	}{
		"a lost hello":                           {losingLongHellos(swallow), "connect tls!short_hello", ""},
		"a hello cut off":                        {cut, "connect tls!short_hello", ""},
		"a lost hello, and a forged certificate": {func(w *world) { losingLongHellos(swallow)(w); w.client.RootCAs = x509.NewCertPool() }, "connect tls!authority", ""},
		"a silent port":                          {accepting(silent), "connect tls!timeout", "neither a long nor a short one"},
		"a port that is cut":                     {instead(""), "connect tls!closed", "neither a long nor a short one"},
		"a blocked port":                         {func(w *world) { w.open = stall }, "connect!timeout", ""},
		"cut off, and the server was down before": {func(w *world) {
			instead("")(w)
			want(w.t, w.client.ToggleHold(w.ctx, w.press()), NotToggled, TLS)
			w.accept = nil
			cut(w)
		}, "connect tls!short_hello", ""},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			defer w.end()
			tt.arrange(w)
			steps := Check(w.ctx, w.client)
			if got := around(steps); got != tt.want {
				t.Errorf("%s: got %q, want %q", name, got, tt.want)
			}
			if err := steps[len(steps)-1].Err; tt.text != "" && !strings.Contains(err.Error(), tt.text) {
				t.Errorf("%s: got %v", name, err)
			}
		})
	}
}
