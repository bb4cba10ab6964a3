package instance

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

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

const (
	// settleTimeout is how long Acquire and Find wait for a readable owner line.
	// After that the lock is reported as held by an unknown process.
	settleTimeout = 3 * time.Second
	pollInterval  = 10 * time.Millisecond
	// confirmReads is how many times in a row an owner line must read the same when
	// its process cannot be seen. The line may be left over from a process that was
	// killed, while another process has just taken the lock.
	confirmReads = 10
	// replacedTries is how many times a lock file may be replaced while it is being
	// locked before its place counts as unusable.
	replacedTries = 10
	// diskTimeout limits one operation on the disk of a place. startTimeout is used
	// instead when a resident starts: its home may still be mounting.
	diskTimeout  = 2 * time.Second
	startTimeout = 15 * time.Second
	// stampTimeout limits a look at a stamp without the lock, which a press can do without.
	stampTimeout = 500 * time.Millisecond
	// remainingTimeout is how long the other places may take once one write succeeded.
	remainingTimeout = 50 * time.Millisecond
	// parallelAfter is how long one goroutine works on all places before each place
	// gets its own.
	parallelAfter = 10 * time.Millisecond
	// releaseTimeout limits what Release still writes and removes.
	releaseTimeout = time.Second
	// blockAfterReplaced is how long presses are blocked after another process pressed
	// under a file that had replaced ours. No press gap is longer.
	blockAfterReplaced = 5 * time.Second
)

// The errors of Store that do not come from a disk. After each the press must not be
// sent.
var (
	// ErrReplaced: every lock file had been removed or replaced, so another process
	// could hold the lock at the same time. The lock has been taken again.
	ErrReplaced = errors.New("the lock files were removed or replaced; the lock was taken again")
	// ErrLost: the lock files had been removed or replaced, and another resident holds
	// the lock now. See Lock.Watch.
	ErrLost = errors.New("the lock files were removed or replaced, and another resident has the lock now")

	errNoFile      = errors.New("no lock file took it")
	errDiskTimeout = errors.New("the disk does not answer")
)

// Lock is the lock of one user and machine while this process holds it. It is taken in
// every place that can be written (see Places), always in the same order, and one place
// held by another process is enough to be refused. So no environment variable lets two
// processes miss each other. The kernel frees the lock when a process ends, however it
// ends, unless one of its threads is blocked on a disk.
//
// Its methods may be called from several goroutines. None of them waits for a disk without
// limit, and no mutex is held during a disk operation.
type Lock struct {
	p           Places
	refused     error
	lostTo      chan *HeldError // buffer of one
	sem         chan bool       // one token: taken while places are locked or a channel is opened
	releaseDone chan struct{}   // closed when Release is done

	mu            sync.Mutex // never held during a disk operation
	places        []*place
	released      bool
	isLost        bool // see ErrLost
	stamp         []byte
	previousStamp []byte
	blockedUntil  time.Time // no press may be sent before
	commandHolds  bool      // a command holds one of our places: try again with the next stamp
	owner         Owner
	server        *channel.Server
	listener      channel.Listener
}

// Acquire takes the lock for this process. It does not wait until a holder releases
// it. It waits only while the holder is still unknown, because that process is just
// starting or ending: at most 3 s, or until ctx ends. With opening true, other
// processes wait until Listen has been called, so call it soon.
//
// Errors are *HeldError and ErrNoPlace. A resident that answers on its channel counts
// as the holder even if its lock files were removed.
//
// A command that wants to toggle does this:
//
//	l, err := instance.Acquire(ctx, places, instance.Command, false)
//	var held *instance.HeldError
//	switch {
//	case err == nil:             // no resident: toggle here, then l.Release
//	case errors.As(err, &held):  // held.Kind is Command: a press is in flight
//	                             // else channel.Dial(ctx, held.Channel)
//	default:                     // not toggled
//	}
//
// It never toggles without the lock. Commands that only ask use Find and then
// channel.Dial.
func Acquire(ctx context.Context, p Places, k Kind, opening bool) (*Lock, error) {
	if k != Resident && k != Command {
		return nil, fmt.Errorf("%q is not a kind of holder", k)
	}
	limit := diskTimeout
	if k == Resident {
		limit = startTimeout
	}
	l, err := p.acquire(ctx, limit)
	if err != nil {
		return nil, err
	}
	if !l.writable() {
		l.Release()
		return nil, errors.Join(ErrNoPlace, l.refused)
	}
	l.setOwner(Owner{
		Kind:    k,
		PID:     os.Getpid(),
		Session: p.Session(),
		Program: printable.Plain(p.Program, maxProgram),
		Opening: opening,
	})
	// The lock is held even if the owner line could not be written.
	_ = l.publish()
	return l, nil
}

