package awake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Watch calls told soon after the machine woke from sleep, and after its clock was
// set. It returns when ctx ends, or with an error if the system tells nothing.
//
// The system tells by a timer that is due far in the future: setting the clock, which
// waking does too, cancels it (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). It costs
// nothing until then.
func Watch(ctx context.Context, told func()) error {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_CLOEXEC|unix.TFD_NONBLOCK)
	if err != nil {
		return fmt.Errorf("watch the clock: %w", err)
	}
	file := os.NewFile(uintptr(fd), "timerfd")
	defer file.Close()
	stop := context.AfterFunc(ctx, func() { file.Close() })
	defer stop()
	due := unix.ItimerSpec{Value: unix.NsecToTimespec(1 << 62)} // the year 2116
	for {
		if err := unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET, &due, nil); err != nil && ctx.Err() == nil {
			return fmt.Errorf("watch the clock: %w", err)
		}
		_, err := file.Read(make([]byte, 8))
		switch {
		case ctx.Err() != nil:
			return nil
		case err == nil || errors.Is(err, syscall.ECANCELED):
			told()
		default:
			return fmt.Errorf("watch the clock: %w", err)
		}
	}
}
