package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
)

// settle is how long a toggle too many has time to show: longer than the gap that the
// stories' agent has between two presses.
const settle = 1500 * time.Millisecond

// settleUnknown is how much longer the gap is after an unknown outcome without an answer.
const settleUnknown = 3500 * time.Millisecond

// misbehave chooses how the simulator answers the next requests. "server waits" keeps the
// answer to what is toggled from now on back until "server answers", so that a slow machine
// has the time for what a story does in between.
func misbehave(d *desk, _ *testscript.TestScript, args []string) error {
	switch args[0] {
	case "waits":
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.answers != nil {
			return errors.New("it waits already")
		}
		d.answers = make(chan struct{})
		return nil
	case "answers":
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.answers == nil {
			return errors.New("say server waits first")
		}
		close(d.answers)
		d.answers = nil
		return nil
	}
	if err := d.server.MisbehaveNext(args...); err != nil {
		return fmt.Errorf("%w; see wolkvox/simulator/misbehave.go", err)
	}
	return nil
}

// requested waits until wolkvox has got a request since the last verdict.
func requested(d *desk, _ *testscript.TestScript, _ []string) error {
	return until("a request", func() bool { return len(d.server.Requests()) > d.requestsBefore })
}

// toggles waits until wolkvox has toggled that often since the last toggles, and lets the judge
// hold that against what was told.
func toggles(d *desk, _ *testscript.TestScript, args []string) error {
	want, err := strconv.Atoi(args[0])
	if err != nil {
		return err
	}
	set := slices.Concat(args[1:], []string{extension})[0]
	before, toldBefore := d.judged, d.judgedTold
	if err := until(fmt.Sprintf("%d toggles", want), func() bool { return len(d.toggled())-before >= want }); err != nil {
		return fmt.Errorf("%w, got %d", err, len(d.toggled())-before)
	}
	told := func() []outcome { return d.told()[toldBefore:] }
	possible := func(o outcome) bool { return o.word == string(judge.Toggled) || o.word == string(judge.Unknown) }
	err = until("the outcome of each toggle", func() bool {
		return len(slices.DeleteFunc(slices.Clone(told()), func(o outcome) bool { return !possible(o) })) >= want
	})
	if err != nil {
		return err
	}
	// The gap to the next press begins with the outcome.
	time.Sleep(settle)
	if err := until("the end of the bound key's commands", d.boundEnded); err != nil {
		return err
	}
	executed := d.toggled()[before:]
	if len(executed) != want {
		return fmt.Errorf("wanted %d, wolkvox toggled %d", want, len(executed))
	}
	verdict := told()
	if broken := judge.Broken(history(verdict, set, executed)); len(broken) > 0 {
		return errors.New(strings.Join(broken, "\n"))
	}
	if len(d.strangers()) > 0 {
		return fmt.Errorf("strange requests: %q", d.strangers())
	}
	d.judged, d.judgedTold = before+want, toldBefore+len(verdict)
	d.pressed, d.verdict = false, true
	return nil
}

// judge is the verdict where the machine was too slow for what a story wanted: what was told
// must be true, and how often wolkvox toggled says nothing.
func (d *desk) judge(ts *testscript.TestScript) error {
	time.Sleep(settle)
	return toggles(d, ts, []string{strconv.Itoa(len(d.toggled()) - d.judged)})
}

var errTooSlow = fmt.Errorf("the machine was too slow for %v", limit)

// toggled returns what wolkvox has executed.
func (d *desk) toggled() []judge.Executed {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.toggles)
}

func (d *desk) strangers() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.strange
}

// told wants that outcome since the last verdict; with a number, that often, and
// with a word more, for that reason.
func told(d *desk, _ *testscript.TestScript, args []string) error {
	want, exact := 1, false
	if n, err := strconv.Atoi(args[len(args)-1]); err == nil {
		want, exact, args = n, true, args[:len(args)-1]
	}
	if known := slices.Sorted(maps.Values(exitWords)); !slices.Contains(known, args[0]) {
		return fmt.Errorf("no outcome is called %s, only %s", args[0], strings.Join(known, ", "))
	}
	found := func() (n int) {
		for _, o := range d.told()[d.toldBefore:] {
			if o.word == args[0] && (len(args) == 1 || o.reason == args[1]) {
				n++
			}
		}
		return n
	}
	err := until("an outcome "+strings.Join(args, " "), func() bool { return found() >= want })
	if n := found(); err == nil && exact && n != want {
		err = fmt.Errorf("%d times, want %d", n, want)
	}
	if err != nil {
		return fmt.Errorf("%w; told was %v", err, d.told()[d.toldBefore:])
	}
	return nil
}

// pattern is the rest of a line, with or without quotes.
func pattern(args []string) (*regexp.Regexp, error) { return regexp.Compile(strings.Join(args, " ")) }

// sentence is pattern, or with @ID that sentence of the catalogues in the language of the desk,
// so that a story says which one it means and not how it reads. What the program fills in may
// be anything; what follows the ID is a pattern again.
func (d *desk) sentence(args []string) (*regexp.Regexp, error) {
	id, ok := strings.CutPrefix(args[0], "@")
	if !ok {
		return pattern(args)
	}
	text, err := sentenceOf(d.language(), id)
	if err != nil {
		return nil, err
	}
	parts := placeholder.Split(text, -1)
	for i := range parts {
		parts[i] = regexp.QuoteMeta(parts[i])
	}
	return regexp.Compile(strings.Join(parts, ".*") + strings.Join(args[1:], " "))
}

var placeholder = regexp.MustCompile(`\{\{\.\w+\}\}`)

// sentenceOf returns a sentence of the program, as the file of its language has it.
func sentenceOf(language, id string) (string, error) {
	file, err := os.ReadFile("app/words/locales/active." + language + ".json")
	if err != nil {
		return "", err
	}
	all := map[string]any{} // a sentence with a number has forms
	if err := json.Unmarshal(file, &all); err != nil {
		return "", err
	}
	text, ok := all[id].(string)
	if !ok {
		return "", fmt.Errorf("the program has no sentence %s", id)
	}
	return text, nil
}

// notified wants a notification since the first step that pressed or started behind the last
// verdict.
func notified(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := d.sentence(args)
	if err != nil {
		return err
	}
	err = until("such a notification", func() bool { return slices.ContainsFunc(d.notes.since(d.notesBefore), re.MatchString) })
	if err != nil {
		return fmt.Errorf("%w; there were %q", err, d.notes.since(d.notesBefore))
	}
	return nil
}

// quiet wants that no notification of the whole story says that.
func quiet(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := d.sentence(args)
	if err != nil {
		return err
	}
	if all := d.notes.since(0); slices.ContainsFunc(all, re.MatchString) {
		return fmt.Errorf("there were %q", all)
	}
	return nil
}

// once wants that exactly one notification of the whole story says that.
func once(d *desk, _ *testscript.TestScript, args []string) error {
	re, err := d.sentence(args)
	if err != nil {
		return err
	}
	said := func() (n int) {
		for _, text := range d.notes.since(0) {
			if re.MatchString(text) {
				n++
			}
		}
		return n
	}
	if err := until("such a notification", func() bool { return said() > 0 }); err != nil {
		return err
	}
	if n := said(); n != 1 {
		return fmt.Errorf("%d notifications say so: %q", n, d.notes.since(0))
	}
	return nil
}
