package control

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"sync"
	"time"
)

const (
	// settleWithin is how long a lock may be held without a readable owner
	// before it is reported as held by nobody knows whom.
	settleWithin = 3 * time.Second
	lookAgain    = 10 * time.Millisecond
	// sameOften is how often the line of an owner that cannot be seen must read
	// the same before it is believed: it may be left over from a process that was
	// killed, under a lock that somebody else took this instant.
	sameOften = 10
	// replacedOften is how often a lock file may vanish under our hands before
	// its place counts as unusable.
	replacedOften = 10
)

// Lock is the lock of one user and machine, held. Its methods may be called from
// several goroutines.
type Lock struct {
	name    string
	uid     int
	program string
	refused error

	mu     sync.Mutex
	places []*place
	owner  Owner
	server *Server
	socket string // the channel, to remove with the lock
	folder string // likewise, when the socket has a folder of its own
}

// Acquire takes the lock for this process. It does not wait for a holder to let
// go, only for one that is coming or going to make up its mind: at most 3 s, or
// until ctx ends. With channel true, others are made to wait until Listen has
// been called, so it must be called soon.
//
// Errors are *HeldError and ErrNoPlace.
func Acquire(ctx context.Context, p Places, k Kind, channel bool) (*Lock, error) {
	if k != Resident && k != Command {
		return nil, fmt.Errorf("%q is not a kind of holder", k)
	}
	l, err := p.acquire(ctx)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.owner = Owner{
		Kind:    k,
		PID:     os.Getpid(),
		Session: p.Session(),
		Program: l.program,
		Opening: channel,
	}
	// Failing to say who we are is no reason to give up a lock that we hold.
	_ = l.publish()
	return l, nil
}

// Find tells who holds the lock, without keeping it. The owner of a lock that
// nobody holds is not there: ErrNoResident. ErrNoPlace means that nobody can
// tell. An owner with a channel may have died this instant: Dial tells.
func Find(ctx context.Context, p Places) (Owner, error) {
	if err := p.check(); err != nil {
		return Owner{}, err
	}
	there := false
	for _, s := range p.spots() {
		pl, err := openPlace(s, p.UID, false)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		there = true
		if err != nil {
			continue
		}
		o := pl.owner()
		pl.close()
		if o.Channel != "" && alive(o.PID) {
			return o, nil
		}
	}
	if !there {
		return Owner{}, ErrNoResident
	}
	// Only the lock itself tells whether it is held. It is taken without naming
	// an owner, so that nobody takes this question for a press.
	l, err := p.acquire(ctx)
	if held := (*HeldError)(nil); errors.As(err, &held) {
		return held.Owner, nil
	}
	if err != nil {
		return Owner{}, err
	}
	l.Release()
	return Owner{}, ErrNoResident
}

