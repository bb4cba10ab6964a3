package control

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
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
	// answerWithin is how long the disk of a place may take for one thing, and
	// startWithin the same for a resident at its start, whose home may still be
	// waking up.
	answerWithin = 2 * time.Second
	startWithin  = 15 * time.Second
	// othersWithin is how long the other places may take once one has taken what
	// was written.
	othersWithin = 50 * time.Millisecond
	// helpAfter is how long one place may keep what is to be done in all of them.
	helpAfter = 10 * time.Millisecond
	// releaseWithin is how long the last words of a holder may take.
	releaseWithin = time.Second
	// keepBack is how long presses are kept back after another process pressed under
	// a file that had taken the place of ours. No press gap is longer.
	keepBack = 5 * time.Second
)

// The errors of Store that are not a disk's. After each the press must not be sent.
var (
	// ErrReplaced: every lock file had been removed or replaced, so that for a while
	// another process could have the lock, too. It has been taken again.
	ErrReplaced = errors.New("the lock files were removed or replaced; the lock was taken again")
	// ErrLost: they had been, and another resident has the lock now. See Lock.Lost.
	ErrLost = errors.New("the lock files were removed or replaced, and another resident has the lock now")

	errNone = errors.New("no lock file took it")
	errSlow = errors.New("the disk does not answer")
)

// Lock is the lock of one user and machine, held. Its methods may be called from
// several goroutines. None of them waits for a disk without limit.
type Lock struct {
	p       Places
	refused error
	lost    chan *HeldError // has room for one
	turn    chan bool       // holds one true while places may be taken or a channel opened
	free    chan struct{}   // closed when Release is over

	mu       sync.Mutex // never held while a disk is asked
	places   []*place
	released bool
	gone     bool // see ErrLost
	stamp    []byte
	before   []byte    // the stamp before it
	kept     time.Time // until when presses are kept back
	waits    bool      // for a command that has a place of ours
	owner    Owner
	server   *Server
	channel  channel
}

// Acquire takes the lock for this process. It does not wait for a holder to let
// go, only for one that is coming or going to make up its mind: at most 3 s, or
// until ctx ends. With channel true, others are made to wait until Listen has
// been called, so it must be called soon.
//
// Errors are *HeldError and ErrNoPlace. A resident that answers on its channel holds
// the lock also where its lock files were removed.
func Acquire(ctx context.Context, p Places, k Kind, channel bool) (*Lock, error) {
	if k != Resident && k != Command {
		return nil, fmt.Errorf("%q is not a kind of holder", k)
	}
	limit := answerWithin
	if k == Resident {
		limit = startWithin
	}
	l, err := p.acquire(ctx, limit)
	if err != nil {
		return nil, err
	}
	if !l.writable() {
		l.Release()
		return nil, errors.Join(ErrNoPlace, l.refused)
	}
	l.own(Owner{
		Kind:    k,
		PID:     os.Getpid(),
		Session: p.Session(),
		Program: plain(p.Program, maxProgram),
		Opening: channel,
	})
	// Failing to say who we are is no reason to give up a lock that we hold.
	_ = l.publish()
	return l, nil
}

// Find tells who holds the lock, and neither keeps nor writes anything. The owner of a
// lock that nobody holds is not there: ErrNoResident. ErrNoPlace means that nobody can
// tell. An owner with a channel may have died this instant: Dial tells.
func Find(ctx context.Context, p Places) (Owner, error) {
	if err := p.check(); err != nil {
		return Owner{}, err
	}
	var refused []error
	open, bare := false, true
	err := settle(ctx, settleWithin, func() error {
		refused, open, bare = nil, false, true
		for _, s := range p.spots() {
			// Only the lock itself tells whether it is held: a process that ended can have
			// left its line.
			type seen struct {
				held, bare bool
				owner      Owner
			}
			at, err := within(answerWithin, func() (seen, error) {
				pl, err := openPlace(s, p.UID, false)
				if err != nil {
					return seen{}, err
				}
				defer pl.close()
				pl.read()
				return seen{pl.held(), pl.bare, pl.owner()}, nil
			}, nil)
			switch {
			case errors.Is(err, os.ErrNotExist):
			case err != nil:
				refused = append(refused, err)
			case at.held:
				return &HeldError{at.owner}
			default:
				open, bare = true, bare && at.bare
			}
		}
		return nil
	})
	if held := (*HeldError)(nil); errors.As(err, &held) {
		return held.Owner, nil
	}
	if bare {
		if o, ok := p.listening(ctx); ok {
			return o, nil
		}
	}
	if !open && len(refused) > 0 {
		return Owner{}, errors.Join(append([]error{ErrNoPlace}, refused...)...)
	}
	return Owner{}, ErrNoResident
}

func newLock(p Places, t taken) *Lock {
	l := &Lock{
		p:       p,
		refused: errors.Join(t.refused...),
		lost:    make(chan *HeldError, 1),
		turn:    make(chan bool, 1),
		free:    make(chan struct{}),
		places:  t.places,
		stamp:   t.places[0].stamp,
	}
	l.turn <- true
	return l
}

