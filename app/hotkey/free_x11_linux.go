package hotkey

// once keeps the first refusal from being retried for a second.
func (x *x11) once() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.first = false
}
