package control

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
)

// acquire takes the lock and leaves its owner line blank. Its places may have a disk
// that takes nothing; see writable.
func (p Places) acquire(ctx context.Context, limit time.Duration) (*Lock, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var l *Lock
	err := settle(ctx, settleWithin, func() error {
		t, err := p.take(limit)
		if err != nil {
			return err
		}
		l = newLock(p, t)
		if slices.ContainsFunc(t.places, func(pl *place) bool { return pl.bare }) {
			// A new file: the one before it may have a holder still.
			if o, ok := p.listening(ctx); ok {
				l.Release()
				return &HeldError{o}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return l, nil
}

// settle tries until the lock is free, or its holder has made up its mind.
func settle(ctx context.Context, limit time.Duration, try func() error) error {
	var last Owner
	same := 0
	for start := time.Now(); ; {
		err := try()
		held := (*HeldError)(nil)
		if !errors.As(err, &held) {
			return err
		}
		if held.Owner != last {
			last, same = held.Owner, 0
		}
		same++
		settled := last.Kind != "" && !last.Opening && (alive(last.PID) || same >= sameOften)
		if settled || time.Since(start) >= limit {
			return &HeldError{last}
		}
		select {
		case <-ctx.Done():
			return &HeldError{last}
		case <-time.After(lookAgain):
		}
	}
}

// taken is what take took, and why some places were left out.
type taken struct {
	places  []*place
	refused []error
}

// take tries once to lock every place. Either it has all that can be locked, or
// it has none and names, as a HeldError, the holder of the first that it could not have.
func (p Places) take(limit time.Duration) (t taken, err error) {
	for _, s := range p.spots() {
		pl, err := p.takeOne(s, t.places, limit)
		switch held := (*HeldError)(nil); {
		case errors.As(err, &held), errors.Is(err, errUnknown):
			for _, had := range t.places {
				had.close()
			}
			if held == nil {
				err = errors.Join(ErrNoPlace, err)
			}
			return taken{}, err
		case err != nil:
			t.refused = append(t.refused, err)
		case pl != nil:
			t.places = append(t.places, pl)
		}
	}
	if len(t.places) == 0 {
		return taken{}, errors.Join(append([]error{ErrNoPlace}, t.refused...)...)
	}
	_ = everywhere(t.places, func(pl *place) error { return pl.prepare() })
	return t, nil
}

// errUnknown says that nobody can tell whether a place is held.
var errUnknown = errors.New("it cannot be told whether the lock is held")

// takeOne locks one place, without preparing it. It returns nil where that is one of
// had under another name.
func (p Places) takeOne(s spot, had []*place, limit time.Duration) (*place, error) {
	var replaced error
	for range replacedOften {
		var makes atomic.Bool // what nobody holds, however long it takes
		type tried struct {
			*place
			locked bool
		}
		pl, err := within(limit, func() (tried, error) {
			pl, err := openPlace(s, p.UID, false)
			if errors.Is(err, os.ErrNotExist) {
				makes.Store(true)
				pl, err = openPlace(s, p.UID, true)
			}
			if err != nil {
				return tried{}, err
			}
			makes.Store(false)
			if slices.ContainsFunc(had, pl.same) {
				pl.close()
				return tried{}, nil
			}
			locked, err := pl.lock()
			switch {
			case errors.Is(err, errReplaced):
			case err != nil:
				err = fmt.Errorf("cannot be locked: %w", err)
			case locked:
				pl.read()
			}
			if err != nil {
				pl.close()
			}
			return tried{pl, locked}, err
		}, func(late tried) {
			if late.place != nil {
				late.close()
			}
		})
		switch {
		case errors.Is(err, errReplaced):
			replaced = err
			continue
		case errors.Is(err, errSlow) && !makes.Load():
			return nil, fmt.Errorf("%s: %w: %w", s.dir, errUnknown, err)
		case err != nil:
			return nil, fmt.Errorf("%s: %w", s.dir, err)
		case pl.place == nil || pl.locked:
			return pl.place, nil
		}
		o, _ := within(limit, func() (Owner, error) { return pl.owner(), nil }, nil)
		pl.close()
		return nil, &HeldError{o}
	}
	return nil, fmt.Errorf("%s: %w", s.dir, replaced)
}

// within stops waiting for f after limit. What f brings after that goes to late.
func within[T any](limit time.Duration, f func() (T, error), late func(T)) (T, error) {
	return deadline.Begin(limit, errSlow, f, late)()
}

// same says whether two places are one file, reached by two names.
func (pl *place) same(other *place) bool { return os.SameFile(pl.info, other.info) }
