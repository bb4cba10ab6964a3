package newest

import "testing"

func TestOnlyTheNewestIsTaken(t *testing.T) {
	var v Value[string]
	if _, ok := v.Take(); ok {
		t.Error("an empty one has a value")
	}
	v.Put("a")
	v.Put("b")
	<-v.Ready()
	if got := v.Peek(); got != "b" {
		t.Errorf("waits: got %q, want b", got)
	}
	v.Change(func(waits string) string { return waits + "c" })
	if got, ok := v.Take(); !ok || got != "bc" {
		t.Errorf("taken: got %q, %v, want bc", got, ok)
	}
	if got, ok := v.Take(); ok || v.Peek() != "" {
		t.Errorf("taken twice: got %q", got)
	}
	<-v.Ready()
	select {
	case <-v.Ready():
		t.Error("a change that was told is told again")
	default:
	}
}
