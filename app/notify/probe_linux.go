package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

// Look returns the name of this session's notification daemon ("dunst 1.9.0"), for programs that show no
// notifications. The name is empty if the bus starts the daemon on demand. The error wraps [ErrNoBus], [ErrNoDaemon],
// or, where the daemon's name has an owner that does not work, [ErrNoAnswer] or [ErrRefused]. It takes at most 8 s and
// starts nothing.
func Look(ctx context.Context) (name string, err error) {
	conn, _, err := dial(ctx)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", ErrNoBus, err)
	}
	defer conn.Close()
	running, startable, err := daemonState(conn)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w (%w)", ErrNoBus, err)
	case !running && !startable:
		return "", ErrNoDaemon
	case !running:
		return "", nil // the bus starts it on demand
	}
	asking, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	var vendor, version, spec string
	err = conn.Object(daemonName, daemonPath).CallWithContext(asking, daemonName+".GetServerInformation",
		dbus.FlagNoAutoStart).Store(&name, &vendor, &version, &spec)
	switch {
	case callFailed(err):
		return "", fmt.Errorf("%w (%s)", classify(err), plain(err.Error(), summaryLimit, false))
	case err != nil:
		return "", nil // it works but did not give its name
	}
	return plain(name+" "+version, summaryLimit, false), nil
}
