//go:build windows || (darwin && cgo)

package hotkey

// once keeps the first refusal from being retried for a second.
func (l *library) once() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.first, l.within = false, soon
}
