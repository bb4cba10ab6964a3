package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// This file has what the desk of an agent with Windows does in its own way: the programs for
// Windows run in Wine, in a virtual desktop with Wine's own taskbar.

var winePrograms = []string{"Xvfb", "xdotool", "xclip", "import", "wine", "wineserver", "x86_64-w64-mingw32-gcc"}

// wineWords are the words that do something of their own there.
var wineWords = map[string]command{
	"log-off": wineLogOff, "menu": wineMenu, "policy": winePolicy, "note": note, "tooltip": tooltip,
	"begin": wineBegin, "end": wineEnd, "rest": rest, "asked": wineAsked, "settings": wineSettings, "dialog": dialogSays,
}

// prepareWine makes, once for all desks, the programs for Windows and what Wine calls a prefix:
// the disk and the registry of a new Windows.
func prepareWine(folder string) error {
	windows := filepath.Join(folder, "windows")
	for _, p := range []struct{ name, pkg, flags string }{
		{program + ".exe", ".", "-H windowsgui"}, {program + ".com", ".", ""}, {"windesk.exe", "./.ci/windesk", ""},
		{"cmd.exe", "./.ci/windesk", "-H windowsgui"}, {"powershell.exe", "./.ci/windesk", "-H windowsgui"}, {"wscript.exe", "./.ci/windesk", "-H windowsgui"},
	} {
		cmd := exec.Command("go", "build", "-tags", "nowindow", "-ldflags", p.flags, "-o", filepath.Join(windows, p.name), p.pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=windows")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s for Windows: %w\n%s", p.pkg, err, out)
		}
	}
	cmd := exec.Command("bash", ".ci/wine", filepath.Join(folder, "wine"), "true")
	cmd.Env, cmd.SysProcAttr = append(os.Environ(), "DISPLAY="), asRoot(0)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf(".ci/wine: %w\n%s", err, out)
	}
	return nil
}

