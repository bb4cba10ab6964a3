package press

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// Rules are the press gap, the double-click time and the time-out that presses keep.
func Rules(v settings.Values) hold.Rules {
	return hold.Rules{Gap: v.PressGap, DoubleClick: doubleClick(), Timeout: v.Timeout}
}
