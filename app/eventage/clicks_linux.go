package eventage

import (
	"bytes"
	"context"
	"fmt"
	"math/bits"
	"os"
	"os/signal"
	"runtime"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/awake"
	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

// Clicks bounds the age of clicks on the icon and in its menu. They come over D-Bus
// without a time, and the bus keeps them while this process is stopped or the machine
// sleeps. No timer runs at rest: each click asks whether there was a standstill since
// the last one.
//
// It does not see a process that is only slow: one that waits for its memory to be read
// from a disk, or for a processor.
type Clicks struct {
	mu    sync.Mutex
	drain Drain
	still *sleeper // nil: not known
	count uint64   // of still, at the latest look
	slept time.Duration
	again chan struct{} // a standstill was seen: look until it is over
}

// Run keeps looking after a standstill until the earlier clicks have been read. It is
// notified when the machine slept or the process was continued: a click long after that
// is a new one.
func (c *Clicks) Run(ctx context.Context) error {
	still, err := newSleeper(ctx)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("old clicks on the icon are not told from new ones: %w", err)
	}
	defer func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.still = nil
		still.end()
	}()
	again := make(chan struct{}, 1)
	c.mu.Lock()
	c.still, c.again = still, again
	c.count, _ = still.count()
	c.slept = boot.Slept()
	c.drain.Quiet(time.Now(), false)
	c.mu.Unlock()

	continued := make(chan os.Signal, 1)
	signal.Notify(continued, unix.SIGCONT)
	defer signal.Stop(continued)
	woke := make(chan struct{}, 1)
	var wait sync.WaitGroup
	defer wait.Wait()
	wait.Go(func() {
		_ = awake.Watch(ctx, func() { // without a notification, only the first click after it counts as old
			newest.Wake(woke)
		})
	})
	look := time.NewTicker(PollInterval)
	look.Stop()
	defer look.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-continued:
		case <-woke:
		case <-again:
		case <-look.C:
		}
		c.mu.Lock()
		over := c.drain.Quiet(time.Now(), c.stood())
		c.mu.Unlock()
		if over {
			look.Stop()
		} else {
			look.Reset(PollInterval)
		}
	}
}

// Age is how old a click that comes now can be, and whether another that waited with it
// came before.
func (c *Clicks) Age() (age time.Duration, again bool) {
	c.look(func(now time.Time, stood bool) { age, again = c.drain.Found(now, stood) })
	return age, again
}

// Waited is how old another event of the icon that comes now can be, such as that its menu was
// opened.
func (c *Clicks) Waited() (age time.Duration) {
	c.look(func(now time.Time, stood bool) { age = c.drain.Age(now, stood) })
	return age
}

// look calls found with whether there was a standstill, unless that cannot be known.
func (c *Clicks) look(found func(now time.Time, stood bool)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.still == nil {
		return
	}
	stood := c.stood()
	if stood {
		newest.Wake(c.again)
	}
	found(time.Now(), stood)
}

// stood reports whether the process stood still since the last call.
func (c *Clicks) stood() bool {
	now := boot.Slept()
	stood := now-c.slept >= sleepCounts
	c.slept = now
	count, asleep := c.still.count()
	if !asleep {
		return true // it is being stopped or woken at this moment
	}
	stood = stood || count != c.count
	c.count = count
	return stood
}

// sleepCounts is the shortest sleep of the machine that counts.
const sleepCounts = 100 * time.Millisecond

// sleeper is a thread that sleeps for as long as the process lives. The kernel counts
// how often a thread gave the processor away. This one takes no signals, so that only
// what stops the whole process adds to its count, and does so before the standstill:
// a stop signal, a debugger, a frozen control group. A handler of SIGCONT alone would
// not do, since a click may be read before it runs.
type sleeper struct {
	status *os.File // what the kernel says about the thread; open, since a click may come where no file can be opened
	fd     int      // what it waits for
}

// newSleeper returns when the thread sleeps.
func newSleeper(ctx context.Context) (*sleeper, error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	if err != nil {
		return nil, err
	}
	thread := make(chan int)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with this function, and its signal mask with it
		thread <- unix.Gettid()
		mask := unix.Sigset_t{}
		for i := range mask.Val {
			mask.Val[i] = ^mask.Val[i]
		}
		for i := 31; i < 34; i++ { // signals 32 to 34: what the C library and Go ask of each thread, one after another
			mask.Val[i/bits.UintSize] &^= 1 << (i % bits.UintSize)
		}
		_ = unix.PthreadSigmask(unix.SIG_SETMASK, &mask, nil)
		var woken [8]byte
		for {
			if _, err := unix.Read(fd, woken[:]); err != unix.EINTR {
				break
			}
		}
		_ = unix.Close(fd)
	}()
	s := &sleeper{fd: fd}
	if s.status, err = os.Open(fmt.Sprintf("/proc/self/task/%d/status", <-thread)); err != nil {
		s.end()
		return nil, err
	}
	for {
		if _, asleep := s.count(); asleep {
			return s, nil
		}
		select {
		case <-ctx.Done():
			s.end()
			return nil, ctx.Err()
		case <-time.After(time.Millisecond):
		}
	}
}

func (s *sleeper) end() {
	_, _ = unix.Write(s.fd, []byte{1, 0, 0, 0, 0, 0, 0, 0}) // an eventfd takes a number of 8 bytes
	_ = s.status.Close()
}

// count is how often the thread gave the processor away, and whether it sleeps now.
func (s *sleeper) count() (n uint64, asleep bool) {
	status := make([]byte, 4096)
	read, _ := s.status.ReadAt(status, 0) // it ends before that
	return switches(status[:read])
}

// switches reads what the kernel says about a thread, see proc_pid_status(5).
func switches(status []byte) (n uint64, asleep bool) {
	for line := range bytes.Lines(status) {
		key, value, _ := bytes.Cut(line, []byte{':'})
		value = bytes.TrimSpace(value)
		switch string(key) {
		case "State":
			asleep = bytes.HasPrefix(value, []byte("S"))
		case "voluntary_ctxt_switches", "nonvoluntary_ctxt_switches":
			count, err := strconv.ParseUint(string(value), 10, 64)
			if err != nil {
				return 0, false
			}
			n += count
		}
	}
	return n, asleep
}
