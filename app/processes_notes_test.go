//go:build nowindow && (linux || wine)

package app

import (
	"slices"
	"sync"
)

// notes are the notifications that were shown.
type notes struct {
	mu    sync.Mutex
	texts []string
}

// shown says whether a text was shown.
func (n *notes) shown(text string) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return slices.Contains(n.texts, text)
}

// last is the text of the latest one, which replaced those before it.
func (n *notes) last() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.texts[len(n.texts)-1]
}
