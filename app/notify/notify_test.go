package notify

import (
	"errors"
	"testing"
)

func TestShowNeverBlocksAndTheLatestWins(t *testing.T) {
	var n Notifier
	for _, summary := range []string{"a", "b", "c"} {
		n.Show(Note{Summary: summary}) // nobody takes them: Run was not called
	}
	if note, ok := n.waiting.Take(); !ok || note.Summary != "c" {
		t.Errorf("waiting: got %q, %v, want c", note.Summary, ok)
	}
	if note, ok := n.waiting.Take(); ok {
		t.Errorf("waiting: got %q as well, want one note", note.Summary)
	}
	if err := n.Err(); !errors.Is(err, ErrNotRunning) {
		t.Errorf("Err: got %v, want ErrNotRunning", err)
	}
}