// everywhere does one thing in every place. One that took it is enough: the others
// have a moment more, and are left to their disks then. They have a goroutine in
// common, since a press has no time to wake several; where one of them keeps it, the
// rest get their own.
func everywhere(places []*place, one func(*place) error) error {
	if len(places) == 0 {
		return errNone
	}
	var (
		mu   sync.Mutex
		errs []error
		left = len(places)
		over = make(chan struct{})
		next atomic.Int32
		jobs []func()
	)
	for _, pl := range places {
		jobs = append(jobs, pl.queue(func() {
			err := one(pl)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				errs = append(errs, err)
			}
			if left--; left == 0 {
				close(over)
			}
		}))
	}
	work := func() {
		for i := int(next.Add(1)); i <= len(jobs); i = int(next.Add(1)) {
			jobs[i-1]()
		}
	}
	took := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(errs)+left < len(places)
	}
	refused := func(why ...error) error {
		mu.Lock()
		defer mu.Unlock()
		return errors.Join(append(slices.Clone(errs), why...)...)
	}
	go work()
	runtime.Gosched() // a disk that is well is done then, and no timer is armed
	wait := time.NewTimer(helpAfter)
	defer wait.Stop()
	for began := time.Now(); ; wait.Reset(min(othersWithin, answerWithin-time.Since(began))) {
		select {
		case <-over:
			if took() {
				return nil
			}
			return refused(errNone)
		case <-wait.C:
		}
		for range jobs {
			go work()
		}
		if time.Since(began) < othersWithin {
			continue
		}
		switch {
		case took():
			return nil
		case time.Since(began) >= answerWithin:
			return refused(errNone, errSlow)
		}
	}
}

func (l *Lock) writable() bool {
	return slices.ContainsFunc(l.now(), func(pl *place) bool { return pl.full.Load() })
}

// now are the places that are locked now.
func (l *Lock) now() []*place {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.places)
}

func (l *Lock) own(o Owner) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.owner = o
}

// publish writes the owner line to every place.
func (l *Lock) publish() error {
	l.mu.Lock()
	line, err := l.owner.line()
	l.mu.Unlock()
	if err != nil {
		return err
	}
	return everywhere(l.now(), func(pl *place) error { return pl.put(line, stampSize) })
}

// Store writes the stamp, at most 64 bytes, to every lock file: one write each,
// into room that the file already has. What was there before is replaced whole.
// It fails when no file took it, and when the lock files are not what lies on the
// disk any more: ErrReplaced, ErrLost. The bytes outlive the process, however it
// ends; they are not forced to the disk, which a press could not wait for, so a
// power cut may lose them.
func (l *Lock) Store(b []byte) error {
	if len(b) > stampSize {
		return fmt.Errorf("a stamp has at most %d bytes, this one %d", stampSize, len(b))
	}
	whole := make([]byte, stampSize)
	copy(whole, b)
	l.mu.Lock()
	l.before, l.stamp = l.stamp, whole
	places, gone, waits, kept := slices.Clone(l.places), l.gone, l.waits, time.Now().Before(l.kept)
	l.mu.Unlock()
	if gone {
		return ErrLost
	}
	var replaced atomic.Bool
	err := everywhere(places, func(pl *place) error {
		if err := pl.inPlace(); err != nil {
			replaced.Store(true)
			return err
		}
		return pl.put(whole, 0)
	})
	if replaced.Load() || waits || len(places) == 0 {
		// Where another process has a new file, this one has lost.
		if again := l.Confirm(); again != nil {
			return again
		}
	}
	if kept {
		return ErrReplaced
	}
	return err
}

// Stamps returns what each place held when the lock was taken: 64 bytes each, NUL
// where nothing was ever written. They can differ, since not every process could
// write to every place: the newest counts.
func (l *Lock) Stamps() [][]byte {
	var stamps [][]byte
	for _, pl := range l.now() {
		stamps = append(stamps, slices.Clone(pl.stamp))
	}
	return stamps
}

// Refused says, for the log, which places could not be used and why. It is nil
// when all could.
func (l *Lock) Refused() error { return l.refused }

// Folders are where the lock files lie.
func (l *Lock) Folders() []string {
	var folders []string
	for _, pl := range l.now() {
		folders = append(folders, pl.dir)
	}
	return folders
}

// Release closes the channel and gives the lock back. Only the first call does
// anything; others wait for it. The stamp stays. What has to be removed or written for it is left to the
// disk after a moment; the lock itself waits for none.
func (l *Lock) Release() {
	l.mu.Lock()
	places, server, channel, before := l.places, l.server, l.channel, l.released
	l.places, l.released = nil, true
	l.mu.Unlock()
	if before {
		<-l.free
		return
	}
	defer close(l.free)
	// The order matters: once the lock is free, the next holder's socket may
	// have the same name.
	if server != nil {
		server.close()
	}
	blank, err := Owner{}.line()
	if err == nil && len(places) > 0 {
		_, _ = within(releaseWithin, func() (bool, error) {
			var last sync.WaitGroup
			last.Go(channel.remove)
			for _, pl := range places {
				last.Add(1)
				pl.do(func() { defer last.Done(); _ = pl.put(blank, stampSize) })
			}
			last.Wait()
			return true, nil
		}, nil)
	}
	for _, pl := range places {
		pl.close()
	}
}
