package main

import (
	"bytes"
	"os"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
)

// outcome is what the program told of one press, with the time of both.
type outcome struct {
	word, reason string
	pressed, at  time.Time
}

func (o outcome) String() string { return o.word + " " + o.reason }

// outcomes are all that were told at the desk: of hotkey, clicks and menu by the resident's
// log, of commands, also of a bound key, by the exit code, which is what a script of IT's goes by.
type outcomes struct {
	mu     sync.Mutex
	all    []outcome
	read   int         // bytes of the log
	bound  int         // bytes of the bound key's record
	inputs []time.Time // when each step that presses began
	over   time.Time   // when the log last told an outcome that was no ignored press
}

var pressLine = regexp.MustCompile(`^time=(\S+) .*msg=press press=\d+ source=(hotkey|click|menu) outcome=(\w+) reason=(\w*) took_ms=(\d+)`)

// exitWords are the outcomes that the exit codes of toggle stand for.
var exitWords = map[int]string{0: "toggled", 1: "not_toggled", 3: "unknown", 4: "ignored"}

// input is called when a step that presses begins.
func (o *outcomes) input() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inputs = append(o.inputs, time.Now())
}

// pressedBy is the earliest time at which a press can have been made that the log dates at
// the latest possible one: on a loaded machine its line is written well after the outcome.
func (o *outcomes) pressedBy(latest time.Time) time.Time {
	earliest := latest
	for _, t := range slices.Backward(o.inputs) {
		if t.Before(latest) {
			earliest = t
			break
		}
	}
	if o.over.After(earliest) && o.over.Before(latest) {
		earliest = o.over
	}
	return earliest
}

func (o *outcomes) addCommand(began time.Time, code int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, outcome{word: exitWords[code], pressed: began, at: time.Now()})
}

// refresh reads what the log has got, and returns all.
func (o *outcomes) refresh(log string) []outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	text, _ := os.ReadFile(log)
	if len(text) < o.read { // a new file
		o.read = 0
	}
	whole := max(bytes.LastIndexByte(text, '\n')+1, o.read)
	for line := range bytes.Lines(text[o.read:whole]) {
		m := pressLine.FindSubmatch(line)
		if m == nil {
			continue
		}
		logged, _ := time.Parse(time.RFC3339, string(m[1]))
		took, _ := strconv.Atoi(string(m[5]))
		// The log's times have whole milliseconds, cut off.
		told := outcome{
			word: string(m[3]), reason: string(m[4]),
			pressed: o.pressedBy(logged.Add(-time.Duration(took) * time.Millisecond)), at: logged.Add(time.Millisecond),
		}
		o.all = append(o.all, told)
		if told.word != string(judge.Ignored) {
			o.over = told.at
		}
	}
	o.read = whole
	return o.all[:len(o.all):len(o.all)]
}

func (d *desk) logPath() string { return d.logFile }

func (d *desk) told() []outcome {
	d.outcomes.readBound(d.boundRecord())
	return d.outcomes.refresh(d.logPath())
}

// history is what was told and executed, for the judge: each press by what was told of it.
func history(told []outcome, extension string, executed []judge.Executed) judge.History {
	h := judge.History{Executed: executed, End: time.Now()}
	told = slices.Clone(told)
	slices.SortStableFunc(told, func(a, b outcome) int { return a.pressed.Compare(b.pressed) })
	for i, o := range told {
		h.Presses = append(h.Presses, judge.Press{Number: i + 1, At: o.pressed, Extension: extension})
		h.Told = append(h.Told, judge.Told{Press: i + 1, Outcome: judge.Outcome(o.word), At: o.at})
	}
	slices.SortStableFunc(h.Told, func(a, b judge.Told) int { return a.At.Compare(b.At) })
	return h
}
