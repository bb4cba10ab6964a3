package instance

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

// acquire takes the lock and leaves the owner line blank. It does not check that a file
// can be written; see writable.
func (p Places) acquire(ctx context.Context, limit time.Duration) (*Lock, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var l *Lock
	err := settle(ctx, settleTimeout, func() error {
		t, err := p.take(limit)
		if err != nil {
			return err
		}
		l = newLock(p, t)
		if slices.ContainsFunc(t.places, func(pl *place) bool { return pl.empty }) {
			// The file is new: an earlier one, now removed, may still have a holder.
			if o, ok := p.findListening(ctx); ok {
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

// settle repeats try until it does not return a HeldError, or until the holder is
// known: its owner line is filled in, its channel is open if it will have one, and its
// process is seen or the line stays the same.
func settle(ctx context.Context, limit time.Duration, try func() error) error {
	var last Owner
	reads := 0
	for start := time.Now(); ; {
		err := try()
		held := (*HeldError)(nil)
		if !errors.As(err, &held) {
			return err
		}
		if held.Owner != last {
			last, reads = held.Owner, 0
		}
		reads++
		settled := last.Kind != "" && !last.Opening && (processExists(last.PID) || reads >= confirmReads)
		if settled || time.Since(start) >= limit {
			return &HeldError{last}
		}
		select {
		case <-ctx.Done():
			return &HeldError{last}
		case <-time.After(pollInterval):
		}
	}
}

type lockedPlaces struct {
	places  []*place
	refused []error // why the other places were left out
}

// take tries once to lock every place. It returns all places that can be locked, or
// none and, as a HeldError, the holder of the first one that another process holds.
func (p Places) take(limit time.Duration) (t lockedPlaces, err error) {
	for _, c := range p.candidates() {
		pl, err := p.lockPlace(c, t.places, limit)
		switch held := (*HeldError)(nil); {
		case errors.As(err, &held), errors.Is(err, errCannotTell):
			for _, locked := range t.places {
				locked.close()
			}
			if held == nil {
				err = errors.Join(ErrNoPlace, err)
			}
			return lockedPlaces{}, err
		case err != nil:
			t.refused = append(t.refused, err)
		case pl != nil:
			t.places = append(t.places, pl)
		}
	}
	if len(t.places) == 0 {
		return lockedPlaces{}, errors.Join(append([]error{ErrNoPlace}, t.refused...)...)
	}
	_ = inEveryPlace(t.places, func(pl *place) error { return pl.prepare() })
	return t, nil
}

// errCannotTell is returned when a disk does not answer whether its lock is held.
var errCannotTell = errors.New("it cannot be told whether the lock is held")

// lockPlace locks one place, without preparing it. It returns nil if the place is one
// of held under another name.
func (p Places) lockPlace(c candidate, held []*place, limit time.Duration) (*place, error) {
	var replaced error
	for range replacedTries {
		// While the file is being created nobody can hold it, so a disk that is too
		// slow then only makes the place unusable.
		var creating atomic.Bool
		type attempt struct {
			*place
			locked bool
		}
		pl, err := withTimeout(limit, func() (attempt, error) {
			pl, err := openPlace(c, p.UID, false)
			if errors.Is(err, os.ErrNotExist) {
				creating.Store(true)
				pl, err = openPlace(c, p.UID, true)
			}
			if err != nil {
				return attempt{}, err
			}
			creating.Store(false)
			if slices.ContainsFunc(held, pl.sameFile) {
				pl.close()
				return attempt{}, nil
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
			return attempt{pl, locked}, err
		}, func(late attempt) {
			if late.place != nil {
				late.close()
			}
		})
		switch {
		case errors.Is(err, errReplaced):
			replaced = err
			continue
		case errors.Is(err, errDiskTimeout) && !creating.Load():
			return nil, fmt.Errorf("%s: %w: %w", c.dir, errCannotTell, err)
		case err != nil:
			return nil, fmt.Errorf("%s: %w", c.dir, err)
		case pl.place == nil || pl.locked:
			return pl.place, nil
		}
		o, _ := withTimeout(limit, func() (Owner, error) { return pl.owner(), nil }, nil)
		pl.close()
		return nil, &HeldError{o}
	}
	return nil, fmt.Errorf("%s: %w", c.dir, replaced)
}

// withTimeout stops waiting for f after limit. If f returns later, late gets its result.
func withTimeout[T any](limit time.Duration, f func() (T, error), late func(T)) (T, error) {
	return deadline.Begin(limit, errDiskTimeout, f, late)()
}

// sameFile reports whether two places are one file under two names.
func (pl *place) sameFile(other *place) bool { return os.SameFile(pl.info, other.info) }
