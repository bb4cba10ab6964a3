package upgrade

import (
	"context"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// ErrBeingWritten is what the start of a program fails with while its file is written.
const ErrBeingWritten = windows.ERROR_SHARING_VIOLATION

// ownFile is path: a process does not know where its file went. One that was replaced in
// the first moment of its life stays the older one until the next start.
func ownFile(path string) string { return path }

// installedKey is where the MSI names the program (assets/windows).
const installedKey = `Software\Microsoft\Windows\CurrentVersion\App Paths\wolkvox-hold.exe`

// watchFile watches the folder, except for the program that the MSI has installed: an upgrade
// removes the folder and makes it again, which a watched one prevents. It also writes this
// registry key again, after the files.
func watchFile(ctx context.Context, path string, changed func()) error {
	if strings.EqualFold(installedPath(), path) {
		return watch.Keys(ctx, changed, watch.Key{Hive: registry.LOCAL_MACHINE, Path: installedKey})
	}
	return watch.Folder(ctx, filepath.Dir(path), changed)
}

// installedPath is the program that the MSI has installed, "" for none.
func installedPath() string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, installedKey, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return ""
	}
	defer key.Close()
	path, _, _ := key.GetStringValue("")
	return path
}

// Successor is the newer program. It runs already, and reads its standard input until it is
// notified that the place is free: a start that fails leaves this program where it is.
type Successor struct {
	cmd *exec.Cmd
	end io.WriteCloser // of its standard input
}

// StartNewer starts the newer program, which waits for TakeOver.
func StartNewer() (*Successor, error) {
	s := &Successor{cmd: exec.Command(env.ProgramPath(), ResumeCommand)}
	var err error
	if s.end, err = s.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	return s, child.Start(s.cmd)
}

// CallOff ends the newer program: this one goes on.
func (s *Successor) CallOff() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
}

// TakeOver notifies the newer program that the place is free. This process should end then.
func (s *Successor) TakeOver(_ *env.Env, leftAt int64, log func(msg string, args ...any)) error {
	_, err := io.WriteString(s.end, strconv.FormatInt(leftAt, 10))
	if err != nil {
		log("the newer program does not know since when there is no hotkey", "err", err)
	}
	return s.end.Close()
}

// OlderLeftAt waits until the older program leaves its place, and returns when that stopped
// taking presses, 0 if that is unknown. The place is not ours if the older program ended
// silently: the person may have chosen Quit.
func OlderLeftAt(p *env.Env) (at int64, ours bool) {
	said, err := io.ReadAll(io.LimitReader(p.Stdin, 20)) // the digits of an int64 and its sign
	return parseLeftAt(string(said)), err == nil && len(said) > 0
}
