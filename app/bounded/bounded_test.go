package bounded

import "testing"

func TestTheBeginningIsKept(t *testing.T) {
	b := Buffer{Limit: 5}
	for _, part := range []string{"abc", "def", "ghi"} {
		if n, err := b.Write([]byte(part)); n != 3 || err != nil {
			t.Fatalf("got %d, %v, want 3, nil", n, err)
		}
	}
	if got := b.String(); got != "abcde" {
		t.Errorf("got %q, want %q", got, "abcde")
	}
}