// acquire takes the lock and leaves its owner line blank.
func (p Places) acquire(ctx context.Context) (*Lock, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	var last Owner
	same := 0
	for start := time.Now(); ; {
		t, holder, err := p.take()
		if holder == nil && err != nil {
			return nil, err
		}
		if holder == nil {
			return newLock(p, t), nil
		}
		if *holder != last {
			last, same = *holder, 0
		}
		same++
		settled := last.Kind != "" && !last.Opening && (alive(last.PID) || same >= sameOften)
		if settled || time.Since(start) >= settleWithin {
			return nil, &HeldError{last}
		}
		select {
		case <-ctx.Done():
			return nil, &HeldError{last}
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
// it has none and names the holder of the first that it could not have.
func (p Places) take() (t taken, holder *Owner, err error) {
	for _, s := range p.spots() {
		pl, err := p.takeOne(s, t.places)
		switch held := (*HeldError)(nil); {
		case errors.As(err, &held):
			for _, had := range t.places {
				had.close()
			}
			return taken{}, &held.Owner, nil
		case err != nil:
			t.refused = append(t.refused, err)
		case pl != nil:
			t.places = append(t.places, pl)
		}
	}
	if !slices.ContainsFunc(t.places, func(pl *place) bool { return pl.full }) {
		for _, had := range t.places {
			had.close()
		}
		return taken{}, nil, errors.Join(append([]error{ErrNoPlace}, t.refused...)...)
	}
	return t, nil, nil
}

// takeOne locks one place. It returns nil where that is one of had under another
// name.
func (p Places) takeOne(s spot, had []*place) (*place, error) {
	var replaced error
	for range replacedOften {
		pl, err := openPlace(s, p.UID, true)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(had, pl.same) {
			pl.close()
			return nil, nil
		}
		ok, err := pl.lock()
		switch {
		case errors.Is(err, errReplaced), errors.Is(err, os.ErrNotExist):
			pl.close()
			replaced = err
			continue
		case err != nil:
			pl.close()
			return nil, fmt.Errorf("%s: cannot be locked: %w", s.dir, err)
		case !ok:
			o := pl.owner()
			pl.close()
			return nil, &HeldError{o}
		}
		pl.prepare()
		return pl, nil
	}
	return nil, fmt.Errorf("%s: %w", s.dir, replaced)
}

// same says whether two places are one file, reached by two names.
func (pl *place) same(other *place) bool {
	a, err := pl.f.Stat()
	if err != nil {
		return false
	}
	b, err := other.f.Stat()
	return err == nil && os.SameFile(a, b)
}

func newLock(p Places, t taken) *Lock {
	return &Lock{
		name:    p.Name,
		uid:     p.UID,
		program: plain(p.Program, maxProgram),
		refused: errors.Join(t.refused...),
		places:  t.places,
	}
}

// publish writes the owner line to every place.
func (l *Lock) publish() error {
	line, err := l.owner.line()
	if err != nil {
		return err
	}
	return l.write(func(pl *place) error { return pl.writeLine(line) })
}

// write writes to every place. One that took it is enough.
func (l *Lock) write(one func(*place) error) error {
	errs := []error{errors.New("no lock file took it")}
	done := false
	for _, pl := range l.places {
		if err := one(pl); err != nil {
			errs = append(errs, err)
		} else {
			done = true
		}
	}
	if done {
		return nil
	}
	return errors.Join(errs...)
}

// Store writes the stamp, at most 64 bytes, to every lock file: one write each,
// into room that the file already has. What was there before is replaced whole.
// It fails only when no file took it. The bytes outlive the process, however it
// ends; they are not forced to the disk, which a press could not wait for, so a
// power cut may lose them.
func (l *Lock) Store(b []byte) error {
	if len(b) > stampSize {
		return fmt.Errorf("a stamp has at most %d bytes, this one %d", stampSize, len(b))
	}
	whole := make([]byte, stampSize)
	copy(whole, b)
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.write(func(pl *place) error {
		if !pl.full {
			return fmt.Errorf("%s: no room when it was taken", pl.dir)
		}
		_, err := pl.f.WriteAt(whole, 0)
		return err
	})
}

// Stamps returns what each place held when the lock was taken: 64 bytes each, NUL
// where nothing was ever written. They can differ, since not every process could
// write to every place: the newest counts.
func (l *Lock) Stamps() [][]byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	var stamps [][]byte
	for _, pl := range l.places {
		stamps = append(stamps, slices.Clone(pl.stamp))
	}
	return stamps
}

// Refused says, for the log, which places could not be used and why. It is nil
// when all could.
func (l *Lock) Refused() error { return l.refused }

// Release closes the channel and lets go of the lock. Only the first call does
// anything. The stamp stays.
func (l *Lock) Release() {
	l.mu.Lock()
	defer l.mu.Unlock()
	// The order matters: once the lock is free, the next holder's socket may
	// have the same name.
	if l.server != nil {
		_ = l.server.listener.Close()
	}
	l.removeSocket()
	l.owner = Owner{}
	_ = l.publish()
	for _, pl := range l.places {
		pl.close()
	}
	l.places = nil
}
