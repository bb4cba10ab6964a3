package resident

import (
	"net/url"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// findProxy returns the proxies that were found before the press.
func (v *live) findProxy(target *url.URL) ([]*url.URL, error) {
	a, err := v.proxies.Find(target)
	return a.Ways, err
}

// networkChanged is called when addresses, routes or the proxy may have changed, or the
// machine slept.
func (v *live) networkChanged() {
	v.dropSpare()
	if now := v.current.Load(); now != nil {
		now.client.Learned.Forget()
	}
	v.warmth.Forget()
	v.proxies.Refresh()
}

// newWarmth makes what decides, by the setting warm, when to dial a spare connection.
func (v *live) newWarmth() *wolkvox.Warmth {
	return &wolkvox.Warmth{Mode: func() wolkvox.Warm { return wolkvox.Warm(v.current.Load().Warm) }, Dial: v.dialSpare}
}

// dialSpare dials a spare connection for the current settings.
func (v *live) dialSpare(life time.Duration, over func(after time.Duration)) {
	now := v.current.Load()
	if now.client.Spare == nil {
		return
	}
	err := now.client.Spare.Dial(v.ctx, &now.client, life, func(after time.Duration) {
		// Shows IT how long wolkvox keeps an idle connection open.
		v.log.Debug("spare connection over", "after", after)
		over(after)
	})
	if err != nil {
		v.log.Debug("spare connection", "err", err)
	}
	if v.current.Load() != now {
		now.client.Spare.Close() // the settings changed before the dial began
	}
}

// dropSpare closes the spare connection, if any.
func (v *live) dropSpare() {
	if now := v.current.Load(); now != nil {
		now.client.Spare.Close()
	}
}
