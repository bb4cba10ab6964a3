package wolkvox

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// BenchmarkPress is a press on a spare connection, through TLS in memory, from the
// call to the first byte. What follows that is not counted, nor what comes before.
func BenchmarkPress(b *testing.B) {
	cert, roots := selfSigned(b, testHost)
	s, err := simulator.New(simulator.Options{Server: "0042", Token: testToken, Addr: simulator.InMemory, Certificate: &cert})
	if err != nil {
		b.Fatal(err)
	}
	c := &Client{Server: "0042", AgentID: testAgent, Token: mustToken(b, testToken), RootCAs: roots, Spare: new(Spare)}
	c.DialContext = func(context.Context, string, string) (net.Conn, error) {
		near, far := newWire()
		go s.Serve(b.Context(), far)
		return near, nil
	}
	b.ReportAllocs()
	b.StopTimer()
	for range b.N {
		if err := c.Spare.Dial(b.Context(), c, SpareFor, nil); err != nil {
			b.Fatal(err)
		}
		p := Press{At: time.Now(), Dialing: func() { b.Error("dialled") }, BeforeSend: func() error { b.StopTimer(); return nil }}
		b.StartTimer()
		if o := c.ToggleHold(b.Context(), p); o.Result != Toggled {
			b.Fatal(o.Err)
		}
	}
}
