package control

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Confirm looks whether every lock file is still the one that lies on the disk, and
// takes those again that are not, and those that could not be taken before. The
// stamp goes with the lock. It returns ErrReplaced where none of them was left or another
// process pressed meanwhile, and ErrLost where another resident has one of them now.
func (l *Lock) Confirm() error {
	<-l.turn
	defer func() { l.turn <- true }()
	l.mu.Lock()
	places, released, gone, owner := slices.Clone(l.places), l.released, l.gone, l.owner
	l.mu.Unlock()
	switch {
	case released:
		return errReleased
	case gone:
		return ErrLost
	}
	var left []*place
	said := true
	for _, pl := range places {
		o, err := within(answerWithin, func() (Owner, error) { return pl.owner(), pl.inPlace() }, nil)
		// A disk that does not answer takes nothing away.
		if !errors.Is(err, errReplaced) {
			left = append(left, pl)
		}
		// The last word of the holder before can come after ours where its disk stood still.
		said = said && (err != nil || o == owner)
	}
	found, strange, err := l.fill(left)
	if err != nil {
		return err
	}
	all := append(slices.Clone(left), found...)
	l.mu.Lock()
	if released = l.released; !released {
		l.places = all
		if strange {
			l.kept = time.Now().Add(keepBack)
		}
	}
	l.mu.Unlock()
	if released {
		for _, pl := range found {
			pl.close()
		}
		return errReleased
	}
	for _, pl := range places {
		if !slices.Contains(left, pl) {
			pl.close()
		}
	}
	if len(found) > 0 {
		l.listenAgain()
	}
	if len(found) > 0 || !said {
		_ = l.publish()
	}
	switch {
	case len(all) == 0:
		return errors.Join(ErrNoPlace, ErrReplaced)
	case len(left) == 0 || strange:
		return ErrReplaced
	}
	return nil
}

var errReleased = errors.New("the lock was released")

// fill locks every place that is not among left, and brings the stamp there. Strange
// is true where one has the stamp of another process, or is a command's now.
func (l *Lock) fill(left []*place) (found []*place, strange bool, err error) {
	l.wait(false)
	l.mu.Lock()
	stamp, before := l.stamp, l.before
	l.mu.Unlock()
	for _, s := range l.p.spots() {
		// One that is held, by this or another name, is not even opened: a watcher of
		// the folder would look again, for ever.
		if held, err := within(answerWithin, func() (bool, error) { return s.among(left), nil }, nil); held || err != nil {
			continue
		}
		var pl *place
		err := settle(context.Background(), answerWithin, func() error {
			var err error
			pl, err = l.p.takeOne(s, append(slices.Clone(left), found...), answerWithin)
			return err
		})
		if held := (*HeldError)(nil); errors.As(err, &held) && held.Kind == Resident {
			for _, pl := range found {
				pl.close()
			}
			l.lose(held)
			return nil, false, ErrLost
		} else if held != nil {
			l.wait(true) // a command's press: it is over soon
			strange = true
		}
		if err == nil && pl != nil {
			strange = strange || len(bytes.Trim(pl.stamp, "\x00")) > 0 && !bytes.Equal(pl.stamp, stamp) && !bytes.Equal(pl.stamp, before)
			found = append(found, pl)
		}
	}
	if len(found) > 0 {
		_ = everywhere(found, func(pl *place) error {
			if err := pl.prepare(); err != nil {
				return err
			}
			return pl.put(stamp, 0)
		})
	}
	return found, strange, nil
}

// among says whether the lock file of a spot is that of one of the places.
func (s spot) among(places []*place) bool {
	at, err := os.Lstat(filepath.Join(s.dir, s.file))
	return err == nil && slices.ContainsFunc(places, func(pl *place) bool { return os.SameFile(at, pl.info) })
}

func (l *Lock) wait(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waits = on
}

// lose ends the lock for good: another resident has it.
func (l *Lock) lose(to *HeldError) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.gone {
		l.gone = true
		l.lost <- to
	}
}

// Lost brings the resident that has the lock now, once it is ErrLost.
func (l *Lock) Lost() <-chan *HeldError { return l.lost }
