package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// earlier is the program of another commit in the folder.
const earlier = "wolkvox-hold-earlier"

// perTurn is how often a program starts, and presses in each way and place, before it is
// the other's turn. watchedTurns is how many of its turns are watched at rest.
const (
	perTurn      = 10
	watchedTurns = 3
)

// restFor is longer than the icon takes to settle after an outcome, which is when
// the resident gives back what a press has used.
const restFor = 8 * time.Second

// comparison is what one of the two programs has shown.
type comparison struct {
	presses map[string]*times // by way and place
	starts  figure            // to the tray icon
	memory  figure            // KB in no file, after presses and a rest
	wakes   figure            // in a rest before any press, when no connection is open
}

// beside measures another build of the resident and this one, taking turns, so that what
// else the machine does affects both alike, and prints both with their ratio. Presses
// are measured at two round trips: none, which shows each detour of the code, and 20 ms,
// as for a near server.
func (b *bench) beside(log, caFile string, token wolkvox.Token) error {
	r, err := newResident(log)
	if err != nil {
		return err
	}
	b.resident = r
	all := callers(b.server, r, b.program("token"), caFile, token)
	ways := []caller{all[0], all[len(all)-1]}
	places := []place{{tls.VersionTLS13, 0}, {tls.VersionTLS13, 20 * time.Millisecond}}
	shown := map[string]*comparison{earlier: {presses: map[string]*times{}}, ours: {presses: map[string]*times{}}}
	for turn := range max(b.rounds/perTurn, 1) {
		for name, c := range shown {
			if err := b.turn(name, c, ways, places, turn < watchedTurns); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	now, before := shown[ours], shown[earlier]
	row("figure", "ratio", "now", "before", "how many")
	row("---", "---:", "---", "---", "---:")
	line := func(what string, now, before figure) {
		row(what, ratio(now.median(), before.median()), now.ms(), before.ms(), fmt.Sprint(len(now)))
	}
	for _, at := range places {
		for _, way := range ways {
			kind := way.name + ", " + at.String()
			line(kind+": press to first byte at the server", now.presses[kind].first, before.presses[kind].first)
			line(kind+": press to outcome", now.presses[kind].last, before.presses[kind].last)
		}
	}
	line("start to tray icon", now.starts, before.starts)
	plain := func(what, unit string, now, before figure) {
		row(what, ratio(now.median(), before.median()), fmt.Sprintf(unit, now.median()), fmt.Sprintf(unit, before.median()), fmt.Sprint(len(now)))
	}
	plain("memory in no file, at rest after presses", "%.0f KB", now.memory, before.memory)
	plain(fmt.Sprintf("wake-ups in a rest of %v", b.rest), "%.0f", now.wakes, before.wakes)
	return nil
}

// turn is one program's turn.
func (b *bench) turn(name string, c *comparison, ways []caller, places []place, watched bool) error {
	// The other build may write another kind of mark.
	if err := forgetMarks(); err != nil {
		return err
	}
	for range perTurn {
		icon, err := b.starter.once(b.program(name), "--background")
		if err != nil {
			return err
		}
		c.starts.add(icon)
	}
	if err := b.resident.start(b.program(name)); err != nil {
		return err
	}
	if _, err := b.starter.icon(name); err != nil {
		return err
	}
	if watched {
		if err := b.watchRest(c); err != nil {
			return err
		}
	}
	for _, at := range places {
		b.server.closeIdle()
		b.server.move(at)
		for range perTurn {
			for _, way := range ways {
				kind := way.name + ", " + at.String()
				if c.presses[kind] == nil {
					c.presses[kind] = new(times)
				}
				if err := b.once(way, c.presses[kind]); err != nil {
					return fmt.Errorf("%s: %w", kind, err)
				}
			}
		}
	}
	if watched {
		time.Sleep(restFor)
		l, err := loadOf(b.resident.cmd.Process.Pid)
		if err != nil {
			return err
		}
		c.memory = append(c.memory, l.own*1024)
	}
	return end(b.resident.cmd)
}

// watchRest counts the resident's wake-ups, from when its start is over.
func (b *bench) watchRest(c *comparison) error {
	time.Sleep(restFor)
	before, err := loadOf(b.resident.cmd.Process.Pid)
	if err != nil {
		return err
	}
	time.Sleep(b.rest)
	after, err := loadOf(b.resident.cmd.Process.Pid)
	if err != nil {
		return err
	}
	c.wakes = append(c.wakes, after.wakes-before.wakes)
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
