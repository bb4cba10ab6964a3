package sound

import (
	"context"
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// From mmsystem.h.
const (
	sndAsync     = 0x1
	sndNoDefault = 0x2 // no default sound instead
	sndMemory    = 0x4
	sndSystem    = 0x200000 // the volume of the system's own sounds
)

var playSound = windows.NewLazySystemDLL("winmm.dll").NewProc("PlaySoundW")

// cache pins the sounds in memory: Windows reads a sound after the call, while it plays.
type cache struct {
	pinned map[string][]byte
	pin    runtime.Pinner
}

// play starts a sound. Windows stops the present one, and does not report later errors.
func (p *Player) play(_ context.Context, s Sound) error {
	if len(s.WAV) == 0 {
		return errors.New("the sound is empty")
	}
	if err := playSound.Find(); err != nil {
		return err // a server without winmm
	}
	wav, ok := p.cache.pinned[s.Name]
	if !ok {
		if p.cache.pinned == nil {
			p.cache.pinned = map[string][]byte{}
		}
		wav = s.WAV
		p.cache.pin.Pin(&wav[0])
		p.cache.pinned[s.Name] = wav
	}
	if ok, _, err := playSound.Call(uintptr(unsafe.Pointer(&wav[0])), 0, sndMemory|sndAsync|sndNoDefault|sndSystem); ok == 0 {
		return err
	}
	return nil
}

// silence ends the sound that Windows plays (PlaySound without a sound).
func (p *Player) silence() {
	if len(p.cache.pinned) > 0 { // else none was played, and winmm may be missing
		_, _, _ = playSound.Call(0, 0, 0)
	}
}
