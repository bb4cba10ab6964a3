package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// swayPrograms are what the desk needs.
var swayPrograms = []string{"sway", "swaybar", "swaymsg", "mako", "makoctl", "wtype", "grim"}

// The key is bound as the program's steps for sway say.
const swayConfig = `output HEADLESS-1 resolution 1280x720 position 0 0
output * bg #305070 solid_color
input * repeat_delay 300
input * repeat_rate 10
xwayland disable
for_window [app_id=".*"] floating enable
bindsym --no-repeat Ctrl+Shift+F9 exec wolkvox-hold toggle
bar {
  position bottom
}
`

// Notifications stay until a story clicks them or takes them away, so that a slow machine finds
// them.
var swayParts = []part{{"org.freedesktop.Notifications", []string{"mako", "--default-timeout", "0", "--ignore-timeout", "1"}}}

// openSway opens a Wayland desktop without a portal and without an X server.
func openSway(d *desk) error {
	config, display := filepath.Join(d.folder, "sway.conf"), "wayland-1" // sway's first choice
	runtimeFolder, socket := filepath.Join(d.folder, "runtime"), filepath.Join(d.folder, "runtime/sway")
	if err := os.WriteFile(config, []byte(swayConfig), 0o600); err != nil {
		return err
	}
	if err := d.recordBound(); err != nil {
		return err
	}
	d.env = append(d.env, "XDG_SESSION_TYPE=wayland", "XDG_CURRENT_DESKTOP=sway", "WAYLAND_DISPLAY="+display, "SWAYSOCK="+socket)
	if err := openNone(d); err != nil { // before sway, whose bar wants the bus
		return err
	}
	env := []string{
		"PATH=" + d.boundFolder() + ":" + filepath.Join(d.folder, "bin") + ":" + os.Getenv("PATH"),
		"WLR_BACKENDS=headless", "WLR_RENDERER=pixman", "WLR_LIBINPUT_NO_DEVICES=1",
	}
	sway, err := d.startWith(env, nil, nil, "/proc/self/exe", neverRoot, "sway", "-c", config)
	if err != nil {
		return err
	}
	sway.Path = "sway" // by which a story ends it
	err = until("sway", func() bool {
		_, err := os.Stat(filepath.Join(runtimeFolder, display))
		return err == nil && d.swaymsg("-t", "get_version") == nil
	})
	if err != nil {
		return err
	}
	for _, p := range swayParts {
		if err := d.startNamed(p); err != nil {
			return err
		}
	}
	return d.named("org.kde.StatusNotifierWatcher")
}

// neverRoot, as the first argument, runs a program that cannot become root.
const neverRoot = "never-root"

// runNeverRoot runs a program for which setuid and setgid fail. sway refuses to start where it
// can become root, and on a desk everything runs as root.
func runNeverRoot(command []string) error {
	path, err := exec.LookPath(command[0])
	if err != nil {
		return err
	}
	filter := []unix.SockFilter{
		{Code: unix.BPF_LD | unix.BPF_W | unix.BPF_ABS, K: 0}, // the number of the system call
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_SETUID, Jt: 1},
		{Code: unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K, K: unix.SYS_SETGID, Jf: 1},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EPERM)},
		{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW},
	}
	rules := unix.SockFprog{Len: uint16(len(filter)), Filter: &filter[0]}
	runtime.LockOSThread() // the rules are the thread's, and so is what it becomes
	if err := unix.Prctl(unix.PR_SET_SECCOMP, unix.SECCOMP_MODE_FILTER, uintptr(unsafe.Pointer(&rules)), 0, 0); err != nil {
		return err
	}
	return unix.Exec(path, command, os.Environ())
}

func (d *desk) swaymsg(args ...string) error { return d.command("swaymsg", args...).Run() }

// boundFolder has what sway finds as wolkvox-hold: the program, with a record of when it ran
// and how it ended, since nobody else sees that of a bound key.
func (d *desk) boundFolder() string { return filepath.Join(d.folder, "bound") }

func (d *desk) boundRecord() string { return filepath.Join(d.boundFolder(), "record") }

