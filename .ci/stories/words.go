package main

import (
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// onScreen are the words that need a keyboard, a tray or windows.
var onScreen = []string{"press", "hold", "keys", "exactly", "click", "menu", "rival", "freed", "asked", "settings", "window", "titled", "type"}

// fits says what is wrong with a word on that desk, or with so many arguments of it.
func fits(desk, name string, arguments int) error {
	w := words[name]
	switch {
	case desk == "none" && slices.Contains(onScreen, name):
		return fmt.Errorf("%s needs a screen, which the desk none has not; say [x11] %s", name, name)
	case meaning(desk, name) == nil:
		return fmt.Errorf("the desk %s has no %s; put in square brackets before it where it is meant, as in [x11] %s", desk, name, name)
	case arguments < w.least:
		return fmt.Errorf("%s needs %d arguments", name, w.least)
	case arguments > w.most:
		return fmt.Errorf("%s takes at most %d arguments", name, w.most)
	}
	return nil
}

// meaning returns what a word does on a desk; nil says that the desk has no such word.
func meaning(desk, name string) command {
	if own, is := wineWords[name]; is && desk == "wine" {
		return own
	}
	return words[name].run
}

// command is one word of the stories.
type command func(d *desk, ts *testscript.TestScript, args []string) error

// many is the most arguments of a word that takes any number.
const many = 1 << 10

// words are the commands of the stories with the least and the most arguments that they take.
var words = map[string]struct {
	least, most int
	run         command
}{
	"desk":      {1, many, func(*desk, *testscript.TestScript, []string) error { return nil }}, // read before
	"setup":     {0, 0, setup},
	"start":     {0, many, start},
	"launch":    {0, many, launch},
	"ready":     {0, 0, untilReady},
	"freed":     {1, 1, freed},
	"policy":    {1, 1, policy},
	"asked":     {0, 1, asked},
	"settings":  {0, 0, settings},
	"titled":    {1, 1, titled},
	"type":      {1, many, typeText},
	"config":    {2, 2, config},
	"quit":      {0, 0, quit},
	"crash":     {0, 0, crash},
	"abort":     {0, 0, abort},
	"log-off":   {0, 0, logOff},
	"ends":      {0, 0, func(d *desk, _ *testscript.TestScript, _ []string) error { return d.endsWell() }},
	"suspend":   {0, 1, suspend},
	"resume":    {0, 0, func(d *desk, _ *testscript.TestScript, _ []string) error { return d.signal(syscall.SIGCONT) }},
	"press":     {0, 0, func(d *desk, _ *testscript.TestScript, _ []string) error { return d.keys(chord) }},
	"hold":      {1, 1, holdKey},
	"keys":      {1, many, func(d *desk, _ *testscript.TestScript, args []string) error { return d.keys(args...) }},
	"click":     {0, 1, click},
	"menu":      {1, many, menu},
	"run":       {1, many, runProgram},
	"exits":     {2, many, exits},
	"burst":     {3, many, burst},
	"server":    {1, many, misbehave},
	"requested": {0, 0, requested},
	"upgrade":   {0, 0, upgrade},
	"begin":     {1, 1, begin},
	"exactly":   {2, many, exactly},
	"end":       {1, 1, end},
	"lock":      {1, 1, lockKeyring},
	"rival":     {1, 2, rival},
	"gap":       {0, 0, func(*desk, *testscript.TestScript, []string) error { time.Sleep(settle + settleUnknown); return nil }},
	"window":    {0, many, window},
	"toggles":   {1, 2, toggles},
	"told":      {1, 3, told},
	"notified":  {1, many, notified},
	"quiet":     {1, many, quiet},
	"status":    {1, many, status},
	"doctor":    {1, 1, doctor},
	"log":       {1, many, logHas},
	"picture":   {1, 1, picture},
	"note":      {1, many, nil},
	"tooltip":   {1, many, nil},
}
