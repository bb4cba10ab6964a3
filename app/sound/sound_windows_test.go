package sound

import (
	"context"
	"errors"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// Windows accepts the sounds with or without a sound device, and an end right after does no harm.
// Whether they are heard was never checked on real Windows.
func TestWindowsTakesTheSounds(t *testing.T) {
	var p Player
	for _, name := range []string{"toggled", "not_toggled", "unknown", "toggled"} {
		if err := p.play(t.Context(), Sound{Name: name, WAV: assets.Sound(name)}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	p.silence()
	if err := p.play(t.Context(), Sound{Name: "nothing"}); err == nil {
		t.Error("a sound of no bytes is taken")
	}
	failed := false
	p.Play(Sound{Name: "nothing", Failed: func() { failed = true }})
	ctx, end := context.WithCancel(t.Context())
	end()
	if err := p.Run(ctx); err != nil && !errors.Is(err, context.Canceled) || !failed {
		t.Errorf("Run: %v, failed %v", err, failed)
	}
}
