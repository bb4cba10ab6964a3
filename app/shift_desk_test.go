package app

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// shiftDesk is a desk in a simulated shift: the resident's own loop, press path
// and warmth, and what came of them.
type shiftDesk struct {
	mu      sync.Mutex
	conns   []*shiftConn
	presses []shiftPress
	likely  []time.Duration // when a press was likely: the menu opened, an answer came
	dropped int             // presses that were ignored
}

// shiftPress is a press that was taken.
type shiftPress struct {
	at, took time.Duration
	warm     bool
	result   wolkvox.Result
}

// shiftLine is what carries a desk's presses and spares: the real client, or the
// model of it.
type shiftLine interface {
	toggle(ctx context.Context, p *hold.Request) wolkvox.Outcome
	dialSpare(over func(after time.Duration))
	close()
}

// shift is a shift that many desks work in one mode.
type shift struct {
	shiftDay
	shiftNet
	mode string
	// events are what an agent does, if that is not to be drawn from the day.
	events []shiftEvent
	// bytes are the costs of connections, by which the model is used. Nil: the
	// real client is.
	bytes *shiftBytes
}

// run works the shift at the desks from first to below last. Each desk draws the
// same day in every mode.
func (s shift) run(t *testing.T, first, last int) []*shiftDesk {
	desks := make([]*shiftDesk, 0, last-first)
	synctest.Test(t, func(t *testing.T) {
		server := newShiftServer(t, s.shiftNet)
		var all sync.WaitGroup
		for i := first; i < last; i++ {
			d := new(shiftDesk)
			desks = append(desks, d)
			events := s.events
			if events == nil {
				events = s.draw(rand.New(rand.NewPCG(uint64(i), 1)))
			}
			all.Go(func() { s.work(t, d, server, events) })
		}
		all.Wait()
		time.Sleep(wolkvox.SpareFor) // nothing may come any more
		synctest.Wait()
	})
	return desks
}

// work is one desk's shift.
func (s shift) work(t *testing.T, d *shiftDesk, server *shiftServer, events []shiftEvent) {
	token, err := wolkvox.ParseToken("0123456789abcdef0123456789abcdef0123456789abcdef0123")
	if err != nil {
		t.Error(err)
		return
	}
	r := &resident{
		p: &program{new(env.Env)}, log: slog.New(slog.DiscardHandler), posted: make(chan func(), 64),
		vault: newPracticeVault(token), keyboard: new(keyboard), tray: new(tray.Tray), rest: func() {},
	}
	r.ctx, r.end = context.WithCancel(context.Background())
	note := func(c *shiftConn) {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.conns = append(d.conns, c)
	}
	now := &ready{
		Snapshot: &env.Snapshot{Effective: settings.Merge(settings.Layers{User: settings.Raw{
			string(settings.Server): practiceServer, string(settings.AgentID): practiceAgent,
			string(settings.Warm): s.mode, string(settings.Feedback): "icon",
		}})},
		client: wolkvox.Client{Server: practiceServer, AgentID: practiceAgent, RootCAs: server.roots, DialContext: server.dial(note)},
	}
	if s.mode != string(wolkvox.WarmOff) {
		now.client.Spare = new(wolkvox.Spare)
	}
	r.current.Store(now)
	var line shiftLine = &realLine{r}
	if s.bytes != nil {
		line = &modelLine{shiftNet: s.shiftNet, bytes: *s.bytes, zero: server.zero, note: note, warm: s.mode != string(wolkvox.WarmOff)}
	}
	r.warmth = r.newWarmth()
	r.warmth.Dial = line.dialSpare
	r.toggler = &hold.Toggler{
		Toggle: func(ctx context.Context, p *hold.Request) wolkvox.Outcome {
			made := shiftPress{at: time.Since(server.zero), warm: true}
			dialing := p.Dialing
			p.Dialing = func() { made.warm = false; dialing() }
			o := line.toggle(context.WithValue(ctx, forPress{}, true), p)
			made.took, made.result = time.Since(server.zero)-made.at, o.Result
			if o.HTTPStatus != 0 {
				d.nowLikely(server.zero)
			}
			d.presses = append(d.presses, made)
			return o
		},
		Rules: r.rules,
		Tell: func(o hold.Outcome) {
			if o.Result == hold.Ignored {
				d.dropped++
			}
			r.tell(o)
		},
		Working: func(g hold.Stage) { r.post(func() { r.working(g) }) },
	}
	var parts sync.WaitGroup
	parts.Go(func() { _ = r.loop(r.ctx) })
	parts.Go(func() { _ = r.toggler.Run(r.ctx) })
	for _, e := range events {
		time.Sleep(e.at - time.Since(server.zero))
		if e.menu {
			d.nowLikely(server.zero)
			r.post(r.menuOpened)
		} else {
			r.press(hold.Hotkey, time.Now(), nil)
		}
	}
	time.Sleep(time.Duration(s.hours*float64(time.Hour)) + time.Minute - time.Since(server.zero))
	r.end()
	parts.Wait()
	r.warmth.End()
	line.close()
}

func (d *shiftDesk) nowLikely(zero time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.likely = append(d.likely, time.Since(zero))
}

// realLine is the resident's own press path.
type realLine struct{ *resident }

func (l *realLine) toggle(ctx context.Context, p *hold.Request) wolkvox.Outcome {
	return l.resident.toggle(ctx, p)
}
func (l *realLine) dialSpare(over func(time.Duration)) { l.resident.dialSpare(over) }
func (l *realLine) close()                             { l.current.Load().client.Spare.Close() }
