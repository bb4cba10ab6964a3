// Command keys is a hand on the keyboard and another program on the desktop,
// for proofs on a private X server:
//
//	keys play STEP...      press keys, through the XTEST extension
//	keys exactly STEP...   the same; exits 75 when the machine was too slow for it
//	keys take CHORD        register a chord as another program does
//	keys free CHORD        exits 0 when another program could register it
//	keys grab              grab the whole keyboard as a screen locker does
//	keys idle              exits 0 when nobody has grabbed it, as an open menu does
//
// A step is a chord to tap ("ctrl+shift+f9"), a key to push down ("+f9") or to
// release ("-f9"), a mouse button to click ("button1"), "root" to give the root
// window the focus, or a duration to wait ("42ms"), counted from the end of the
// wait before, so that a row of them keeps its rate. Keys are places on a PC
// keyboard, whatever the layout says of them.
//
// take prints "taken" or, with exit code 1, "refused"; grab prints "grabbed" once
// it has the keyboard, and "refused" before that if it has to wait. Both then
// print "pressed" for each press that they get, and last until they are ended.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// tolerance is how late a step may come: less than what makes a tap a second from the
// default press gap of 1.2 s.
const tolerance = 150 * time.Millisecond

var errTooSlow = errors.New("the machine is too slow")

func main() {
	err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "keys:", err)
	}
	switch {
	case errors.Is(err, errTooSlow):
		os.Exit(75) // EX_TEMPFAIL of sysexits.h: try again
	case err != nil:
		os.Exit(1)
	}
}

func run(args []string) error {
	xgb.Logger.SetOutput(io.Discard)
	conn, err := xgb.NewConn()
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := xtest.Init(conn); err != nil {
		return err
	}
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	switch verb := strings.Join(args[:min(1, len(args))], ""); {
	case verb == "play", verb == "exactly":
		late, err := play(conn, root, args[1:])
		if err == nil && verb == "exactly" && late > tolerance {
			err = fmt.Errorf("%w: a step came %v late", errTooSlow, late)
		}
		return err
	case verb == "take" && len(args) == 2:
		return take(conn, root, args[1])
	case verb == "free" && len(args) == 2:
		return free(conn, root, args[1])
	case verb == "grab" && len(args) == 1:
		return grab(conn, root)
	case verb == "idle" && len(args) == 1:
		return idle(conn, root)
	}
	return errors.New("usage: keys play|exactly STEP... | keys take|free CHORD | keys grab|idle")
}
