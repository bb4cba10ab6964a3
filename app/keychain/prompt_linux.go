package keychain

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// unlock opens the collections of the entries of our name or, without any, the one
// which would take one. Where a session has no such collection yet (it was never
// logged in to with a password), it asks the service to make the default one, for
// which the person chooses a password. An entry that is kept in an open collection is
// left alone: the consent would be for this process, which is about to end.
func (s *secretService) unlock(ctx context.Context) error {
	f, err := s.search(ctx)
	if err != nil && !errors.Is(err, errShut) {
		return err
	}
	kept := s.kept(ctx, f.locked)
	if len(kept) > 0 {
		return nil
	}
	objects := f.locked
	if len(objects) == 0 {
		collection, err := s.collection(ctx)
		if err != nil {
			return err
		}
		if collection == "" {
			return s.makeCollection(ctx)
		}
		locked, err := s.locked(ctx, collection)
		if err != nil || !locked {
			return err
		}
		objects = []dbus.ObjectPath{collection}
	}
	return s.open(ctx, objects)
}

// open unlocks objects, which may ask the person.
func (s *secretService) open(ctx context.Context, objects []dbus.ObjectPath) error {
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if err := s.call(ctx, secretsPath, serviceIface+".Unlock", []any{objects}, &unlocked, &prompt); err != nil {
		return err
	}
	return s.show(ctx, prompt)
}

// kept are those of the locked items whose collection is open: the service wants to
// be asked before it gives them to this connection.
func (s *secretService) kept(ctx context.Context, items []dbus.ObjectPath) []dbus.ObjectPath {
	var kept []dbus.ObjectPath
	for _, item := range items {
		if locked, err := s.locked(ctx, collectionOf(item)); err == nil && !locked {
			kept = append(kept, item)
		}
	}
	return kept
}

// searchAllowed is search by the agent's own act: for what is kept from this
// connection the service asks the person.
func (s *secretService) searchAllowed(ctx context.Context) (found, error) {
	f, err := s.search(ctx)
	if err != nil {
		return f, err
	}
	kept := s.kept(ctx, f.locked)
	if len(kept) == 0 {
		return f, nil
	}
	if err := s.open(ctx, kept); errors.Is(err, ErrLocked) {
		return f, ErrNotAllowed
	} else if err != nil {
		return f, err
	}
	return s.search(ctx)
}

// askConsent asks, where that is all that keeps the token from this process, for the
// service's consent, and waits until the person has answered. The question is asked
// over the connection that reads the token, which is the one that the consent is for.
func (k *Keychain) askConsent(ctx context.Context) (asked bool, err error) {
	soon, cancel := context.WithTimeout(ctx, QuietDeadline)
	defer cancel()
	s, err := k.link.open(soon, k.Unlocked)
	if err != nil {
		return false, err
	}
	f, err := s.search(soon)
	if err != nil || len(f.unlocked) > 0 {
		return false, err
	}
	kept := s.kept(soon, f.locked)
	if len(kept) == 0 {
		return false, nil
	}
	if err = s.open(ctx, kept); errors.Is(err, ErrLocked) {
		err = ErrNotAllowed
	}
	return true, err
}

// makeCollection makes the default collection.
func (s *secretService) makeCollection(ctx context.Context) error {
	properties := map[string]dbus.Variant{collectIface + ".Label": dbus.MakeVariant(collectionName)}
	var collection, prompt dbus.ObjectPath
	err := s.call(ctx, secretsPath, serviceIface+".CreateCollection", []any{properties, "default"}, &collection, &prompt)
	if err != nil {
		return err
	}
	return s.show(ctx, prompt)
}

// show opens a prompt and waits until the person has answered it: ErrLocked
// when it was closed without an answer. It listens before it opens, takes no
// other signal for the answer, and ends when the service goes away. It never
// calls Prompt.Dismiss, which crashes gnome-keyring 42.1.
func (s *secretService) show(ctx context.Context, prompt dbus.ObjectPath) error {
	if prompt == noPath {
		return nil // nothing to ask
	}
	// All is taken back at the end: go-keyring takes the first signal that comes for
	// the answer to a prompt of its own.
	signals := make(chan *dbus.Signal, 16)
	s.conn.Signal(signals)
	defer s.conn.RemoveSignal(signals)
	for _, match := range [][]dbus.MatchOption{{dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(promptIface)}, sessionbus.OwnerChanges(secretsName)} {
		if err := s.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return classify(ctx, err)
		}
		defer func() { _ = s.conn.RemoveMatchSignalContext(ctx, match...) }()
	}
	// No window to be placed over: the empty string.
	if err := s.call(ctx, prompt, promptIface+".Prompt", []any{""}); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return ended(ctx)
		case signal, ok := <-signals:
			if !ok {
				return fmt.Errorf("the bus went away: %w", ErrUnreachable)
			}
			if answered, dismissed := promptAnswer(signal, prompt); answered {
				if dismissed {
					return ErrLocked
				}
				return nil
			}
			if owner, ok := sessionbus.NewOwner(signal, secretsName); ok && owner == "" {
				return fmt.Errorf("the keychain service went away: %w", ErrUnreachable)
			}
		}
	}
}

// promptAnswer reads a signal that may be the answer to our prompt. Anything
// malformed counts as dismissed: what was not confirmed was not done.
func promptAnswer(signal *dbus.Signal, prompt dbus.ObjectPath) (answered, dismissed bool) {
	if signal.Path != prompt || signal.Name != promptIface+".Completed" {
		return false, false
	}
	if len(signal.Body) < 1 {
		return true, true
	}
	dismissed, ok := signal.Body[0].(bool)
	return true, dismissed || !ok
}

// detach puts the child that shows a prompt into a session of its own, so that
// a Ctrl+C in our terminal or the end of our session's shell does not end it.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}
