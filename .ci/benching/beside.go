package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// earlier is the program of another commit in the folder.
const earlier = "wolkvox-hold-earlier"

// perTurn is how often a program starts, and presses in each way, before it is the
// other's turn.
const perTurn = 10

// beside measures another build of the resident and this one in turn, so that what
// the machine does meanwhile hits both alike, and prints both with their ratio.
func (b *bench) beside(log, caFile string, token wolkvox.Token) error {
	r, err := newResident(log)
	if err != nil {
		return err
	}
	b.resident = r
	all := callers(b.server, r, b.program("token"), caFile, token)
	ways := []caller{all[0], all[len(all)-1]}
	b.server.move(place{tls.VersionTLS13, 0})
	took := map[string]map[string]*times{earlier: {}, ours: {}}
	starts := map[string]*times{earlier: {}, ours: {}}
	for range max(b.rounds/perTurn, 1) {
		for name, t := range took {
			// The other build may write another kind of mark.
			if err := forgetMarks(); err != nil {
				return err
			}
			for range perTurn {
				armed, icon, err := b.starter.once(b.program(name), "--background")
				if err != nil {
					return fmt.Errorf("%s: %w", name, err)
				}
				starts[name].first.add(armed)
				starts[name].last.add(icon)
			}
			if err := r.start(b.program(name)); err != nil {
				return err
			}
			if _, err := b.starter.icon(name); err != nil {
				return err
			}
			for range perTurn {
				for _, way := range ways {
					if t[way.name] == nil {
						t[way.name] = new(times)
					}
					if err := b.once(way, t[way.name]); err != nil {
						return fmt.Errorf("%s, %s: %w", name, way.name, err)
					}
				}
			}
			if err := end(r.cmd); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	row("figure", "ratio", "now", "before", "presses or starts")
	row("---", "---:", "---", "---", "---:")
	line := func(what string, now, before figure) {
		row(what, ratio(now.median(), before.median()), now.ms(), before.ms(), fmt.Sprint(len(now)))
	}
	for _, way := range ways {
		now, before := took[ours][way.name], took[earlier][way.name]
		line(way.name+": press to first byte at the server", now.first, before.first)
		line(way.name+": press to outcome", now.last, before.last)
	}
	line("start to hotkey armed", starts[ours].first, starts[earlier].first)
	line("start to tray icon", starts[ours].last, starts[earlier].last)
	return nil
}

func forgetMarks() error {
	for _, pattern := range []string{"$XDG_RUNTIME_DIR/wolkvox-hold/lock*", "$XDG_STATE_HOME/wolkvox-hold/lock*", "/run/user/*/wolkvox-hold/lock*"} {
		marks, _ := filepath.Glob(os.ExpandEnv(pattern))
		for _, mark := range marks {
			if err := os.Remove(mark); err != nil {
				return err
			}
		}
	}
	return nil
}
