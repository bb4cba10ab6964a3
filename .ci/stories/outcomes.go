package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"sync"
)

// outcome is what the program told of one press.
type outcome struct{ word, reason string }

// outcomes are all that were told at the desk: of hotkey, clicks and menu by the resident's
// log, of commands by the exit code, which is what a script of IT's goes by.
type outcomes struct {
	mu   sync.Mutex
	all  []outcome
	read int // bytes of the log
}

var pressLine = regexp.MustCompile(`msg=press press=\d+ source=(\w+) outcome=(\w+) reason=(\w*)`)

// exitWords are the outcomes that the exit codes of toggle stand for.
var exitWords = map[int]string{0: "toggled", 1: "not_toggled", 3: "unknown", 4: "ignored"}

func (o *outcomes) addCommand(code int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all = append(o.all, outcome{word: exitWords[code]})
}

// refresh reads what the log has got, and returns all.
func (o *outcomes) refresh(log string) []outcome {
	o.mu.Lock()
	defer o.mu.Unlock()
	text, _ := os.ReadFile(log)
	if len(text) < o.read { // a new file
		o.read = 0
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	for line := range bytes.Lines(text[o.read:max(whole, o.read)]) {
		if m := pressLine.FindSubmatch(line); m != nil && string(m[1]) != "command" {
			o.all = append(o.all, outcome{string(m[2]), string(m[3])})
		}
	}
	o.read = max(whole, o.read)
	return o.all[:len(o.all):len(o.all)]
}

func (d *desk) logPath() string {
	return filepath.Join(d.folder, "home/.local/state/wolkvox-hold/wolkvox-hold.log")
}

func (d *desk) told() []outcome { return d.outcomes.refresh(d.logPath()) }

func count(told []outcome, word string) (n int) {
	for _, o := range told {
		if o.word == word {
			n++
		}
	}
	return n
}
