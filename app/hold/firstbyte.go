package hold

import (
	"errors"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

var (
	errOver     = errors.New("this press already has its outcome, nothing may be sent for it")
	errSlowDisk = errors.New("the disk did not take the mark in time")
)

// beforeSend lets the first byte leave once the mark is written, and no later than
// SendWithin after the press. A mark that reaches the disk after that sends nothing.
func (f *flight) beforeSend() error {
	written, err := f.markInFlight()
	if err != nil {
		return err
	}
	// Let the mark writer and the functions that it calls run: on a healthy disk they are
	// done then, and no timer is needed, which costs time.
	runtime.Gosched()
	runtime.Gosched()
	select {
	case err = <-written:
	default:
		err = f.awaitMark(written)
	}
	if err != nil {
		return err
	}
	// Several channels can be ready at once; then the age decides.
	if f.age+time.Since(f.arrived) > wolkvox.SendWithin {
		return errSlowDisk
	}
	return f.claim()
}

// awaitMark waits for a slow disk, until the press is too old to be sent or has its outcome.
func (f *flight) awaitMark(written <-chan error) error {
	late := time.NewTimer(wolkvox.SendWithin - f.age - time.Since(f.arrived))
	defer late.Stop()
	select {
	case err := <-written:
		return err
	case <-late.C:
		return errSlowDisk
	case <-f.ended:
		return nil // claim refuses then
	}
}

// markInFlight starts to write the mark of the press in flight. It does not once the
// outcome is decided, because that would replace the outcome's own mark.
func (f *flight) markInFlight() (written <-chan error, err error) {
	m := f.newMark()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return nil, errOver
	}
	f.connected = time.Now()
	return f.writeMark(m), nil
}

// claim allows the first byte, unless the outcome is decided. From here on a byte may
// have left.
func (f *flight) claim() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.over {
		return errOver
	}
	f.marked = time.Now()
	f.sent = true
	return nil
}
