package hotkey

import (
	"errors"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// bootTime is the clock that goes on while the machine sleeps.
func bootTime() time.Duration {
	var t unix.Timespec
	_ = unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) // it is there since Linux 2.6.39
	return time.Duration(t.Nano())
}

// steps is a timer that never ends, and is read when the wall clock steps, which it does
// at the end of each sleep (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). It costs nothing
// until then.
type steps struct{ *os.File }

func clockSteps() (steps, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_REALTIME, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return steps{}, err
	}
	const never = 1 << 40 // seconds
	if err := unix.TimerfdSettime(fd, unix.TFD_TIMER_ABSTIME|unix.TFD_TIMER_CANCEL_ON_SET, &unix.ItimerSpec{Value: unix.Timespec{Sec: never}}, nil); err != nil {
		unix.Close(fd)
		return steps{}, err
	}
	return steps{os.NewFile(uintptr(fd), "clock")}, nil
}

// tell tells of each step, until it is closed. One that was not taken yet stands for more.
func (s steps) tell(step chan<- struct{}) {
	count := make([]byte, 8)
	for {
		if _, err := s.Read(count); !errors.Is(err, unix.ECANCELED) {
			return
		}
		select {
		case step <- struct{}{}:
		default:
		}
	}
}
