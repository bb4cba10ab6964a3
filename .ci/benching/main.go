// Command benching measures what .ci/bench prints; that script makes its place:
// a private desktop, a network of its own, and the programs in a folder.
package main

import (
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/jezek/xgb"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// bench is one run.
type bench struct {
	folder   string
	rounds   int
	rest     time.Duration
	server   *server
	starter  *starter
	resident *resident
	took     map[place]map[string]*times
	starts   map[string]*figure // to the tray icon
	before   map[string]load    // at the beginning of the rest
	after    map[string]load
}

// times are what one caller took to the first byte at the server, and to the outcome.
type times struct{ first, last figure }

// places are where all callers press: from beside the server to another continent, and
// once by the older TLS, which needs a round trip more.
var places = []place{
	{tls.VersionTLS13, 0},
	{tls.VersionTLS13, 20 * time.Millisecond},
	{tls.VersionTLS13, 80 * time.Millisecond},
	{tls.VersionTLS13, 200 * time.Millisecond},
	{tls.VersionTLS12, 80 * time.Millisecond},
}

// The programs in the folder.
const (
	ours     = "wolkvox-hold"
	bareTray = "baretray"
	fyneApp  = "fyneapp"
)

func main() {
	b := &bench{took: map[place]map[string]*times{}, starts: map[string]*figure{}}
	flag.StringVar(&b.folder, "folder", "", "where the programs and the token are")
	flag.IntVar(&b.rounds, "rounds", 20, "how often each caller presses in each place")
	flag.DurationVar(&b.rest, "rest", time.Minute, "how long all are watched at rest")
	log := flag.String("log", "", "the resident's log")
	beside := flag.Bool("beside", false, "measure the program of another commit and ours in turn, and nothing else")
	flag.Parse()
	xgb.Logger.SetOutput(io.Discard)
	if err := b.run(*log, *beside); err != nil {
		fmt.Fprintln(os.Stderr, "benching:", err)
		os.Exit(1)
	}
}

func (b *bench) program(name string) string { return filepath.Join(b.folder, name) }

func (b *bench) run(log string, beside bool) error {
	var err error
	if b.server, err = newServer("127.0.0.2:443"); err != nil {
		return err
	}
	// Programs read the system's certificates too, as they do in the field.
	system, err := os.ReadFile("/etc/ssl/certs/ca-certificates.crt")
	if err != nil {
		return err
	}
	caFile := os.Getenv("SSL_CERT_FILE")
	if err := os.WriteFile(caFile, append(system, b.server.caPEM...), 0o600); err != nil {
		return err
	}
	text, err := os.ReadFile(b.program("token"))
	if err != nil {
		return err
	}
	token, err := wolkvox.ParseToken(strings.TrimSpace(string(text)))
	if err != nil {
		return err
	}
	if err := os.WriteFile(b.program("token.header"), []byte("wolkvox-token: "+token.Secret()), 0o600); err != nil {
		return err
	}
	if b.starter, err = newStarter(); err != nil {
		return err
	}
	if beside {
		return b.beside(log, caFile, token)
	}
	if err := b.startAll(); err != nil {
		return err
	}
	if b.resident, err = newResident(log); err != nil {
		return err
	}
	if err := b.resident.start(b.program(ours)); err != nil {
		return err
	}
	defer end(b.resident.cmd)
	if _, err := b.starter.icon(ours); err != nil {
		return err
	}
	all := callers(b.server, b.resident, b.program("token"), caFile, token)
	for _, at := range places {
		if err := b.press(at, all); err != nil {
			return err
		}
	}
	if err := b.watch(); err != nil {
		return err
	}
	b.print()
	return nil
}

// startAll starts the programs one after another, as often as each caller presses.
func (b *bench) startAll() error {
	programs := map[string][]string{ours: {"--background"}, bareTray: nil, fyneApp: nil}
	for range b.rounds {
		for _, name := range []string{ours, bareTray, fyneApp} {
			icon, err := b.starter.once(b.program(name), programs[name]...)
			if err != nil {
				return err
			}
			if b.starts[name] == nil {
				b.starts[name] = new(figure)
			}
			b.starts[name].add(icon)
		}
	}
	return nil
}

func (b *bench) press(at place, all []caller) error {
	b.server.closeIdle()
	b.server.move(at)
	b.took[at] = map[string]*times{}
	for _, c := range all {
		b.took[at][c.name] = new(times)
	}
	for range b.rounds {
		for _, c := range all {
			if err := b.once(c, b.took[at][c.name]); err != nil {
				return fmt.Errorf("%s, %s: %w", c.name, at, err)
			}
		}
	}
	return nil
}

func (b *bench) once(c caller, t *times) error {
	if err := c.ready(); err != nil {
		return err
	}
	pressed, told, err := c.press()
	if err != nil {
		return err
	}
	first, err := b.server.first()
	if err != nil {
		return err
	}
	t.first.add(first.Sub(pressed))
	t.last.add(told.Sub(pressed))
	return c.after()
}

// watch looks at all three programs while nothing happens. The resident has no
// connection then, as it has when a minute has passed since a press.
func (b *bench) watch() error {
	pids := map[string]int{ours: b.resident.cmd.Process.Pid}
	for _, name := range []string{bareTray, fyneApp} {
		cmd, err := b.starter.start(b.program(name))
		if err != nil {
			return err
		}
		defer end(cmd)
		pids[name] = cmd.Process.Pid
	}
	b.server.closeIdle()
	time.Sleep(10 * time.Second) // the icon settles 5 s after an outcome
	var err error
	if b.before, err = loads(pids); err != nil {
		return err
	}
	time.Sleep(b.rest)
	b.after, err = loads(pids)
	return err
}

func loads(pids map[string]int) (map[string]load, error) {
	all := map[string]load{}
	for name, pid := range pids {
		l, err := loadOf(pid)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[name] = l
	}
	return all, nil
}