// Find returns the holder of the lock. It writes nothing. channel.ErrNoResident means
// that nobody holds the lock, ErrNoPlace that the places could not be read. The holder
// may have ended in the meantime: only channel.Dial shows whether it still answers.
func Find(ctx context.Context, p Places) (Owner, error) {
	if err := p.check(); err != nil {
		return Owner{}, err
	}
	var refused []error
	open, empty := false, true
	err := settle(ctx, settleTimeout, func() error {
		refused, open, empty = nil, false, true
		for _, c := range p.candidates() {
			// The owner line does not show whether the lock is held: a process that
			// ended may have left it.
			type state struct {
				held, empty bool
				owner       Owner
			}
			at, err := look(p, c, diskTimeout, func(pl *place) state { return state{pl.held(), pl.empty, pl.owner()} })
			switch {
			case errors.Is(err, os.ErrNotExist):
			case err != nil:
				refused = append(refused, err)
			case at.held:
				return &HeldError{at.owner}
			default:
				open, empty = true, empty && at.empty
			}
		}
		return nil
	})
	if held := (*HeldError)(nil); errors.As(err, &held) {
		return held.Owner, nil
	}
	if empty {
		if o, ok := p.findListening(ctx); ok {
			return o, nil
		}
	}
	if !open && len(refused) > 0 {
		return Owner{}, errors.Join(append([]error{ErrNoPlace}, refused...)...)
	}
	return Owner{}, channel.ErrNoResident
}

// look returns what something finds in a place, without the lock. The lock file must be there.
func look[T any](p Places, c candidate, limit time.Duration, what func(*place) T) (T, error) {
	return withTimeout(limit, func() (found T, err error) {
		pl, err := openPlace(c, p.UID, false)
		if err != nil {
			return found, err
		}
		defer pl.close()
		pl.read()
		return what(pl), nil
	}, nil)
}

func newLock(p Places, t lockedPlaces) *Lock {
	l := &Lock{
		p:           p,
		refused:     errors.Join(t.refused...),
		lostTo:      make(chan *HeldError, 1),
		sem:         make(chan bool, 1),
		releaseDone: make(chan struct{}),
		places:      t.places,
		stamp:       t.places[0].stamp,
	}
	l.sem <- true
	return l
}

// inEveryPlace runs the function one in every place. A single success is enough: the
// other places get remainingTimeout more and then finish in the background. At first
// one goroutine serves all places, because a press has no time to start several. If a
// place blocks it, each of the others gets its own.
func inEveryPlace(places []*place, one func(*place) error) error {
	if len(places) == 0 {
		return errNoFile
	}
	var (
		mu   sync.Mutex
		errs []error
		left = len(places)
		done = make(chan struct{})
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
				close(done)
			}
		}))
	}
	work := func() {
		for i := int(next.Add(1)); i <= len(jobs); i = int(next.Add(1)) {
			jobs[i-1]()
		}
	}
	succeeded := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return len(errs)+left < len(places)
	}
	failed := func(why ...error) error {
		mu.Lock()
		defer mu.Unlock()
		return errors.Join(append(slices.Clone(errs), why...)...)
	}
	result := func() error {
		if succeeded() {
			return nil
		}
		return failed(errNoFile)
	}
	go work()
	runtime.Gosched() // a healthy disk is usually done after this, and a timer costs time
	select {
	case <-done:
		return result()
	default:
	}
	wait := time.NewTimer(parallelAfter)
	defer wait.Stop()
	for began := time.Now(); ; wait.Reset(min(remainingTimeout, diskTimeout-time.Since(began))) {
		select {
		case <-done:
			return result()
		case <-wait.C:
		}
		for range jobs {
			go work()
		}
		if time.Since(began) < remainingTimeout {
			continue
		}
		switch {
		case succeeded():
			return nil
		case time.Since(began) >= diskTimeout:
			return failed(errNoFile, errDiskTimeout)
		}
	}
}

// writable reports whether at least one lock file can take a stamp.
func (l *Lock) writable() bool {
	return slices.ContainsFunc(l.currentPlaces(), func(pl *place) bool { return pl.allocated.Load() })
}

