//go:build !windows

package sound

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// heard is what was learned by playing: the files that are written, and the player
// that served last.
type heard struct {
	files  map[string]string
	served string
}

// errNoPlayer means that none of the system's players is installed.
var errNoPlayer = errors.New("no player: install pw-play (pipewire-bin), paplay (pulseaudio-utils) or aplay (alsa-utils)")

// play asks one player after the other, the one that served last first: one that
// is installed without the sound server it needs fails at once.
func (p *Player) play(ctx context.Context, s Sound) error {
	path, err := p.file(s)
	if err != nil {
		return err
	}
	failed := errNoPlayer
	try := func(player []string) (ok bool) {
		program, err := exec.LookPath(player[0])
		if err != nil {
			return false
		}
		if err = run(ctx, program, append(player[1:len(player):len(player)], path)...); err != nil {
			failed = fmt.Errorf("%s: %w", player[0], err)
			return false
		}
		p.heard.served = player[0]
		return true
	}
	for _, last := range []bool{true, false} {
		for _, player := range players {
			if (player[0] == p.heard.served) != last {
				continue
			}
			if try(player) {
				return nil
			}
			if ctx.Err() != nil {
				return failed
			}
		}
	}
	return failed
}

// run runs a player to its end. It hears nothing of us, and we nothing of it.
func run(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	// A group of its own, so that what it started ends with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	return cmd.Run()
}

// file writes the sound into a file, once a run: not every player reads standard
// input, and an older program's sounds may lie there.
func (p *Player) file(s Sound) (string, error) {
	path, ok := p.heard.files[s.Name]
	if ok {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(s.WAV)) {
			return path, nil
		}
	}
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return "", err
	}
	// A new file under the old name, never one that something else lies behind.
	f, err := os.CreateTemp(p.Folder, s.Name+".*")
	if err != nil {
		return "", err
	}
	_, err = f.Write(s.WAV)
	if closed := f.Close(); err == nil {
		err = closed
	}
	path = filepath.Join(p.Folder, s.Name+".wav")
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return "", err
	}
	if p.heard.files == nil {
		p.heard.files = map[string]string{}
	}
	p.heard.files[s.Name] = path
	return path, nil
}
