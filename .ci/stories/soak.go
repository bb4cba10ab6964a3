package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// Every way to answer badly that desks meet, and some that end in a time-out.
var (
	soakFaults = strings.Fields(`busy_once close_before_reply close_before_reply_executed cut_body gzip gzip_bomb html_403
		http_500 huge_body not_http redirect_307 reset reset_executed slow token_refused two_objects`)
	soakStalls = []string{"never_answers", "never_answers_executed"}
)

// soak presses so many times, by hotkey and by command, on a server that answers every fourth
// press badly, with a verdict on each. From the hundredth press on the resident may not grow.
func soak(d *desk, ts *testscript.TestScript, args []string) error {
	presses, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	random := rand.New(rand.NewPCG(1, 1))
	var first holding
	for n := 1; n <= presses; n++ {
		d.step("press " + strconv.Itoa(n))
		if err := d.soakPress(ts, random); err != nil {
			return fmt.Errorf("press %d: %w", n, err)
		}
		if n%100 != 0 && n != presses {
			continue
		}
		now := d.holding()
		fmt.Fprintf(d.log, "soak: %d presses, %v\n", n, now)
		if first == (holding{}) {
			first = now
		}
		if now.threads > first.threads+4 || now.files > first.files+4 || now.memory > first.memory+4096 {
			return fmt.Errorf("after %d presses it holds on to %v, after the first %v", n, now, first)
		}
	}
	return nil
}

func (d *desk) soakPress(ts *testscript.TestScript, random *rand.Rand) error {
	pick := func(names []string) error { return d.server.MisbehaveNext(names[random.IntN(len(names))]) }
	var err error
	switch {
	case random.IntN(100) == 0:
		err = pick(soakStalls)
	case random.IntN(4) == 0:
		err = pick(soakFaults)
	}
	if err != nil {
		return err
	}
	before := len(d.told())
	if random.IntN(5) == 0 {
		err = burst(d, ts, []string{"1", "0s", "toggle"})
	} else {
		err = d.keys(chord)
	}
	if err != nil {
		return err
	}
	if err := until("its outcome", func() bool { return len(d.told()) > before }); err != nil {
		return err
	}
	// They are far enough apart for the press gap.
	if o := d.told()[before]; o.word == "ignored" {
		return fmt.Errorf("told %v", o)
	}
	return toggles(d, ts, []string{strconv.Itoa(len(d.toggled()) - d.judged)})
}

// holding is what the resident holds on to, the memory (PSS) in KiB.
type holding struct{ threads, files, memory int }

func (h holding) String() string {
	return fmt.Sprintf("%d threads, %d files, %d KiB", h.threads, h.files, h.memory)
}

func (d *desk) holding() (h holding) {
	proc := filepath.Join("/proc", strconv.Itoa(d.resident.Process.Pid))
	for name, figure := range map[string]struct {
		label string
		value *int
	}{"status": {"\nThreads:", &h.threads}, "smaps_rollup": {"\nPss:", &h.memory}} {
		text, _ := os.ReadFile(filepath.Join(proc, name))
		_, rest, _ := strings.Cut(string(text), figure.label)
		fmt.Sscan(rest, figure.value)
	}
	files, _ := os.ReadDir(filepath.Join(proc, "fd"))
	h.files = len(files)
	return h
}
