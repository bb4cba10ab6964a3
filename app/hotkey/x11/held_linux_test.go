package x11

import (
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"

	"github.com/wolkvox-hold/wolkvox-hold/app/boot"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
)

// silentServer returns a connection to an X server that accepts every request and answers
// none.
func silentServer(t *testing.T) *xgb.Conn {
	t.Helper()
	xgb.Logger.SetOutput(io.Discard)
	ours, server := net.Pipe()
	t.Cleanup(func() { _ = server.Close() })
	go func() {
		var hello [48]byte // with the name of the cookie, and the cookie
		if _, err := io.ReadFull(server, hello[:]); err != nil {
			return
		}
		setup := make([]byte, 40)
		setup[0], setup[2], setup[6] = 1, 11, 8 // accepted, protocol 11.0, 8 words more
		setup[18] = 1                           // a mask for resource IDs
		_, _ = server.Write(setup)
		_, _ = io.Copy(io.Discard, server)
	}()
	// A cookie, so that no authority file is looked for.
	conn, err := xgb.NewConnNetWithCookieHex(ours, "00000000000000000000000000000000")
	if err != nil {
		t.Fatal(err)
	}
	return conn
}

// The two halves of a repeat come in either order. After the keyboard was released, a repeat
// whose press comes first must not end the press: with a slow repeat rate the next repeat
// would count as a new press.
func TestASlowRepeatOfAHeldKeyIsNoPress(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const code = 57
		x := &Conn{conn: silentServer(t), timeWindow: 1, start: time.Now(), boot: boot.Since()}
		x.code.Store(code)
		var key hold.Key
		presses := 0
		take := func(event xgb.Event) {
			for _, e := range x.handle(event) {
				if key.Event(hold.KeyEvent{Down: e.Down, Time: e.Time}) {
					presses++
				}
			}
		}
		take(xproto.KeyPressEvent{Detail: code, Time: 1000})
		x.onLongPress()
		if !x.held.keyboardReleased {
			t.Fatal("the keyboard was not released")
		}
		for _, at := range []xproto.Timestamp{1660, 1993, 2326, 2659} {
			take(xproto.KeyPressEvent{Detail: code, Time: at})
			take(xproto.KeyReleaseEvent{Detail: code, Time: at})
		}
		if presses != 1 {
			t.Errorf("a key that is held was pressed %d times, want 1", presses)
		}
	})
}