// currentPlaces returns a copy of the places that are locked.
func (l *Lock) currentPlaces() []*place {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.places)
}

func (l *Lock) setOwner(o Owner) {
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
	return inEveryPlace(l.currentPlaces(), func(pl *place) error { return pl.writeAt(line, stampSize) })
}

// Store replaces the stamp, at most 64 bytes, in every lock file: one write each, into
// space that the file already has. It fails when no file could be written, and with
// ErrReplaced or ErrLost when the lock files on the disk are no longer ours. The bytes
// survive the process, however it ends. They are not synced to the disk, because a
// press could not wait for that, so a power cut may lose them.
func (l *Lock) Store(b []byte) error {
	if len(b) > stampSize {
		return fmt.Errorf("a stamp has at most %d bytes, this one %d", stampSize, len(b))
	}
	whole := make([]byte, stampSize)
	copy(whole, b)
	l.mu.Lock()
	l.previousStamp, l.stamp = l.stamp, whole
	places, lost, commandHolds, blocked := slices.Clone(l.places), l.isLost, l.commandHolds, time.Now().Before(l.blockedUntil)
	l.mu.Unlock()
	if lost {
		return ErrLost
	}
	var replaced atomic.Bool
	err := inEveryPlace(places, func(pl *place) error {
		if err := pl.checkPath(); err != nil {
			replaced.Store(true)
			return err
		}
		return pl.writeAt(whole, 0)
	})
	if replaced.Load() || commandHolds || len(places) == 0 {
		// If another process holds the new file, this lock is lost.
		if again := l.Confirm(); again != nil {
			return again
		}
	}
	if blocked {
		return ErrReplaced
	}
	return err
}

// Stamps returns the stamp that each place held when the lock was taken: 64 bytes
// each, all NUL if none was ever written. They can differ, because not every process
// could write to every place. The newest one counts.
func (l *Lock) Stamps() [][]byte {
	var stamps [][]byte
	for _, pl := range l.currentPlaces() {
		stamps = append(stamps, slices.Clone(pl.stamp))
	}
	return stamps
}

// Stamps returns the stamp of each place that can be read, without the lock: its holder may
// be about to write another one.
func (p Places) Stamps() [][]byte {
	var stamps [][]byte
	for _, c := range p.candidates() {
		stamp, err := look(p, c, stampTimeout, func(pl *place) []byte { return pl.stamp })
		if err == nil {
			stamps = append(stamps, stamp)
		}
	}
	return stamps
}

// Refused says, for the log, which places could not be used and why. It is nil if all
// of them can be used.
func (l *Lock) Refused() error { return l.refused }

// Folders returns the folders of the lock files.
func (l *Lock) Folders() []string {
	var folders []string
	for _, pl := range l.currentPlaces() {
		folders = append(folders, pl.dir)
	}
	return folders
}

// ReleaseAfter calls last and releases the lock. While last runs, and until the lock is free,
// other processes wait for it: none is told any more that this process holds it. So what last
// stores can tell of all that were.
func (l *Lock) ReleaseAfter(last func()) {
	l.setOwner(Owner{})
	_, _ = withTimeout(releaseTimeout, func() (bool, error) { return true, l.publish() }, nil)
	last()
	l.Release()
}

// Release closes the channel and releases the lock. Only the first call does anything;
// later calls wait until it is done. The stamp stays in the files. Release waits at
// most releaseTimeout for writes and removals; after that the lock is released anyway
// and they finish in the background.
func (l *Lock) Release() {
	l.mu.Lock()
	places, server, listener, already := l.places, l.server, l.listener, l.released
	l.places, l.released = nil, true
	l.mu.Unlock()
	if already {
		<-l.releaseDone
		return
	}
	defer close(l.releaseDone)
	// The order matters: once the lock is free, the socket of the next holder may have
	// the same name.
	if server != nil {
		server.Close()
	}
	blank, err := Owner{}.line()
	if err == nil && len(places) > 0 {
		_, _ = withTimeout(releaseTimeout, func() (bool, error) {
			var pending sync.WaitGroup
			pending.Go(listener.Remove)
			for _, pl := range places {
				pending.Add(1)
				pl.async(func() { defer pending.Done(); _ = pl.writeAt(blank, stampSize) })
			}
			pending.Wait()
			return true, nil
		}, nil)
	}
	for _, pl := range places {
		pl.close()
	}
}
