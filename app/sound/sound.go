// Package sound plays one short sound at a time through the system's player, without blocking the
// caller.
//
// sound.go has the player's loop. On Linux and macOS (play_unix.go) a child process plays: the first
// of the list in players_*.go that is installed and succeeds. It is killed after 3 s. On Windows
// (play_windows.go) PlaySound of winmm plays from memory.
//
// A system without a player or a sound device is not an error. It is logged at the level debug, and
// [Sound.Failed] is called, so that the caller can show the outcome in another way.
package sound

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/newest"
)

const (
	// playTimeout is for one sound, including the start of its player.
	playTimeout = 3 * time.Second

	// lastTimeout is how long a sound may go on after the end of [Player.Run]'s context, so that
	// the last outcome is heard too.
	lastTimeout = time.Second
)

// Sound is one sound.
type Sound struct {
	// Name identifies the sound. It is a file name without its extension.
	Name string
	// WAV is the content of a WAV file. It must not change afterwards.
	WAV []byte
	// Failed is called if the sound could not be played, but not if a newer sound replaced it. It
	// runs on a goroutine of the [Player] and must not block. Nil is allowed.
	Failed func()
}

// Player plays only the newest sound. Set its fields before [Player.Run] and do not change them
// afterwards.
type Player struct {
	// Log receives, at the level debug, why a sound could not be played. Nil means
	// slog.Default().
	Log *slog.Logger
	// Folder is where the files for child processes are written, readable only by this user.
	// Windows does not use it.
	Folder string

	timeout time.Duration // 0 means playTimeout
	cache   cache         // owned by Run

	mu      sync.Mutex
	waiting newest.Value[Sound]
	stop    context.CancelCauseFunc // stops the present sound
}

// errReplaced is why a sound was stopped.
var errReplaced = errors.New("a newer sound takes its place")

// Play sets the next sound and returns at once. The present sound is stopped; if several wait, the
// newest wins.
func (p *Player) Play(s Sound) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting.Put(s)
	if p.stop != nil {
		p.stop(errReplaced)
	}
}

// Stop ends the sound that plays, drops one that waits, and returns at once. Failed is not called
// for them.
func (p *Player) Stop() { p.Play(Sound{}) }

// Run plays the sounds of [Player.Play] until ctx ends, and then the sound that still waits. It
// returns nil.
func (p *Player) Run(ctx context.Context) error {
	for {
		select {
		case <-p.waiting.Ready():
			p.playNext(ctx)
		case <-ctx.Done():
			p.playNext(ctx)
			return nil
		}
	}
}

// playNext plays the sound that waits, if there is one.
func (p *Player) playNext(ctx context.Context) {
	timeout := p.timeout
	if timeout == 0 {
		timeout = playTimeout
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeout)
	defer cancel()
	playing, stop := context.WithCancelCause(limited)
	defer stop(nil)
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastTimeout, cancel) })()

	p.mu.Lock()
	s, ok := p.waiting.Take()
	p.stop = stop
	p.mu.Unlock()
	if !ok {
		return
	}
	if s.Name == "" { // from Stop
		p.silence()
		return
	}
	err := p.play(playing, s)
	if err == nil || errors.Is(context.Cause(playing), errReplaced) {
		return
	}
	cmp.Or(p.Log, slog.Default()).Debug("no sound", "sound", s.Name, "err", err)
	if s.Failed != nil {
		s.Failed()
	}
}