// openWine opens the desk. Only the log-on's part of the prefix lies in the desk's folder, the
// rest in a layer over the one for all.
func openWine(d *desk) error {
	all := filepath.Dir(d.folder)
	prefix, home := filepath.Join(all, "wine/prefix"), filepath.Join(d.folder, "home")
	if err := d.layer(prefix); err != nil {
		return err
	}
	user := filepath.Join(prefix, "drive_c/users/root")
	if out, err := exec.Command("cp", "-a", user+"/.", home).CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	if err := unix.Mount(home, user, "", unix.MS_BIND, ""); err != nil {
		return err
	}
	// Wine takes its roots from here.
	ca, err := os.ReadFile(filepath.Join(d.folder, "ca.pem"))
	if err != nil {
		return err
	}
	if err := os.WriteFile("/etc/ssl/certs/ca-certificates.crt", ca, 0o644); err != nil {
		return err
	}
	registry, err := os.OpenFile(filepath.Join(prefix, "user.reg"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = registry.WriteString(virtualDesktop)
	if err := errors.Join(err, registry.Close()); err != nil {
		return err
	}
	// A log-on starts the .exe, a shell the .com.
	windows := filepath.Join(all, "windows")
	for name, script := range map[string]string{
		program:   "case $1 in --background) kind=exe ;; *) kind=com ;; esac\nexec wine '" + filepath.Join(windows, program) + "'.$kind \"$@\"\n",
		"windesk": "exec wine '" + filepath.Join(windows, "windesk.exe") + "' \"$@\"\n",
	} {
		path := filepath.Join(d.folder, "bin", name)
		_ = os.Remove(path)
		if err := os.WriteFile(path, []byte("#!/bin/sh\n"+script), 0o755); err != nil {
			return err
		}
	}
	d.env = append(d.env, "WINEPREFIX="+prefix, "WINEARCH=win64", "WINEDEBUG=-all", "WINEDLLOVERRIDES=mscoree,mshtml,winemenubuilder.exe=d",
		"WINEPATH=Z:"+strings.ReplaceAll(windows, "/", `\`))
	d.logFile, d.rival = filepath.Join(home, "AppData/Local/wolkvox-hold/logs/wolkvox-hold.log"), "windesk"
	if err := d.openX(); err != nil {
		return err
	}
	if err := d.command("wine", "wineboot").Run(); err != nil {
		return err
	}
	return d.beginTaskbar()
}

// virtualDesktop is what the registry needs so that all programs run in one virtual desktop, as
// large as the screen.
const virtualDesktop = `
[Software\\Wine\\Explorer] 1
"Desktop"="hold"

[Software\\Wine\\Explorer\\Desktops] 1
"hold"="1280x720"
`

func (d *desk) windesk(args ...string) *exec.Cmd {
	return d.command(filepath.Join(d.folder, "bin/windesk"), args...)
}

// wineEnd ends the taskbar while nothing runs on its desktop, or the icon, as a restart of
// Explorer does; wineBegin brings each back.
func wineEnd(d *desk, _ *testscript.TestScript, args []string) error {
	switch args[0] {
	case "icon":
		return d.windesk("lose").Run()
	case "taskbar":
		for _, part := range d.parts[len(d.parts)-2:] {
			_ = part.Process.Kill() // Wine's programs need not end by themselves
			part.Wait()
		}
		d.parts = d.parts[:len(d.parts)-2]
		return nil
	}
	return end(d, nil, args)
}

func wineBegin(d *desk, _ *testscript.TestScript, args []string) error {
	switch args[0] {
	case "icon":
		return d.windesk("restarted").Run()
	case "taskbar":
		return d.beginTaskbar()
	}
	return fmt.Errorf("no part that can begin once more is called %s, only icon, taskbar", args[0])
}

// beginTaskbar starts Wine's Explorer and what tells of its balloons.
func (d *desk) beginTaskbar() error {
	if _, err := d.start(nil, nil, "wine", `C:\windows\explorer.exe`, "/desktop=hold,1280x720"); err != nil {
		return err
	}
	watch := d.command("wine", filepath.Join(filepath.Dir(d.folder), "windows/windesk.exe"), "watch")
	shown, err := watch.StdoutPipe()
	if err != nil {
		return err
	}
	if err := watch.Start(); err != nil {
		return err
	}
	d.parts = append(d.parts, watch)
	var watching atomic.Bool
	go func() {
		for lines := bufio.NewScanner(shown); lines.Scan(); {
			if !watching.Swap(true) {
				continue // its first line says so
			}
			kind, quoted, _ := strings.Cut(lines.Text(), " ")
			text, _ := strconv.Unquote(quoted)
			d.notes.add(kind + "\n" + text)
		}
	}()
	return until("the taskbar", watching.Load)
}

// wineLogOff ends the session as Windows does.
func wineLogOff(d *desk, _ *testscript.TestScript, _ []string) error {
	if out, err := d.command("wine", "wineboot", "--end-session").CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return d.endsWell()
}

// menuItems are items of the icon's menu by their place, counted from its end where that is
// below zero: Wine tells no other program their texts.
var menuItems = map[string]int{"Toggle hold (Ctrl+Shift+F9)": 28, "Practice…": 90, "Quit": -12}

func wineMenu(d *desk, _ *testscript.TestScript, args []string) error {
	place, known := menuItems[strings.Join(args, " ")]
	if !known {
		return fmt.Errorf("on the desk wine only these items can be chosen: %q", slices.Sorted(maps.Keys(menuItems)))
	}
	d.pressing()
	if err := errors.Join(d.pointAtIcon(), d.xdotool(nil, "click", "3")); err != nil {
		return err
	}
	var left, top, right, bottom int
	err := until("the menu", func() bool {
		edges, err := d.windesk("menu").Output()
		fmt.Sscan(string(edges), &left, &top, &right, &bottom)
		return err == nil
	})
	if err != nil {
		return err
	}
	from := top
	if place < 0 {
		from = bottom
	}
	return d.xdotool(nil, "mousemove", strconv.Itoa((left+right)/2), strconv.Itoa(from+place), "click", "1")
}

// winePolicy puts a file of the story in the place of IT's policy, in the registry.
func winePolicy(d *desk, ts *testscript.TestScript, args []string) error {
	const key = `HKLM\Software\Policies\WolkvoxHold`
	if err := d.command("wine", "reg", "delete", key, "/f").Run(); err != nil && args[0] == "none" {
		return err
	}
	if args[0] == "none" {
		return nil
	}
	var values map[string]string
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &values); err != nil {
		return fmt.Errorf("on the desk wine a policy has texts alone: %w", err)
	}
	for name, value := range values {
		if out, err := d.command("wine", "reg", "add", key, "/v", name, "/d", value, "/f").CombinedOutput(); err != nil {
			return fmt.Errorf("%w: %s", err, out)
		}
	}
	return nil
}

// rest wants that nothing of ours wakes at rest: after the start has settled, which ends with a
// look at the lock after a minute, the program wakes no more often than one that only waits for a
// message, but for a little that Go's runtime does now and then. What wakes once a second would be
// hundreds.
func rest(d *desk, ts *testscript.TestScript, _ []string) error {
	const settled, watched, runtime = 65 * time.Second, 30 * time.Second, 20
	plain, err := d.start(nil, nil, filepath.Join(d.folder, "bin/windesk"), "take", "alt+f11")
	if err != nil {
		return err
	}
	time.Sleep(settled)
	own, others := d.resident.Process.Pid, plain.Process.Pid
	before, err := wakes(own, others)
	if err != nil {
		return err
	}
	time.Sleep(watched)
	after, err := wakes(own, others)
	if err != nil {
		return err
	}
	n, theirs := after[0]-before[0], after[1]-before[1]
	ts.Logf("%d wake-ups in %v, %d of a program that waits for a message", n, watched, theirs)
	if n > theirs+runtime {
		return fmt.Errorf("the program woke %d times in %v, one that waits for a message %d times", n, watched, theirs)
	}
	return nil
}

// wakes is how often the threads of each process gave the processor away of their own will.
func wakes(pids ...int) (all []int, err error) {
	for _, pid := range pids {
		threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
		if err != nil || len(threads) == 0 {
			return nil, fmt.Errorf("process %d has ended", pid)
		}
		sum := 0
		for _, thread := range threads {
			status, _ := os.ReadFile(thread) // it may have ended
			if _, rest, found := strings.Cut(string(status), "\nvoluntary_ctxt_switches:"); found {
				n := 0
				fmt.Sscan(rest, &n)
				sum += n
			}
		}
		all = append(all, sum)
	}
	return all, nil
}

// note waits until the program's own window for notifications says that; "note no" waits until
// there is none.
func note(d *desk, _ *testscript.TestScript, args []string) error {
	if args[0] == "no" {
		return until("the end of the note", func() bool { return d.windesk("note").Run() != nil })
	}
	return d.says("note", args)
}

// dialogSays waits until a dialog says that; "dialog no" waits until there is none.
func dialogSays(d *desk, _ *testscript.TestScript, args []string) error {
	if args[0] == "no" {
		return until("the end of the dialog", func() bool { return d.windesk("dialog").Run() != nil })
	}
	return d.says("dialog", args)
}

// wineAsked waits until the dialog that asks for the extension is there, or with "no" is not.
func wineAsked(d *desk, ts *testscript.TestScript, args []string) error {
	if len(args) == 1 {
		return dialogSays(d, ts, args)
	}
	if err := d.says("dialog", []string{`(?m)^Extension - Wolkvox Hold$`}); err != nil {
		return err
	}
	return picture(d, nil, []string{"asked"})
}

// wineSettings starts the program once more, as an agent does, which opens the dialog with the
// settings or raises it.
func wineSettings(d *desk, _ *testscript.TestScript, _ []string) error {
	if out, code, err := d.app(""); code != 0 || err != nil {
		return fmt.Errorf("exit code %d (%v): %s", code, err, out)
	}
	if err := d.says("dialog", []string{`(?m)^Wolkvox Hold$`}); err != nil {
		return err
	}
	return picture(d, nil, []string{"settings"})
}

// tooltip wants that text when the pointer comes to the icon.
func tooltip(d *desk, _ *testscript.TestScript, args []string) error {
	if err := d.xdotool(nil, "mousemove", "600", "300"); err != nil {
		return err
	}
	time.Sleep(settle)
	if err := d.pointAtIcon(); err != nil {
		return err
	}
	return d.says("tooltip", args)
}

func (d *desk) says(what string, args []string) error {
	re, err := d.sentence(args)
	if err != nil {
		return err
	}
	var is []byte
	err = until("such a "+what, func() bool {
		is, _ = d.windesk(what).Output()
		return re.Match(is)
	})
	if err != nil {
		return fmt.Errorf("%w; it is %q", err, is)
	}
	return nil
}

// noShell wants that the program started no shell: whatever starts one starts a recorder, which
// is tried last.
func (d *desk) noShell() error {
	windows := filepath.Join(filepath.Dir(d.folder), "windows")
	if err := d.command("wine", filepath.Join(windows, "powershell.exe"), "probe").Run(); err != nil {
		return err
	}
	recorded, err := os.ReadFile(filepath.Join(filepath.Dir(d.folder), "wine/prefix/drive_c/recorder.log"))
	if err == nil && string(recorded) != "powershell [probe]\n" {
		err = fmt.Errorf("shells were started: %s", recorded)
	}
	return err
}