const boundScript = `#!/bin/sh
echo began >>%[1]q
began=$(date +%%s%%N)
%[2]q "$@"
code=$?
echo ended $began $(date +%%s%%N) $code >>%[1]q
`

func (d *desk) recordBound() error {
	if err := os.Mkdir(d.boundFolder(), 0o755); err != nil {
		return err
	}
	script := fmt.Sprintf(boundScript, d.boundRecord(), d.program())
	return os.WriteFile(filepath.Join(d.boundFolder(), program), []byte(script), 0o755)
}

// boundEnded reports whether each command that the bound key has run has ended.
func (d *desk) boundEnded() bool {
	text, _ := os.ReadFile(d.boundRecord())
	return bytes.Count(text, []byte("began\n")) == bytes.Count(text, []byte("ended "))
}

// readBound adds what commands of the bound key told since it was called last.
func (o *outcomes) readBound(record string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	text, _ := os.ReadFile(record)
	for line := range bytes.Lines(text[o.bound : bytes.LastIndexByte(text, '\n')+1]) {
		o.bound += len(line)
		var began, ended int64
		var code int
		if _, err := fmt.Sscanf(string(line), "ended %d %d %d\n", &began, &ended, &code); err == nil {
			o.all = append(o.all, outcome{word: exitWords[code], pressed: time.Unix(0, began), at: time.Unix(0, ended)})
		}
	}
}

// wtypeModifiers are the modifiers of .ci/keys as wtype calls them.
var wtypeModifiers = map[string]string{"ctrl": "ctrl", "shift": "shift", "alt": "alt", "super": "logo"}

// wtypeArguments are what wtype needs to play steps of .ci/keys. It releases all keys at its
// end.
func wtypeArguments(steps []string) (args []string, err error) {
	down := 0
	move := func(name string, push bool) {
		flag := "p"
		if modifier := wtypeModifiers[name]; modifier != "" {
			name, flag = modifier, "m"
		}
		if push {
			flag = strings.ToUpper(flag)
			down++
		} else {
			down--
		}
		args = append(args, "-"+flag, name)
	}
	wait := func(pause time.Duration) {
		args = append(args, "-s", strconv.FormatInt(pause.Milliseconds(), 10))
	}
	for _, step := range steps {
		if pause, err := time.ParseDuration(step); err == nil {
			wait(pause)
			continue
		}
		names := strings.Split(strings.TrimLeft(step, "+-"), "+")
		if strings.HasPrefix(names[0], "button") || names[0] == "root" {
			return nil, fmt.Errorf("the desk sway has no %s; say [x11] keys", names[0])
		}
		pushes, releases := step[0] != '-', step[0] != '+'
		if pushes {
			for _, name := range names {
				move(name, true)
			}
		}
		if pushes && releases {
			wait(50 * time.Millisecond)
		}
		if releases {
			for _, name := range slices.Backward(names) {
				move(name, false)
			}
		}
	}
	if down != 0 {
		return nil, errors.New("on the desk sway a key that is pushed must be released in the same line")
	}
	return args, nil
}

func (d *desk) wtype(steps ...string) *exec.Cmd {
	args, err := wtypeArguments(steps)
	cmd := d.command("wtype", args...)
	cmd.Err = errors.Join(cmd.Err, err)
	return cmd
}

// swayNode is a part of sway's tree; those with a process are windows.
type swayNode struct {
	Name     string
	PID      int
	Nodes    []swayNode
	Floating []swayNode `json:"floating_nodes"`
}

func (n swayNode) windows(title *regexp.Regexp) (count int) {
	if n.PID != 0 && title.MatchString(n.Name) {
		count++
	}
	for _, child := range slices.Concat(n.Nodes, n.Floating) {
		count += child.windows(title)
	}
	return count
}

// swayWindows counts the windows with such a title.
func (d *desk) swayWindows(title string) int {
	var root swayNode
	out, err := d.command("swaymsg", "-r", "-t", "get_tree").Output()
	if err != nil || json.Unmarshal(out, &root) != nil {
		return 0
	}
	return root.windows(regexp.MustCompile(title))
}
