//go:build !windows

// Under Wine 8 Go has no UDP sockets, so name servers cannot be asked there.

package wolkvox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// systemServer is a name server that the system asks.
type systemServer struct {
	takes  time.Duration // noAnswer: it never answers, and is left after 5 s
	answer string        // an address; "unknown": there is no such name; "fails"; "empty": a name without address
	onlyV4 bool          // it never answers a question for an IPv6 address
}

// TestNameServersAreAskedInTurns: when each turn begins, which servers it asks, and what comes
// of it, until nobody is asked any more.
func TestNameServersAreAskedInTurns(t *testing.T) {
	dead, well := systemServer{takes: noAnswer}, systemServer{answer: "192.0.2.1"}
	fails, unknown := systemServer{answer: "fails"}, systemServer{answer: "unknown"}
	const until5s = 5 * time.Second
	for _, tt := range []struct {
		name    string
		servers []systemServer
		silent  string // those that were silent before
		asked   string
		want    string
		after   time.Duration
		then    string // those that are known as silent then
	}{
		{"all is well", []systemServer{well, well}, "", "0s ip 1", "192.0.2.1", 0, ""},
		{"slow", []systemServer{{takes: 600 * time.Millisecond, answer: "192.0.2.1"}}, "", "0s ip 1", "192.0.2.1", 600 * time.Millisecond, ""},
		{"no such name", []systemServer{unknown, well}, "", "0s ip 1", "no such host", 0, ""},
		{"a name without address", []systemServer{{answer: "empty"}, well}, "", "0s ip 1", "no address", 0, ""},
		{"both fail", []systemServer{fails, fails}, "", "0s ip 1 2", "server misbehaving", 0, ""},
		{"the first fails", []systemServer{fails, well}, "", "0s ip 1 2", "192.0.2.1", 0, ""},
		{"the first is dead", []systemServer{dead, well}, "", "0s ip 1, 700ms ip 2", "192.0.2.1", 700 * time.Millisecond, "1"},
		{"the first is dead, the second fails", []systemServer{dead, fails}, "", "0s ip 1 2, 700ms ip 2, 1.4s ip, 1.4s ip4 1 2, 2.1s ip", "server misbehaving", 6400 * time.Millisecond, ""},
		{"the first is dead, the second knows no such name", []systemServer{dead, unknown}, "", "0s ip 1 2, 700ms ip 2, 1.4s ip, 1.4s ip4 1, 2.1s ip", "no such host", 5 * time.Second, ""},
		{"two are dead", []systemServer{dead, dead, well}, "", "0s ip 1, 700ms ip 2, 1.4s ip 3", "192.0.2.1", 1400 * time.Millisecond, "1 2"},
		{"all are dead", []systemServer{dead, dead}, "", "0s ip 1 2, 700ms ip 2, 1.4s ip, 1.4s ip4 1 2, 2.1s ip", "i/o timeout", 11400 * time.Millisecond, ""},
		{"the first is slow, the second dead", []systemServer{{takes: time.Second, answer: "192.0.2.1"}, dead}, "", "0s ip 1, 700ms ip 2", "192.0.2.1", time.Second, "2"},
		{"the first fails late, the second is slow", []systemServer{{takes: time.Second, answer: "fails"}, {takes: 2 * time.Second, answer: "192.0.2.1"}}, "", "0s ip 1 2, 700ms ip 2, 1.4s ip, 1.4s ip4 1 2, 2.1s ip", "192.0.2.1", 2700 * time.Millisecond, "1"},
		{"no answer about IPv6", []systemServer{{answer: "192.0.2.1", onlyV4: true}}, "", "0s ip 1, 700ms ip, 700ms ip4 1", "192.0.2.1", 700 * time.Millisecond, ""},
		{"the silent one is left out", []systemServer{dead, well}, "1", "0s ip 2", "192.0.2.1", 0, "1"},
		{"the silent one is back, the other one dead", []systemServer{well, dead}, "1", "0s ip 2, 700ms ip 1", "192.0.2.1", 700 * time.Millisecond, "2"},
		{"the silent one is back and alone", []systemServer{well}, "1", "0s ip, 0s ip 1", "192.0.2.1", 0, ""},
		{"the silent one is dead and alone", []systemServer{dead}, "1", "0s ip, 0s ip 1, 700ms ip, 700ms ip4 1, 1.4s ip", "i/o timeout", 5700 * time.Millisecond, "1"},
		{"the silent one is left out, the other one knows no such name", []systemServer{well, unknown}, "1", "0s ip 2, 0s ip 1", "192.0.2.1", 0, "2"},
		{"the silent one is left out, the other one fails", []systemServer{well, fails}, "1", "0s ip 2, 0s ip 1", "192.0.2.1", 0, "2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began := time.Now()
				var turns turns
				var asked []*strings.Builder
				resolve := func(ctx context.Context, network, host string, dial dialFunc) ([]netip.Addr, error) {
					turn := new(strings.Builder)
					asked = append(asked, turn)
					fmt.Fprintf(turn, "%v %s", time.Since(began), network)
					err := error(&net.DNSError{Err: "no name server", Name: host})
					for i, s := range tt.servers {
						conn, failed := dial(ctx, "udp", fmt.Sprintf("127.0.0.%d:53", i+1))
						if failed != nil {
							err = &net.DNSError{Err: failed.Error(), Name: host}
							continue
						}
						conn.Close()
						fmt.Fprintf(turn, " %d", i+1)
						takes := s.takes
						if s.onlyV4 && network != "ip4" {
							takes = noAnswer
						}
						select {
						case <-time.After(min(takes, until5s)):
						case <-ctx.Done():
							return nil, ctx.Err()
						}
						switch {
						case takes > until5s:
							err = &net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true}
						case s.answer == "fails":
							err = &net.DNSError{Err: "server misbehaving", Name: host}
						case s.answer == "unknown":
							return nil, &net.DNSError{Err: "no such host", Name: host, IsNotFound: true}
						case s.answer == "empty":
							return nil, nil
						default:
							return []netip.Addr{netip.MustParseAddr(s.answer)}, nil
						}
					}
					return nil, err
				}
				silent := map[string]bool{}
				for _, n := range strings.Fields(tt.silent) {
					silent["127.0.0."+n+":53"] = true
				}
				addrs, err := turns.run(t.Context(), resolve, "wv0042.wolkvox.com", silent)
				after := time.Since(began)
				want := strings.Trim(fmt.Sprint(addrs), "[]")
				if dns := (*net.DNSError)(nil); errors.As(err, &dns) {
					want = dns.Err
				}
				synctest.Wait() // what still ran has ended
				var all []string
				for _, turn := range asked {
					all = append(all, turn.String())
				}
				then := strings.NewReplacer("127.0.0.", "", ":53", "").Replace(strings.Join(slices.Sorted(maps.Keys(turns.silent)), " "))
				if got := strings.Join(all, ", "); got != tt.asked || want != tt.want || after != tt.after || then != tt.then {
					t.Errorf("asked %q, got %q after %v, silent are %q then;\nwant asked %q, %q after %v, silent %q", got, want, after, then, tt.asked, tt.want, tt.after, tt.then)
				}
			})
		})
	}
}
