package instance

import (
	"errors"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

const nobody = 65534

// Each case makes the lock's folder, $XDG_RUNTIME_DIR/wolkvox-hold, or something around
// it, unusable, and leaves no other place.
func TestUnsafePlacesAreRefused(t *testing.T) {
	for _, tc := range []struct {
		name  string
		root  bool
		spoil func(t *testing.T, h home) error
	}{
		{name: "writable by the group", spoil: func(_ *testing.T, h home) error {
			h.folder("xdg/wolkvox-hold", 0o770)
			return nil
		}},
		{name: "writable by all", spoil: func(_ *testing.T, h home) error {
			h.folder("xdg/wolkvox-hold", 0o777)
			return nil
		}},
		{name: "a symbolic link", spoil: func(_ *testing.T, h home) error {
			h.folder("elsewhere", 0o700)
			return os.Symlink(h.path("elsewhere"), h.path("xdg/wolkvox-hold"))
		}},
		{name: "a file", spoil: func(_ *testing.T, h home) error {
			return os.WriteFile(h.path("xdg/wolkvox-hold"), nil, 0o600)
		}},
		{name: "somebody else's", root: true, spoil: func(_ *testing.T, h home) error {
			return os.Chown(h.folder("xdg/wolkvox-hold", 0o700), nobody, nobody)
		}},
		{name: "a lock file that is a symbolic link", spoil: func(_ *testing.T, h home) error {
			if err := os.WriteFile(h.path("victim"), []byte("precious"), 0o600); err != nil {
				return err
			}
			return os.Symlink(h.path("victim"), filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock"))
		}},
		{name: "a lock file that all can write", spoil: func(_ *testing.T, h home) error {
			path := filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock")
			return errors.Join(os.WriteFile(path, nil, 0o600), os.Chmod(path, 0o666))
		}},
		{name: "a lock file of somebody else", root: true, spoil: func(_ *testing.T, h home) error {
			path := filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock")
			return errors.Join(os.WriteFile(path, nil, 0o600), os.Chown(path, nobody, nobody))
		}},
		{name: "a lock file that is a folder", spoil: func(_ *testing.T, h home) error {
			h.folder("xdg/wolkvox-hold/lock", 0o700)
			return nil
		}},
		{name: "a lock file that is a pipe", spoil: func(_ *testing.T, h home) error {
			return syscall.Mkfifo(filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock"), 0o600)
		}},
		{name: "a lock file that is a socket", spoil: func(_ *testing.T, h home) error {
			s, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock")})
			if err == nil {
				s.SetUnlinkOnClose(false)
				err = s.Close()
			}
			return err
		}},
		{name: "a lock file that is a device", root: true, spoil: func(_ *testing.T, h home) error {
			const tty = 5 << 8 // tty(4)
			return syscall.Mknod(filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock"), syscall.S_IFCHR|0o600, tty)
		}},
		{name: "a lock file that is a link to nowhere", spoil: func(_ *testing.T, h home) error {
			return os.Symlink(h.path("none"), filepath.Join(h.folder("xdg/wolkvox-hold", 0o700), "lock"))
		}},
		{name: "a runtime folder that is not private", spoil: func(_ *testing.T, h home) error {
			h.folder("xdg", 0o755)
			return nil
		}},
		{name: "a runtime folder of somebody else, as after su", root: true, spoil: func(_ *testing.T, h home) error {
			return os.Chown(h.path("xdg"), nobody, nobody)
		}},
		{name: "a runtime folder that is not there", spoil: func(_ *testing.T, h home) error {
			return os.Remove(h.path("xdg"))
		}},
		{name: "a home below a file", spoil: func(_ *testing.T, h home) error {
			return errors.Join(os.Remove(h.path("xdg")), os.WriteFile(h.path("xdg"), nil, 0o600))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if tc.root {
				need.OtherUser(t)
			}
			h := newHome(t)
			if err := tc.spoil(t, h); err != nil {
				t.Fatal(err)
			}
			alone := h.places(h.runtime())
			alone.RunUser = h.path("nothing")
			l, err := Acquire(t.Context(), alone, Resident, true)
			if !errors.Is(err, ErrNoPlace) {
				if err == nil {
					l.Release()
				}
				t.Errorf("alone: got %v, want %v", err, ErrNoPlace)
			}
			if b, err := os.ReadFile(h.path("victim")); err == nil && string(b) != "precious" {
				t.Errorf("the file behind the link was changed to %q", b)
			}
			// If another place is good, this one is left out, and the log says so.
			beside := mustAcquire(t, h.places(h.runtime(), h.home()), Resident)
			if got := len(beside.Stamps()); got != 2 {
				t.Errorf("beside good ones: got %d places, want 2", got)
			}
			if beside.Refused() == nil {
				t.Error("nothing is said about the refused place")
			}
		})
	}
}

func TestNoPlaceAtAll(t *testing.T) {
	h := newHome(t)
	p := h.places()
	p.RunUser = h.path("nothing")
	for _, env := range [][]string{nil, {"HOME=relative"}, {"HOME=" + h.path("xdg")}} {
		if env != nil && strings.HasPrefix(env[0], "HOME=/") {
			if err := os.WriteFile(h.path("file"), nil, 0o600); err != nil {
				t.Fatal(err)
			}
			env[0] = "HOME=" + h.path("file")
		}
		p.Getenv = h.places(env...).Getenv
		if _, err := Acquire(t.Context(), p, Command, false); !errors.Is(err, ErrNoPlace) {
			t.Errorf("%q: got %v, want %v", env, err, ErrNoPlace)
		}
	}
}

func TestFoldersArePrivate(t *testing.T) {
	h := newHome(t)
	// Made by another program, and readable by others.
	h.folder("xdg/wolkvox-hold", 0o755)
	mustAcquire(t, h.places(h.runtime(), h.home()), Command)
	for path, want := range map[string]os.FileMode{
		"xdg/wolkvox-hold":               0o700,
		"xdg/wolkvox-hold/lock":          0o600,
		"home/.local":                    0o700,
		"home/.local/state/wolkvox-hold": 0o700,
		"home":                           0o755,
	} {
		fi, err := os.Lstat(h.path(path))
		if err != nil {
			t.Error(err)
		} else if got := fi.Mode().Perm(); got != want {
			t.Errorf("%s: got %o, want %o", path, got, want)
		}
	}
}

func TestStateLockIsNamedByTheMachine(t *testing.T) {
	h := newHome(t)
	p := h.places(h.home())
	candidates := p.candidates()
	name, ok := strings.CutPrefix(candidates[len(candidates)-1].file, "lock-")
	if !ok || len(name) != 16 {
		t.Errorf("got %q, want lock- and 16 digits", candidates[len(candidates)-1].file)
	}
	if machine() != name {
		t.Error("the machine has two names")
	}
}

// Paths that are too long for a socket need another folder, named in the lock file.
func TestLongPathsGetShortSocket(t *testing.T) {
	h := newHome(t)
	long := strings.Repeat("long/", 20)
	p := h.places("XDG_RUNTIME_DIR="+h.folder(long+"xdg", 0o700), "XDG_STATE_HOME="+h.path(long+"state"))
	p.RunUser = h.path("nothing")
	l, err := Acquire(t.Context(), p, Resident, true)
	if err != nil {
		t.Fatal(err)
	}
	defer l.Release()
	s, err := l.Listen()
	if err != nil {
		t.Fatal(err)
	}
	serve(t, s)
	_, err = Acquire(t.Context(), p, Command, false)
	socket := wantHeld(t, err).Channel
	if socket == "" || len(socket) > 100 {
		t.Fatalf("channel: got %q", socket)
	}
	folder := filepath.Dir(socket)
	if fi, err := os.Lstat(folder); err != nil || fi.Mode() != os.ModeDir|0o700 {
		t.Errorf("folder: got %v, %v, want mode 0700", fi, err)
	}
	c, err := channel.Dial(t.Context(), socket)
	if err != nil {
		t.Fatalf("dial: %v", err)
	}
	c.Close()
	l.Release()
	if _, err := os.Lstat(folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("folder after release: got %v, want it gone", err)
	}
}

func TestSession(t *testing.T) {
	for _, tc := range []struct {
		env  []string
		want string
	}{
		{nil, ""},
		{[]string{"DISPLAY=:0"}, ":0"},
		{[]string{"DISPLAY=:0", "WAYLAND_DISPLAY=wayland-1"}, "wayland-1"},
		{[]string{"SSH_CONNECTION=192.0.2.1 1 192.0.2.2 22"}, "ssh"},
		{[]string{"SSH_CONNECTION=x", "DISPLAY=localhost:10.0"}, "localhost:10.0"},
		{[]string{"DISPLAY=a\x1b[2J\nb\xff"}, "a[2Jb"},
		{[]string{"DISPLAY=" + strings.Repeat("ñ", 40)}, strings.Repeat("ñ", 32)},
	} {
		if got := (home{t: t}).places(tc.env...).Session(); got != tc.want {
			t.Errorf("%q: got %q, want %q", tc.env, got, tc.want)
		}
	}
}
