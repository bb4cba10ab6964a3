package practice

import (
	"sync"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
)

// Connections are the connections of practice to a real resident, which sends no press while there is
// one. The zero value has none. Its methods may be called from several goroutines.
type Connections struct {
	mu    sync.Mutex
	conns map[*channel.Conn]bool
}

// Any reports whether practice is open.
func (c *Connections) Any() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.conns) > 0
}

// Set adds a connection, or removes it.
func (c *Connections) Set(conn *channel.Conn, open bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !open {
		delete(c.conns, conn)
		return
	}
	if c.conns == nil {
		c.conns = map[*channel.Conn]bool{}
	}
	c.conns[conn] = true
}

// Clear removes all connections.
func (c *Connections) Clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.conns)
}
