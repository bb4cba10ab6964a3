package notify

import (
	"context"
	"fmt"
	"time"

	"github.com/godbus/dbus/v5"
)

// Look names the notification daemon of this session ("dunst 1.9.0"), for programs that show no notifications. The name
// is empty where one is started only when it is needed. Errors are [ErrNoBus] and [ErrNoDaemon], and [ErrNoAnswer] or
// [ErrRefused] where the daemon's name is owned and nothing answers for it. It takes at most 8 s and starts nothing.
func Look(ctx context.Context) (name string, err error) {
	conn, _, err := dial(ctx)
	if err != nil {
		return "", fmt.Errorf("%w (%w)", ErrNoBus, err)
	}
	defer conn.Close()
	running, startable, err := daemon(conn)
	switch {
	case err != nil:
		return "", fmt.Errorf("%w (%w)", ErrNoBus, err)
	case !running && !startable:
		return "", ErrNoDaemon
	case !running:
		return "", nil // it is started when it is needed
	}
	within, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	var vendor, version, spec string
	err = conn.Object(daemonName, daemonPath).CallWithContext(within, daemonName+".GetServerInformation",
		dbus.FlagNoAutoStart).Store(&name, &vendor, &version, &spec)
	switch {
	case silent(err):
		return "", fmt.Errorf("%w (%s)", reason(err), plain(err.Error(), summaryLimit, false))
	case err != nil:
		return "", nil // it is there, and that is enough
	}
	return plain(name+" "+version, summaryLimit, false), nil
}
