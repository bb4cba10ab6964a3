package main

import (
	"crypto/tls"
	"fmt"
	"os"
	"time"
)

// print prints two tables: presses, beside what else toggles hold, and the program, beside
// what else shows a tray icon.
func (b *bench) print() {
	row("a press", "Wolkvox Hold", "without a spare connection", "curl in a shell", "Go client")
	row("---", "---", "---", "---", "---")
	last := func(t *times) figure { return t.last }
	for _, at := range places {
		b.pressRow(at, "press to outcome", residentWarm, residentCold, last)
	}
	far := place{tls.VersionTLS13, 80 * time.Millisecond}
	b.pressRow(far, "press to first byte at the server", residentWarm, residentCold, func(t *times) figure { return t.first })
	b.pressRow(far, "package `wolkvox` alone, call to outcome", packageWarm, packageCold, last)

	fmt.Println()
	row("the program", "Wolkvox Hold", "bare tray module", "plain Fyne app")
	row("---", "---", "---", "---")
	programRow("start to tray icon", func(name string) string { return b.starts[name].ms() })
	programRow("memory at rest (PSS)", func(name string) string { return megabytes(b.after[name].pss) })
	programRow("of that, each user's own", func(name string) string { return megabytes(b.after[name].own) })
	programRow(fmt.Sprintf("%v at rest", b.rest), func(name string) string {
		before, after := b.before[name], b.after[name]
		return fmt.Sprintf("%.0f wake-ups, %.0f ms of CPU", after.wakes-before.wakes, 10*(after.ticks-before.ticks))
	})
	programRow("program, stripped", func(name string) string {
		info, err := os.Stat(b.program(name))
		if err != nil {
			return ""
		}
		return megabytes(float64(info.Size()) / 1e6)
	})
}

func (b *bench) pressRow(at place, what, warm, cold string, of func(*times) figure) {
	cell := func(caller string) string { return of(b.took[at][caller]).trips(at.roundTrip) }
	row(at.String()+": "+what, cell(warm), cell(cold), cell(curlShell), cell(plainGo))
}

func programRow(what string, of func(program string) string) {
	row(what, of(ours), of(bareTray), of(fyneApp))
}

func megabytes(n float64) string { return fmt.Sprintf("%.1f MB", n) }
