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
	sndNoDefault = 0x2 // no other sound in its place
	sndMemory    = 0x4
	sndSystem    = 0x200000 // the volume of the system's own sounds
)

var playSound = windows.NewLazySystemDLL("winmm.dll").NewProc("PlaySoundW")

// heard holds the sounds that Windows was given: it reads a sound while it plays,
// after the call, so none is moved or freed.
type heard struct {
	pinned map[string][]byte
	pin    runtime.Pinner
}

// play starts a sound; a sound that plays is cut off by Windows. How it goes on is
// not told.
func (p *Player) play(_ context.Context, s Sound) error {
	if len(s.WAV) == 0 {
		return errors.New("the sound is empty")
	}
	if err := playSound.Find(); err != nil {
		return err // a server without the part that plays
	}
	wav, ok := p.heard.pinned[s.Name]
	if !ok {
		if p.heard.pinned == nil {
			p.heard.pinned = map[string][]byte{}
		}
		wav = s.WAV
		p.heard.pin.Pin(&wav[0])
		p.heard.pinned[s.Name] = wav
	}
	if ok, _, err := playSound.Call(uintptr(unsafe.Pointer(&wav[0])), 0, sndMemory|sndAsync|sndNoDefault|sndSystem); ok == 0 {
		return err
	}
	return nil
}
