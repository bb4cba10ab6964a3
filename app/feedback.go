package app

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// telling is how an outcome reaches the agent beside the icon, which always tells.
type telling struct {
	note  bool
	sound string // its name; empty for none
}

// tellingOf decides how an outcome is told. With feedback "sound" a sound stands
// for a toggled press alone: the other outcomes name something to do, and unknown
// has to stay until it is seen, so they are shown as well. Noted says that a
// notification of an earlier outcome may still be on the screen, where it would
// contradict the sound: the new one takes its place. So does one that counts
// presses which were not sent. A press that was ignored has no sound: silence is
// never taken for toggled.
func tellingOf(feedback string, o hold.Outcome, noted bool) telling {
	switch feedback {
	case "icon":
		return telling{}
	case "sound":
		switch o.Result {
		case hold.Toggled:
			return telling{note: noted || o.AlsoIgnored > 0, sound: string(o.Result)}
		case hold.Ignored:
			return telling{note: true}
		}
		return telling{note: true, sound: string(o.Result)}
	}
	return telling{note: true}
}

// express tells an outcome by note, a sound or both. Where the sound that stands for
// a note cannot be played, the note is shown after all, unless another outcome has
// come since. It runs on the loop's goroutine.
func (r *resident) express(o hold.Outcome, note func()) {
	t := tellingOf(r.current.Load().Feedback, o, r.noted)
	r.noted = t.note && o.Result != hold.Toggled
	if t.note {
		note()
	}
	if t.sound == "" {
		return
	}
	told := r.state.lastAt
	s := sound.Sound{Name: t.sound, WAV: assets.Sound(t.sound)}
	if !t.note {
		s.Failed = func() {
			r.post(func() {
				if r.state.lastAt.Equal(told) {
					note()
				}
			})
		}
	}
	r.sounds.Play(s)
}
