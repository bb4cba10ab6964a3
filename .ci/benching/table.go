package main

import (
	"cmp"
	"fmt"
	"maps"
	"os"
	"slices"
)

// print prints the table. A ratio in a row of presses is ours to curl's, in
// another row ours to the bare tray module's.
func (b *bench) print() {
	row("figure", "ratio", "ours", "ours, cold", "curl in a shell", "Go client", "bare tray module", "plain Fyne app")
	row("---", "---:", "---", "---", "---", "---", "---", "---")
	places := slices.SortedFunc(maps.Keys(b.took), func(x, y place) int {
		return cmp.Or(cmp.Compare(y.tls, x.tls), cmp.Compare(x.roundTrip, y.roundTrip))
	})
	for _, p := range places {
		b.pressRows(p)
	}
	row("TLS 1.3, 0 ms, after 8 s of rest: press to outcome", "", b.rested.last.ms(), "", "", "", "", "")
	row("TLS 1.3, 0 ms, after 8 s of rest: press to first byte at the server", "", b.rested.first.ms(), "", "", "", "", "")
	b.startRows()
	b.weightRows()
	b.restRows()
	b.sizeRow()
}

func (b *bench) pressRows(p place) {
	last := func(t *times) figure { return t.last }
	first := func(t *times) figure { return t.first }
	line := func(what, warm, cold string, of func(*times) figure) {
		t := b.took[p]
		w, c, curl := of(t[warm]), of(t[cold]), of(t[curlShell])
		row(p.String()+": "+what,
			ratio(w.median(), curl.median())+", cold "+ratio(c.median(), curl.median()),
			w.trips(p.roundTrip), c.trips(p.roundTrip), curl.trips(p.roundTrip), of(t[plainGo]).trips(p.roundTrip), "", "")
	}
	line("press to outcome", residentWarm, residentCold, last)
	line("press to first byte at the server", residentWarm, residentCold, first)
	line("package `wolkvox` alone, call to outcome", packageWarm, packageCold, last)
}

func (b *bench) startRows() {
	o, bare, app := b.starts[ours], b.starts[bareTray], b.starts[fyneApp]
	row("start to hotkey armed", "", o.first.ms(), "", "", "", "", "")
	row("start to tray icon", ratio(o.last.median(), bare.last.median()), o.last.ms(), "", "", "", bare.last.ms(), app.last.ms())
}

func (b *bench) weightRows() {
	bare, app := b.after[bareTray], b.after[fyneApp]
	line := func(what string, l load, of func(load) float64) {
		text := func(l load) string { return fmt.Sprintf("%.1f MB", of(l)) }
		row(what, ratio(of(l), of(bare)), text(l), "", "", "", text(bare), text(app))
	}
	for _, w := range b.weights {
		line("PSS after "+w.when, w.load, func(l load) float64 { return l.pss })
		line("RSS after "+w.when, w.load, func(l load) float64 { return l.rss })
		line("in no file after "+w.when, w.load, func(l load) float64 { return l.own })
	}
	row("threads", "", fmt.Sprint(b.after[ours].threads), "", "", "", fmt.Sprint(bare.threads), fmt.Sprint(app.threads))
}

func (b *bench) restRows() {
	per := func(of func(load) float64, unit string, scale float64) {
		cells := map[string]string{}
		for name := range b.after {
			n := of(b.after[name]) - of(b.before[name])
			cells[name] = fmt.Sprintf(unit, n, n*scale/b.rest.Seconds())
		}
		row(fmt.Sprintf("at rest for %v", b.rest), "", cells[ours], "", "", "", cells[bareTray], cells[fyneApp])
	}
	per(func(l load) float64 { return l.wakes }, "%.0f wake-ups, %.2f a second", 1)
	per(func(l load) float64 { return l.ticks }, "%.0f ticks of CPU, %.2f %%", 1) // a tick is 10 ms: 1 % of a second
}

func (b *bench) sizeRow() {
	size := func(name string) float64 {
		info, err := os.Stat(b.program(name))
		if err != nil {
			return 0
		}
		return float64(info.Size()) / 1e6
	}
	text := func(name string) string { return fmt.Sprintf("%.1f MB", size(name)) }
	row("program, stripped", ratio(size(ours), size(bareTray)), text(ours), "", "", "", text(bareTray), text(fyneApp))
}
