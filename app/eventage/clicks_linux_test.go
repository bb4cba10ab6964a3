//go:build nowindow

package eventage

import (
	"bytes"
	"testing"
)

func TestWhatTheKernelTellsOfAThread(t *testing.T) {
	const told = "Name:\ttest\nState:\tS (sleeping)\nTgid:\t7\nvoluntary_ctxt_switches:\t41\nnonvoluntary_ctxt_switches:\t1\n"
	for _, tt := range []struct {
		name, status string
		n            uint64
		asleep       bool
	}{
		{"it sleeps", told, 42, true},
		{"it is stopped", "State:\tT (stopped)\nvoluntary_ctxt_switches:\t43\nnonvoluntary_ctxt_switches:\t1\n", 44, false},
		{"no number", "State:\tS (sleeping)\nvoluntary_ctxt_switches:\tx\n", 0, false},
		{"nothing", "", 0, false},
	} {
		if n, asleep := switches([]byte(tt.status)); n != tt.n || asleep != tt.asleep {
			t.Errorf("%s: got %d, %v, want %d, %v", tt.name, n, asleep, tt.n, tt.asleep)
		}
	}
}

func FuzzSwitches(f *testing.F) {
	f.Add([]byte("State:\tS (sleeping)\nvoluntary_ctxt_switches:\t41\n"))
	f.Add([]byte("State\nState:\n:\nvoluntary_ctxt_switches:\t-1"))
	f.Fuzz(func(t *testing.T, status []byte) {
		if _, asleep := switches(status); asleep && !bytes.Contains(status, []byte("State:")) {
			t.Errorf("%q: a thread of no state sleeps", status)
		}
	})
}
