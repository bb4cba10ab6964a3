package checks

import (
	"context"
	"errors"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

func (x *Examination) running(context.Context) []Finding {
	s, err := x.Resident()
	switch {
	case err == nil && s.Version != x.p.Version:
		return x.otherVersion("resident_version", s.Version)
	case err == nil:
		f := x.well("resident_ok", "")
		x.text(&f[0], func(w words.Words) string { return w.Running(s.Version, w.Extension(x.masked(s.Extension))) })
		if s.Practice {
			f = append(f, x.warning("practice_open", "")...)
		}
		if len(s.SlowLooks) > 0 {
			f = append(f, x.warning("watch_slow", strings.Join(s.SlowLooks, ", "))...)
		}
		return f
	case errors.Is(err, channel.ErrNoResident):
		return x.warning("resident_not_running", "")
	case errors.Is(err, instance.ErrNoPlace):
		return nil // the check "lock" reports it
	case errors.Is(err, channel.ErrVersion):
		return x.trouble("resident_protocol", "")
	case errors.Is(err, channel.ErrPeer):
		return x.trouble("resident_foreign", "")
	}
	return x.trouble("resident_silent", "")
}

// otherVersion is a finding about a part with another version than this program.
func (x *Examination) otherVersion(code, version string) []Finding {
	f := x.warning(code, "")
	x.detail(&f[0], func(w words.Words) string { return w.OtherVersion(version, x.p.Version) })
	return f
}
