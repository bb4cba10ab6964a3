//go:build windows || (darwin && cgo)

package hotkey

// once keeps the first refusal from being retried for a second, and a registration from
// being waited for longer than soon.
func (l *library) once() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.first, l.within = false, soon
}
