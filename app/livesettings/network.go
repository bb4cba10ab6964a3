package livesettings

import (
	"context"
	"math/rand/v2"
	"net/url"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// findProxy returns the proxies that were found before the press.
func (v *Settings) findProxy(target *url.URL) ([]*url.URL, error) {
	a, err := v.Proxies.Find(target)
	return a.Ways, err
}

// NetworkChanged is called when addresses, routes or the proxy may have changed, or the
// machine slept.
func (v *Settings) NetworkChanged() {
	v.DropSpare()
	if now := v.current.Load(); now != nil {
		now.Client.Learned.Forget()
	}
	v.Warmth.Forget()
	v.Proxies.Refresh()
}

const (
	// firstCheckAfter is how long after the start the first connection is checked, at least.
	// firstCheckSpread keeps the desks of a shift apart.
	firstCheckAfter  = 3 * time.Second
	firstCheckSpread = 10 * time.Second
)

// CheckFirst connects once as a press does, and sends no request. Windows may search the
// internet for a root that is missing, in a filtered network for more than a minute, and
// nothing can end that; it should happen before a press.
func (v *Settings) CheckFirst(ctx context.Context) error {
	timer := time.NewTimer(firstCheckAfter + rand.N(firstCheckSpread))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
		return nil
	}
	now := v.Now()
	if down, _ := v.StandsDown(); down || now.Reason != "" {
		return nil // no press will be sent
	}
	go func() { // the end of the program does not wait for it
		began := time.Now()
		steps := wolkvox.Check(ctx, &now.Client)
		last, took := steps[len(steps)-1], time.Since(began)
		log := v.Log.Debug
		if !last.OK || took > wolkvox.SendWithin {
			log = v.Log.Warn
		}
		log("first connection", "step", last.Name, "cause", last.Cause, "took", took.Round(time.Millisecond), "err", last.Err)
	}()
	return nil
}

// ProbeIfDue looks in the background whether short TLS hellos get through, after two dials
// in which none was answered.
func (v *Settings) ProbeIfDue() {
	now := v.Now()
	if !now.Client.Learned.ProbeDue() {
		return
	}
	go func() {
		v.Log.Info("probe by a short TLS hello", "err", wolkvox.ProbeShort(v.ctx, &now.Client))
	}()
}

// newWarmth makes what decides, by the setting warm, when to dial a spare connection.
func (v *Settings) newWarmth() *wolkvox.Warmth {
	return &wolkvox.Warmth{Mode: func() wolkvox.Warm { return wolkvox.Warm(v.current.Load().Warm) }, Dial: v.dialSpare}
}

// dialSpare dials a spare connection for the current settings.
func (v *Settings) dialSpare(life time.Duration, over func(after time.Duration)) {
	now := v.current.Load()
	if now.Client.Spare == nil {
		return
	}
	err := now.Client.Spare.Dial(v.ctx, &now.Client, life, func(after time.Duration) {
		// Shows IT how long wolkvox keeps an idle connection open.
		v.Log.Debug("spare connection over", "after", after)
		over(after)
	})
	if err != nil {
		v.Log.Debug("spare connection", "err", err)
	}
	if v.current.Load() != now {
		now.Client.Spare.Close() // the settings changed before the dial began
	}
}

// DropSpare closes the spare connection, if any.
func (v *Settings) DropSpare() {
	if now := v.current.Load(); now != nil {
		now.Client.Spare.Close()
	}
}
