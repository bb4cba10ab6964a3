package keychain

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// A keychain that hangs in process, as Credential Manager could, costs each caller its
// wait, but only one call.
func TestCallInProcessHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var calls atomic.Int32
		const hangs = time.Minute
		k := &Keychain{call: func(context.Context, operation, wolkvox.Token) (reply, error) {
			calls.Add(1)
			time.Sleep(hangs)
			return reply{status: Status{Present: true}}, nil
		}}
		began := time.Now()
		for n := range 3 {
			if _, err := k.Get(t.Context()); !errors.Is(err, ErrTimeout) {
				t.Errorf("call %d: got %v, want ErrTimeout", n, err)
			}
			if want := time.Duration(n+1) * QuietDeadline; time.Since(began) != want {
				t.Errorf("call %d ended after %v, want %v", n, time.Since(began), want)
			}
		}
		if n := calls.Load(); n != 1 {
			t.Errorf("the keychain was called %d times while it hung, want once", n)
		}
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := k.Clear(soon); !errors.Is(err, ErrTimeout) {
			t.Errorf("with a deadline of its own: got %v, want ErrTimeout", err)
		}
		// It answers again. Calls that timed out are not repeated.
		time.Sleep(hangs)
		k.call = func(context.Context, operation, wolkvox.Token) (reply, error) {
			calls.Add(1)
			return reply{status: Status{Present: true}}, nil
		}
		if s, err := k.Status(t.Context()); err != nil || !s.Present {
			t.Errorf("got %+v, %v", s, err)
		}
		if n := calls.Load(); n != 2 {
			t.Errorf("the keychain was called %d times, want 2", n)
		}
	})
}

// A panic of the library ends the call, not the program, and its value is never shown.
func TestPanicInProcessIsAnError(t *testing.T) {
	k := &Keychain{call: func(context.Context, operation, wolkvox.Token) (reply, error) { panic("0a1b2c") }}
	if _, err := k.Get(t.Context()); !errors.Is(err, ErrUnreachable) || err.Error() != ErrUnreachable.Error() {
		t.Errorf("got %v, want ErrUnreachable and no more", err)
	}
}
