package livesettings

import (
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
