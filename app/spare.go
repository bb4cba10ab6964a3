package app

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// newWarmth lets the setting warm decide when a spare connection is dialled.
func (r *resident) newWarmth() *wolkvox.Warmth {
	return &wolkvox.Warmth{Mode: func() wolkvox.Warm { return wolkvox.Warm(r.current.Load().Warm) }, Dial: r.dialSpare}
}

// dialSpare dials the spare connection of the settings of the moment.
func (r *resident) dialSpare(life time.Duration, over func(after time.Duration)) {
	now := r.current.Load()
	if now.client.Spare == nil {
		return
	}
	err := now.client.Spare.Dial(r.ctx, &now.client, life, func(after time.Duration) {
		// By this IT learns how long wolkvox keeps a connection without a request.
		r.log.Debug("spare connection over", "after", after)
		over(after)
	})
	if err != nil {
		r.log.Debug("spare connection", "err", err)
	}
	if r.current.Load() != now {
		now.client.Spare.Close() // the settings changed before the dial began
	}
}

// dropSpare closes the spare connection, if there is one.
func (r *resident) dropSpare() {
	if now := r.current.Load(); now != nil {
		now.client.Spare.Close()
	}
}

// networkChanged is called when the way to wolkvox may be another: addresses, routes,
// the proxy, or the machine slept.
func (r *resident) networkChanged() {
	r.dropSpare()
	if now := r.current.Load(); now != nil {
		now.client.Learned.Forget()
	}
	r.warmth.Forget()
	r.proxies.Refresh()
}
