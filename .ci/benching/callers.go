package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"os/exec"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const address = "https://" + host + "/api/v2/agentbox.php?agent_id=12345&api=hold"

// caller is one way to toggle hold.
type caller struct {
	name string
	// ready brings it to where a press finds it.
	ready func() error
	// press toggles, and returns when it was pressed and when the outcome was there.
	press func() (pressed, told time.Time, err error)
	// after waits for what it does after the outcome.
	after func() error
}

const (
	residentCold = "the resident without a spare"
	residentWarm = "the resident with a spare"
	packageCold  = "the package without a spare"
	packageWarm  = "the package with a spare"
	curlShell    = "curl"
	plainGo      = "Go"
)

// callers are in the order in which they press, so that what drifts hits them
// all alike, and so that the resident's press gap is over at its turn.
func callers(s *server, r *resident, tokenFile, caFile string, token wolkvox.Token) []caller {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(s.caPEM)
	cold := wolkvox.Client{Server: "0042", AgentID: "12345", Token: token, RootCAs: roots}
	warm := cold
	warm.Spare = new(wolkvox.Spare)
	gone := func() error {
		s.closeIdle()
		// Otherwise the resident learns that this server keeps no spare, and dials none.
		if err := otherNetwork(); err != nil {
			return err
		}
		return r.gapOver()
	}
	nothing := func() error { return nil }
	dialled := func() error { return s.hasIdle(1) } // the resident's next spare
	return []caller{
		{residentCold, gone, r.press, dialled},
		{curlShell, nothing, curl(tokenFile, caFile), nothing},
		{plainGo, nothing, plain(&http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}, token), nothing},
		{packageCold, nothing, library(&cold), nothing},
		{packageWarm, func() error { return warm.Spare.Dial(context.Background(), &warm, wolkvox.SpareFor, nil) }, library(&warm), nothing},
		{residentWarm, r.gapOver, r.press, dialled},
	}
}

// otherNetwork reports another network to the resident, on which nothing is learned yet,
// and returns when it knows. The network is the bench's own.
func otherNetwork() error {
	for _, what := range []string{"add", "del"} {
		if out, err := exec.Command("ip", "address", what, "192.0.2.77/32", "dev", "lo").CombinedOutput(); err != nil {
			return fmt.Errorf("ip address %s: %s: %w", what, out, err)
		}
	}
	time.Sleep(time.Second)
	return nil
}

// curl is started by a shell, as xbindkeys and the desktops' own shortcuts do.
func curl(tokenFile, caFile string) func() (time.Time, time.Time, error) {
	line := fmt.Sprintf("curl -sS --cacert '%s' -H @'%s.header' -H 'wolkvox_server: 0042' -X POST -H 'Content-Length: 0' '%s'", caFile, tokenFile, address)
	return func() (pressed, told time.Time, err error) {
		pressed = time.Now()
		out, err := exec.Command("sh", "-c", line).CombinedOutput()
		told = time.Now()
		return pressed, told, executed(out, err)
	}
}

// plain is what one writes first in Go.
func plain(client *http.Client, token wolkvox.Token) func() (time.Time, time.Time, error) {
	return func() (pressed, told time.Time, err error) {
		pressed = time.Now()
		req, err := http.NewRequest(http.MethodPost, address, nil)
		if err != nil {
			return pressed, told, err
		}
		req.Header.Set("wolkvox-token", token.Secret())
		req.Header.Set("wolkvox_server", "0042")
		resp, err := client.Do(req)
		if err != nil {
			return pressed, told, err
		}
		defer resp.Body.Close()
		out, err := io.ReadAll(resp.Body)
		return pressed, time.Now(), executed(out, err)
	}
}

// library is the package wolkvox in a program of its own: neither key nor tray.
func library(c *wolkvox.Client) func() (time.Time, time.Time, error) {
	return func() (pressed, told time.Time, err error) {
		pressed = time.Now()
		o := c.ToggleHold(context.Background(), wolkvox.Press{At: pressed})
		told = time.Now()
		if o.Result != wolkvox.Toggled {
			err = fmt.Errorf("told %s: %s: %w", o.Result, o.Reason, o.Err)
		}
		return pressed, told, err
	}
}

func executed(out []byte, err error) error {
	if err == nil && strings.Contains(string(out), `"200"`) {
		return nil
	}
	return fmt.Errorf("answered %q: %w", out, err)
}
