package control

import (
	"context"
	"net"
)

// Listen returns ErrUnsupported on Windows, where the channel has to be a named
// pipe. The lock itself works.
func (l *Lock) Listen() (*Server, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.owner.Opening = false
	// Nobody needs to wait for a channel that does not come.
	_ = l.publish()
	return nil, ErrUnsupported
}

func (l *Lock) removeSocket() {}

func connect(context.Context, string) (net.Conn, error) { return nil, ErrUnsupported }

func checkedPeer(net.Conn) (peer, error) { return peer{}, ErrUnsupported }

func peerOf(net.Conn) (peer, error) { return peer{}, ErrUnsupported }
