package keychain

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// A prompt outlives the call that opened it: the deadline does not end its child's
// context, and a second call opens no second prompt.
func TestPromptIsLeftAlone(t *testing.T) {
	fromChild, toParent, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	toRead, person, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	started := make(chan context.Context, 2)
	k := &Keychain{Helper: func(ctx context.Context, args ...string) *exec.Cmd {
		started <- ctx
		cmd := helper("prompts")(ctx, args...)
		cmd.ExtraFiles = []*os.File{toParent, toRead}
		return cmd
	}}
	for range 2 {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		if err := k.Unlock(ctx); !errors.Is(err, ErrTimeout) {
			t.Errorf("got %v, want ErrTimeout", err)
		}
		cancel()
	}
	if got := len(started); got != 1 {
		t.Errorf("got %d prompts, want 1", got)
	}
	if err := (<-started).Err(); err != nil {
		t.Errorf("got the child's context ended by %q, want it left alone", err)
	}
	k.mu.Lock()
	p := k.prompt
	k.mu.Unlock()
	if p == nil {
		t.Fatal("got a prompt that has ended before the person answered")
	}
	if _, err := person.Write([]byte("x")); err != nil {
		t.Fatal(err)
	}
	<-p.done
	if p.err != nil {
		t.Errorf("got %v, want nil", p.err)
	}
	toParent.Close()
	toRead.Close()
	person.Close()
	defer fromChild.Close()
	if said, err := io.ReadAll(fromChild); err != nil || string(said) != "answered" {
		t.Errorf("got %q, %v from the prompt's child, want it alive to the end", said, err)
	}
}

func TestTokenIsNoArgumentAndNoEnvironment(t *testing.T) {
	k := &Keychain{Helper: helper("spies")}
	if err := k.Set(context.Background(), mustToken(t, secret)); err != nil {
		t.Errorf("got %v, want a child in whose arguments and environment the token is not", err)
	}
}
