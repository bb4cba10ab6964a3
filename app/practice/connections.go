package practice

import "sync"

// Connection is a connection of practice, to a real resident.
type Connection interface{ Close() }

// Connections are the connections of practice to a real resident, which sends no press while there is
// one. The zero value has none. Its methods may be called from several goroutines.
type Connections struct {
	mu    sync.Mutex
	conns map[Connection]bool
}

// Any reports whether practice is open.
func (c *Connections) Any() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.conns) > 0
}

// Set adds a connection, or removes it.
func (c *Connections) Set(conn Connection, open bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !open {
		delete(c.conns, conn)
		return
	}
	if c.conns == nil {
		c.conns = map[Connection]bool{}
	}
	c.conns[conn] = true
}

// End removes and closes all connections: a practice that hangs must find out when it goes on
// that its resident sends presses again.
func (c *Connections) End() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for conn := range c.conns {
		conn.Close()
	}
	clear(c.conns)
}
