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

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
)

// cache keeps what playing has shown.
type cache struct {
	files      map[string]string // paths of the written sounds, by name
	lastPlayer string            // the player that succeeded last
}

// errNoPlayer means that none of the system's players is installed.
var errNoPlayer = errors.New("no player: install pw-play (pipewire-bin), paplay (pulseaudio-utils) or aplay (alsa-utils)")

// play tries the players in turn, beginning with the last that succeeded. A player without its
// sound server fails at once.
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
		if err = runPlayer(ctx, program, append(player[1:len(player):len(player)], path)...); err != nil {
			failed = fmt.Errorf("%s: %w", player[0], err)
			return false
		}
		p.cache.lastPlayer = player[0]
		return true
	}
	for _, last := range []bool{true, false} {
		for _, player := range players {
			if (player[0] == p.cache.lastPlayer) != last {
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

// silence has nothing to end: the player was killed.
func (p *Player) silence() {}

// runPlayer runs a player to its end, without standard streams.
func runPlayer(ctx context.Context, program string, args ...string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	// In a process group of its own, so that its child processes are killed too.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	cmd.WaitDelay = time.Second
	return child.Run(cmd)
}

// file writes the sound to a file, once per run: not every player reads standard input, and the
// folder may have files of an older version.
func (p *Player) file(s Sound) (string, error) {
	path, ok := p.cache.files[s.Name]
	if ok {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(s.WAV)) {
			return path, nil
		}
	}
	if err := os.MkdirAll(p.Folder, 0o700); err != nil {
		return "", err
	}
	// Replace the file, and never write through a link or into an existing file.
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
	if p.cache.files == nil {
		p.cache.files = map[string]string{}
	}
	p.cache.files[s.Name] = path
	return path, nil
}
