package app

import (
	"context"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// shiftBytes is what a connection carries in both directions, without the heads
// of TCP and IP.
type shiftBytes struct {
	used   int64 // with its request and the answer
	unused int64 // closed without a request, by either side
	lost   int64 // with a request that came after the server had closed it
}

// modelLine does what the real client and server do, without their TLS: it
// counts round trips. TestShiftModelAgrees holds the two against each other.
type modelLine struct {
	shiftNet
	bytes shiftBytes
	zero  time.Time
	note  func(*shiftConn)
	warm  bool // presses look for a spare

	mu    sync.Mutex
	spare *modelSpare
	dials bool
}

// modelSpare is a connection that waits.
type modelSpare struct {
	*shiftConn
	expire, close *time.Timer
}

func (m *modelLine) now() time.Duration { return time.Since(m.zero) }

// open is a connection being made.
func (m *modelLine) open(spare bool) *shiftConn {
	c := &shiftConn{spare: spare, began: m.now(), bytes: m.bytes.unused}
	m.note(c)
	c.accepted = c.began + m.half()
	c.ready = c.accepted + 2*m.roundTrip
	time.Sleep(m.dialTime())
	return c
}

func (m *modelLine) dialSpare(over func(time.Duration)) {
	m.mu.Lock()
	if m.dials || m.spare != nil {
		m.mu.Unlock()
		return
	}
	m.dials = true
	m.mu.Unlock()
	s := &modelSpare{shiftConn: m.open(true)}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.dials, m.spare = false, s
	made := m.now()
	end := func() {
		if m.drop(s) {
			over(m.now() - made)
		}
	}
	s.expire = time.AfterFunc(wolkvox.SpareFor, end)
	if m.patience > 0 {
		s.close = time.AfterFunc(s.accepted+m.patience+m.half()-made, end) // when it is heard of
	}
}

func (m *modelLine) close() {
	m.mu.Lock()
	s := m.spare
	m.mu.Unlock()
	if s != nil {
		m.drop(s)
	}
}

// drop is the client closing a spare.
func (m *modelLine) drop(s *modelSpare) bool {
	if !m.release(s) {
		return false
	}
	s.over = m.now() + m.half()
	m.losePatience(s.shiftConn)
	return true
}

// losePatience is the server having closed a connection before anything came.
func (m *modelLine) losePatience(c *shiftConn) bool {
	if m.patience == 0 || c.accepted+m.patience >= c.over {
		return false
	}
	c.over, c.byServer = c.accepted+m.patience, true
	return true
}

func (m *modelLine) release(s *modelSpare) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s == nil || m.spare != s {
		return false
	}
	m.spare = nil
	s.expire.Stop()
	if s.close != nil {
		s.close.Stop()
	}
	return true
}

func (m *modelLine) toggle(_ context.Context, p *hold.Request) wolkvox.Outcome {
	m.mu.Lock()
	s := m.spare
	m.mu.Unlock()
	var c *shiftConn
	if m.warm && m.release(s) {
		c = s.shiftConn
	} else {
		p.Dialing()
		c = m.open(false)
	}
	if err := p.BeforeSend(); err != nil {
		return notToggled(wolkvox.MarkRefused, err)
	}
	p.Sent()
	c.over = m.now() + m.half() // when the request arrives
	if m.losePatience(c) {
		c.bytes = m.bytes.lost
		time.Sleep(c.over + m.half() - m.now())
		return wolkvox.Outcome{Result: wolkvox.Unknown, Reason: wolkvox.Lost}
	}
	c.asked, c.requests, c.bytes = c.over, 1, m.bytes.used
	time.Sleep(m.roundTrip + m.answer)
	c.over = m.now() + m.half()
	return wolkvox.Outcome{Result: wolkvox.Toggled, Reason: wolkvox.Confirmed, HTTPStatus: 200}
}
