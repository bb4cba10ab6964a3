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
	// playsFor is how long one sound may take, its player's start included.
	playsFor = 3 * time.Second

	// lastPlaysFor is how long a sound may take on once [Player.Run] is to end:
	// the outcome of a press at the end of the day is heard as well.
	lastPlaysFor = time.Second
)

// Sound is one sound.
type Sound struct {
	// Name tells it from the others; it is a file's name without its ending.
	Name string
	// WAV is the sound as a WAV file; nobody may change it afterwards.
	WAV []byte
	// Failed is called where the sound could not be played, on a goroutine of the
	// [Player]; it must post and return. It is not called where a newer sound
	// took its place. Nil calls nobody.
	Failed func()
}

// Player plays sounds, the newest only. Set its fields before [Player.Run] and
// leave them alone afterwards.
type Player struct {
	// Log receives, at the level debug, why a sound could not be played. Nil means
	// slog.Default().
	Log *slog.Logger
	// Folder is where a player's files are written, readable by this user alone.
	// Windows needs none.
	Folder string

	limit time.Duration // 0 is playsFor
	heard heard         // belongs to Run

	mu      sync.Mutex
	waiting newest.Value[Sound]
	stop    context.CancelCauseFunc // of the sound that plays now
}

// errNewer is why a sound ends early.
var errNewer = errors.New("a newer sound takes its place")

// Play hands a sound over and returns at once. One that plays is cut off; if
// several wait, the newest wins.
func (p *Player) Play(s Sound) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting.Put(s)
	if p.stop != nil {
		p.stop(errNewer)
	}
}

// Run plays what [Player.Play] brings until ctx ends, and then the sound that
// still waits. It returns nil.
func (p *Player) Run(ctx context.Context) error {
	for {
		select {
		case <-p.waiting.Ready():
			p.next(ctx)
		case <-ctx.Done():
			p.next(ctx)
			return nil
		}
	}
}

// next plays the sound that waits, if one does.
func (p *Player) next(ctx context.Context) {
	limit := p.limit
	if limit == 0 {
		limit = playsFor
	}
	within, cancel := context.WithTimeout(context.WithoutCancel(ctx), limit)
	defer cancel()
	playing, stop := context.WithCancelCause(within)
	defer stop(nil)
	defer context.AfterFunc(ctx, func() { time.AfterFunc(lastPlaysFor, cancel) })()

	p.mu.Lock()
	s, ok := p.waiting.Take()
	p.stop = stop
	p.mu.Unlock()
	if !ok {
		return
	}
	err := p.play(playing, s)
	if err == nil || errors.Is(context.Cause(playing), errNewer) {
		return
	}
	cmp.Or(p.Log, slog.Default()).Debug("no sound", "sound", s.Name, "err", err)
	if s.Failed != nil {
		s.Failed()
	}
}
