package upgrade

import (
	"fmt"
	"testing"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

func TestLeftAtIsAMomentBefore(t *testing.T) {
	now := channel.Now().Boot
	for value, want := range map[string]int64{
		"1": 1, fmt.Sprint(now): now, "": 0, "0": 0, "-1": 0, "soon": 0, "1e3": 0,
		fmt.Sprint(now + int64(time.Hour)): 0, "99999999999999999999": 0,
	} {
		if got := parseLeftAt(value); got != want {
			t.Errorf("%q: got %d, want %d", value, got, want)
		}
	}
}

func TestHowLongThereIsNoHotkeyCountsFromTheOlderProgram(t *testing.T) {
	if got := HotkeyMissingSince(new(env.Env)); got != processStart {
		t.Errorf("without an older one: got %v, want %v", got, processStart)
	}
	p := &env.Env{LeftAt: channel.Now().Boot - int64(time.Hour)}
	if got := time.Since(HotkeyMissingSince(p)); got < time.Hour || got > 2*time.Hour {
		t.Errorf("after one that left an hour ago: got %v", got)
	}
}
