package main

import (
	"fmt"
	"slices"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// needs are what some words need of a desk, and the desks that have it.
var needs = []struct {
	what         string
	desks, words []string
}{
	{"a screen", []string{"x11", "no-opengl", "sway", "wine", "kde"}, []string{"press", "hold", "keys", "menu"}},
	{"an X server", []string{"x11", "no-opengl", "wine"}, []string{"exactly", "click", "rival", "freed"}},
	{"windows or dialogs on an X server", []string{"x11", "wine"}, []string{"asked", "settings", "type", "paste"}},
	{"windows on an X server", []string{"x11"}, []string{"closed"}},
	{"windows", []string{"x11", "sway"}, []string{"window", "titled"}},
	{"a tray on D-Bus", []string{"x11", "no-opengl", "sway"}, []string{"icon"}},
	{"Linux", []string{"x11", "no-opengl", "sway", "none"}, []string{"abort", "lock", "upgrade", "language", "portal", "way", "freeze", "thaw"}},
	{"a Wayland desktop", []string{"sway"}, []string{"shortcuts"}},
	{"Windows", []string{"wine"}, []string{"note", "tooltip", "rest", "dialog"}},
}

// fits says what is wrong with a word on that desk, or with so many arguments of it.
func fits(desk, name string, arguments int) error {
	for _, n := range needs {
		if slices.Contains(n.words, name) && !slices.Contains(n.desks, desk) {
			return fmt.Errorf("%s needs %s, which the desk %s has not; say [%s] %s", name, n.what, desk, n.desks[0], name)
		}
	}
	w := words[name]
	switch {
	case arguments < w.least:
		return fmt.Errorf("%s needs %d arguments", name, w.least)
	case arguments > w.most:
		return fmt.Errorf("%s takes at most %d arguments", name, w.most)
	}
	return nil
}

// meaning returns what a word does on a desk.
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
	"titled":    {1, 2, titled},
	"shortcuts": {1, 2, shortcutsWord},
	"closed":    {1, 1, closed},
	"paste":     {1, many, paste},
	"language":  {1, 1, language},
	"type":      {1, many, typeText},
	"config":    {2, 2, config},
	"until":     {1, many, untilDone},
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
	"click":     {0, 0, click},
	"menu":      {1, many, menu},
	"icon":      {1, 1, icon},
	"run":       {1, many, runProgram},
	"exits":     {2, many, exits},
	"burst":     {3, many, burst},
	"server":    {1, many, misbehave},
	"requested": {0, 0, requested},
	"upgrade":   {0, 0, upgrade},
	"begin":     {1, many, begin},
	"exactly":   {2, many, exactly},
	"end":       {1, 1, end},
	"freeze":    {1, 1, freeze},
	"thaw":      {1, 1, thaw},
	"lock":      {1, 1, lock},
	"rival":     {1, 2, rival},
	"gap":       {0, 0, func(*desk, *testscript.TestScript, []string) error { time.Sleep(settle + settleUnknown); return nil }},
	"window":    {0, many, window},
	"soak":      {1, 1, soak},
	"toggles":   {1, 2, toggles},
	"told":      {1, 3, told},
	"notified":  {1, many, notified},
	"quiet":     {1, many, quiet},
	"once":      {1, many, once},
	"status":    {1, many, status},
	"way":       {1, 1, setWay},
	"doctor":    {1, many, doctor},
	"log":       {1, many, logHas},
	"file":      {2, many, fileHas},
	"portal":    {1, many, portalNames},
	"picture":   {1, 1, picture},
	"note":      {1, many, nil},
	"tooltip":   {1, many, nil},
	"rest":      {0, 0, nil},
	"dialog":    {1, many, nil},
}
