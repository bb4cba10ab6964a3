package awake

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// Watch calls woke soon after the machine wakes from sleep or its clock is set. It returns nil when
// ctx ends, or an error if the system cannot report this.
//
// It reads from a timer in the far future. When the clock is set, which waking does too, the kernel
// cancels the timer (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). Nothing runs until then.
func Watch(ctx context.Context, woke func()) error {
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
			woke()
		default:
			return fmt.Errorf("watch the clock: %w", err)
		}
	}
}
