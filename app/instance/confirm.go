package instance

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Confirm checks that every lock file on the disk is still ours, since it can be removed
// or replaced while it is held. It locks the places again where it is not, and those that
// could not be locked before, and writes the stamp there. It returns ErrReplaced if no
// file was left or another process pressed in the meantime, and ErrLost if another
// resident holds one of the places now.
func (l *Lock) Confirm() error {
	<-l.sem
	defer func() { l.sem <- true }()
	l.mu.Lock()
	places, released, lost, owner := slices.Clone(l.places), l.released, l.isLost, l.owner
	l.mu.Unlock()
	switch {
	case released:
		return errReleased
	case lost:
		return ErrLost
	}
	var left []*place
	published := true
	for _, pl := range places {
		o, err := withTimeout(diskTimeout, func() (Owner, error) { return pl.owner(), pl.checkPath() }, nil)
		// A disk that does not answer does not prove that the file was replaced.
		if !errors.Is(err, errReplaced) {
			left = append(left, pl)
		}
		// The previous holder's last write, delayed by a slow disk, can overwrite our
		// owner line.
		published = published && (err != nil || o == owner)
	}
	added, foreign, err := l.lockMissing(left)
	if err != nil {
		return err
	}
	all := append(slices.Clone(left), added...)
	l.mu.Lock()
	if released = l.released; !released {
		l.places = all
		if foreign {
			l.blockedUntil = time.Now().Add(blockAfterReplaced)
		}
	}
	l.mu.Unlock()
	if released {
		for _, pl := range added {
			pl.close()
		}
		return errReleased
	}
	for _, pl := range places {
		if !slices.Contains(left, pl) {
			pl.close()
		}
	}
	if len(added) > 0 {
		l.reopenChannel()
	}
	if len(added) > 0 || !published {
		_ = l.publish()
	}
	switch {
	case len(all) == 0:
		return errors.Join(ErrNoPlace, ErrReplaced)
	case len(left) == 0 || foreign:
		return ErrReplaced
	}
	return nil
}

var errReleased = errors.New("the lock was released")

// lockMissing locks every place that is not in left, and writes the stamp there.
// Foreign is true if a place has the stamp of another process or is held by a command.
func (l *Lock) lockMissing(left []*place) (added []*place, foreign bool, err error) {
	l.setCommandHolds(false)
	l.mu.Lock()
	stamp, previous := l.stamp, l.previousStamp
	l.mu.Unlock()
	for _, c := range l.p.candidates() {
		// A file that we hold, under this or another name, is not even opened: the
		// watcher of the folder would report that and call Confirm again, without end.
		if held, err := withTimeout(diskTimeout, func() (bool, error) { return c.isOneOf(left), nil }, nil); held || err != nil {
			continue
		}
		var pl *place
		err := settle(context.Background(), diskTimeout, func() error {
			var err error
			pl, err = l.p.lockPlace(c, append(slices.Clone(left), added...), diskTimeout)
			return err
		})
		if held := (*HeldError)(nil); errors.As(err, &held) && held.Kind == Resident {
			for _, pl := range added {
				pl.close()
			}
			l.markLost(held)
			return nil, false, ErrLost
		} else if held != nil {
			l.setCommandHolds(true) // its press will be done soon
			foreign = true
		}
		if err == nil && pl != nil {
			foreign = foreign || len(bytes.Trim(pl.stamp, "\x00")) > 0 && !bytes.Equal(pl.stamp, stamp) && !bytes.Equal(pl.stamp, previous)
			added = append(added, pl)
		}
	}
	if len(added) > 0 {
		_ = inEveryPlace(added, func(pl *place) error {
			if err := pl.prepare(); err != nil {
				return err
			}
			return pl.writeAt(stamp, 0)
		})
	}
	return added, foreign, nil
}

// isOneOf reports whether the candidate's lock file is already open as one of places.
func (c candidate) isOneOf(places []*place) bool {
	at, err := os.Lstat(filepath.Join(c.dir, c.file))
	return err == nil && slices.ContainsFunc(places, func(pl *place) bool { return os.SameFile(at, pl.info) })
}

func (l *Lock) setCommandHolds(holds bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.commandHolds = holds
}

// markLost ends the lock for good, because another resident holds it.
func (l *Lock) markLost(to *HeldError) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.isLost {
		l.isLost = true
		l.lostTo <- to
	}
}
