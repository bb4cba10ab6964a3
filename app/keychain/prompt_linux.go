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

// unlock unlocks the collections that have our entries or, without an entry, the one that
// would store it. A session that was never started with a password has no collection yet:
// then the service is asked to make the default one, and the person chooses its password.
// An entry that only needs consent is left alone: the consent would be for this child
// process, which is about to end.
func (s *secretService) unlock(ctx context.Context) error {
	f, err := s.search(ctx)
	if err != nil && !errors.Is(err, errNothingListed) {
		return err
	}
	withheld := s.withheld(ctx, f.locked)
	if len(withheld) > 0 {
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
	return s.unlockObjects(ctx, objects)
}

// unlockObjects unlocks objects, which may open a prompt.
func (s *secretService) unlockObjects(ctx context.Context, objects []dbus.ObjectPath) error {
	var unlocked []dbus.ObjectPath
	var prompt dbus.ObjectPath
	if err := s.call(ctx, secretsPath, serviceIface+".Unlock", []any{objects}, &unlocked, &prompt); err != nil {
		return err
	}
	return s.showPrompt(ctx, prompt)
}

// withheld returns those of the locked items whose collection is unlocked: the service
// wants the person's consent before it gives them to this connection.
func (s *secretService) withheld(ctx context.Context, items []dbus.ObjectPath) []dbus.ObjectPath {
	var withheld []dbus.ObjectPath
	for _, item := range items {
		if locked, err := s.locked(ctx, collectionOf(item)); err == nil && !locked {
			withheld = append(withheld, item)
		}
	}
	return withheld
}

// searchAllowed is search for an action of the agent: it asks for consent to the items
// that are withheld.
func (s *secretService) searchAllowed(ctx context.Context) (found, error) {
	f, err := s.search(ctx)
	if err != nil {
		return f, err
	}
	withheld := s.withheld(ctx, f.locked)
	if len(withheld) == 0 {
		return f, nil
	}
	if err := s.unlockObjects(ctx, withheld); errors.Is(err, ErrLocked) {
		return f, ErrNotAllowed
	} else if err != nil {
		return f, err
	}
	return s.search(ctx)
}

// askConsent asks for the service's consent and waits for the person's answer, if
// consent is the only thing missing. It asks over the connection that reads the token,
// because the consent is for that connection.
func (k *Keychain) askConsent(ctx context.Context) (asked bool, err error) {
	lookCtx, cancel := context.WithTimeout(ctx, QuietDeadline)
	defer cancel()
	s, err := k.link.open(lookCtx, k.Unlocked)
	if err != nil {
		return false, err
	}
	f, err := s.search(lookCtx)
	if err != nil || len(f.unlocked) > 0 {
		return false, err
	}
	withheld := s.withheld(lookCtx, f.locked)
	if len(withheld) == 0 {
		return false, nil
	}
	if err = s.unlockObjects(ctx, withheld); errors.Is(err, ErrLocked) {
		err = ErrNotAllowed
	}
	return true, err
}

func (s *secretService) makeCollection(ctx context.Context) error {
	properties := map[string]dbus.Variant{collectIface + ".Label": dbus.MakeVariant(collectionName)}
	var collection, prompt dbus.ObjectPath
	err := s.call(ctx, secretsPath, serviceIface+".CreateCollection", []any{properties, "default"}, &collection, &prompt)
	if err != nil {
		return err
	}
	return s.showPrompt(ctx, prompt)
}

// showPrompt opens a prompt and waits for the person's answer. It returns ErrLocked if
// the prompt was closed without one. It listens before it opens the prompt, and stops
// waiting if the service disappears. It never calls Prompt.Dismiss, which crashes
// gnome-keyring 42.1.
func (s *secretService) showPrompt(ctx context.Context, prompt dbus.ObjectPath) error {
	if prompt == noPath {
		return nil // nothing to ask
	}
	// Every match is removed at the end: go-keyring takes the first signal that arrives
	// as the answer to its own prompt.
	signals := make(chan *dbus.Signal, 16)
	s.conn.Signal(signals)
	defer s.conn.RemoveSignal(signals)
	for _, match := range [][]dbus.MatchOption{{dbus.WithMatchObjectPath(prompt), dbus.WithMatchInterface(promptIface)}, sessionbus.OwnerChanges(secretsName)} {
		if err := s.conn.AddMatchSignalContext(ctx, match...); err != nil {
			return classify(ctx, err)
		}
		defer func() { _ = s.conn.RemoveMatchSignalContext(ctx, match...) }()
	}
	// The empty string: there is no parent window.
	if err := s.call(ctx, prompt, promptIface+".Prompt", []any{""}); err != nil {
		return err
	}
	for {
		select {
		case <-ctx.Done():
			return contextError(ctx)
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

// promptAnswer reports whether a signal is the answer to our prompt. A malformed answer
// counts as dismissed: only a confirmed change has been made.
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

// detach starts the child that shows a prompt in its own session, so that Ctrl+C in our
// terminal, or the end of our shell, does not end it.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
}
