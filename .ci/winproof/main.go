//go:build windows

// Command winproof presses, looks and installs on a Windows desktop, for the workflow windows.yml;
// .ci/winproof-check runs it under Wine.
//
//	winproof -program FILE practice FOLDER      practice, with keys and clicks made by SendInput
//	winproof [-task] msi FOLDER FIRST [LATER]   MSI in, upgrade and out while a resident runs
//	winproof picture FILE                       the whole screen
//
// Each line of a result begins with PASS or FAIL and goes into FOLDER/results.txt too, with
// pictures beside it. A failure does not stop the next one, so that one run shows all of them.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

var (
	user32  = windows.NewLazySystemDLL("user32.dll")
	gdi32   = windows.NewLazySystemDLL("gdi32.dll")
	shell32 = windows.NewLazySystemDLL("shell32.dll")

	program = flag.String("program", "", "wolkvox-hold.com, for practice")
	asTask  = flag.Bool("task", false, "install as SYSTEM, by a scheduled task")
	icon    = flag.String("icon", "", "x,y of the tray icon, where the shell does not tell it (Wine)")
)

func main() {
	flag.Parse()
	args := flag.Args()
	switch {
	case len(args) == 2 && args[0] == "practice" && *program != "":
		p := newProof(args[1])
		p.practice()
		p.end()
	case len(args) >= 3 && len(args) <= 4 && args[0] == "msi":
		p := newProof(args[1])
		p.msi(args[2:])
		p.end()
	case len(args) == 2 && args[0] == "picture":
		if err := picture(args[1]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
	default:
		flag.Usage()
		os.Exit(2)
	}
}

// proof collects what passed and what failed.
type proof struct {
	folder         string
	results        *os.File
	passed, failed int
}

func newProof(folder string) *proof {
	_ = os.MkdirAll(folder, 0o755)
	f, err := os.Create(filepath.Join(folder, "results.txt"))
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	return &proof{folder: folder, results: f}
}

func (p *proof) ok(is bool, format string, args ...any) {
	word := "PASS"
	if p.passed++; !is {
		word = "FAIL"
		p.passed--
		p.failed++
	}
	p.say("%s %s", word, fmt.Sprintf(format, args...))
}

func (p *proof) say(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	fmt.Println(line)
	fmt.Fprintln(p.results, line)
}

func (p *proof) end() {
	p.say("%d passed, %d failed", p.passed, p.failed)
	p.results.Close()
	if p.failed > 0 {
		os.Exit(1)
	}
}

func (p *proof) picture(name string) {
	if err := picture(filepath.Join(p.folder, name+".png")); err != nil {
		p.ok(false, "picture %s: %v", name, err)
	}
}

func within(limit time.Duration, is func() bool) bool {
	for end := time.Now().Add(limit); ; time.Sleep(50 * time.Millisecond) {
		if is() {
			return true
		}
		if time.Now().After(end) {
			return false
		}
	}
}

// What practice says, in any language: its extension with the number of toggles, and the chord.
var (
	counted = regexp.MustCompile(`10001\D+(\d+)`)
	pressIt = regexp.MustCompile(`(Ctrl|Alt)\+Shift\+F(\d+)`)
)

// said is what practice printed so far.
type said struct {
	mu     sync.Mutex
	lines  []string
	count  int
	key    uint16 // virtual-key code; 0 until practice said it
	modify uint16
}

func (s *said) read(r io.Reader) {
	for lines := bufio.NewScanner(r); lines.Scan(); {
		s.mu.Lock()
		s.lines = append(s.lines, lines.Text())
		if m := pressIt.FindStringSubmatch(lines.Text()); m != nil && s.key == 0 {
			n, _ := strconv.Atoi(m[2])
			s.key = uint16(vkF1 + n - 1)
			if s.modify = vkMenu; m[1] == "Ctrl" {
				s.modify = vkControl
			}
		} else if m := counted.FindStringSubmatch(lines.Text()); m != nil {
			s.count, _ = strconv.Atoi(m[1])
		}
		s.mu.Unlock()
	}
}

func (s *said) toggles() int { s.mu.Lock(); defer s.mu.Unlock(); return s.count }
func (s *said) ready() bool  { s.mu.Lock(); defer s.mu.Unlock(); return s.key != 0 }

// settle is longer than the press gap: a second toggle would show by then.
const settle = 2 * time.Second

func (p *proof) practice() {
	cmd := exec.Command(*program, "practice")
	out, err := cmd.StdoutPipe()
	cmd.Stderr = cmd.Stdout
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		p.ok(false, "practice starts: %v", err)
		return
	}
	s := &said{}
	read := make(chan struct{})
	go func() { defer close(read); s.read(out) }()
	defer func() {
		quit, err := exec.Command(*program, "practice", "quit").CombinedOutput()
		p.ok(err == nil, "practice ends when it is told to: %s", strings.TrimSpace(string(quit)))
		ended := make(chan error, 1)
		go func() { <-read; ended <- cmd.Wait() }()
		select {
		case err = <-ended:
			p.ok(err == nil, "  and its process with it (%v)", err)
		case <-time.After(20 * time.Second):
			p.ok(false, "  and its process with it")
			_ = cmd.Process.Kill()
		}
		p.say("what practice said:\n%s", strings.Join(s.lines, "\n"))
	}()
	if started := within(30*time.Second, s.ready); !started {
		p.ok(false, "practice names its hotkey")
		p.picture("not-started")
		return
	}
	p.ok(true, "practice names its hotkey")
	p.ok(within(30*time.Second, func() bool {
		_, _, known := iconPlace()
		return iconWindow() != 0 && (known && *icon == "" || hasIcon(iconWindow()))
	}), "the taskbar has the icon")
	promote()
	time.Sleep(settle)
	p.picture("practice-ready")

	// pressed: what is done is exactly that many toggles, seen by the pretend server
	pressed := func(what string, want int, do func()) {
		before := s.toggles()
		do()
		within(10*time.Second, func() bool { return s.toggles() >= before+want })
		time.Sleep(settle) // the notification has come by then, too
		p.picture("practice-" + strings.ReplaceAll(what, " ", "-"))
		got := s.toggles() - before
		p.ok(got == want, "%s: wanted %d, toggled %d", what, want, got)
	}
	down := func() { keys(false, s.modify, vkShift, s.key) }
	up := func() { keys(true, s.key, vkShift, s.modify) }
	pressed("tap", 1, func() { down(); up() })
	pressed("held for 5 s", 1, func() {
		// A key that is held repeats; one that SendInput pressed does not.
		for end := time.Now().Add(5 * time.Second); time.Now().Before(end); time.Sleep(33 * time.Millisecond) {
			down()
		}
		up()
	})
	pressed("twelve taps at once", 1, func() {
		for range 12 {
			down()
			up()
		}
	})
	pressed("near chord", 0, func() { keys(false, s.modify, s.key); keys(true, s.key, s.modify) })
	x, y, known := iconPlace()
	p.ok(known, "the place of the icon: %d, %d", x, y)
	if known {
		pressed("click", 1, func() { click(x, y, false); click(x, y, true) })
		pressed("double click", 1, func() {
			for range 2 {
				click(x, y, false)
				click(x, y, true)
				time.Sleep(120 * time.Millisecond)
			}
		})
		rightClick(x, y)
		time.Sleep(time.Second)
		p.picture("practice-menu")
		keys(false, vkEscape)
		keys(true, vkEscape)
	}
}

// From winuser.h.
const (
	vkShift   = 0x10
	vkControl = 0x11
	vkMenu    = 0x12
	vkEscape  = 0x1b
	vkF1      = 0x70

	inputMouse    = 0
	inputKeyboard = 1
	keyUp         = 2

	leftDown, leftUp   = 0x2, 0x4
	rightDown, rightUp = 0x8, 0x10

	smXVirtual, smYVirtual, smCXVirtual, smCYVirtual = 76, 77, 78, 79
)

// keyInput and mouseInput are INPUT with KEYBDINPUT and with MOUSEINPUT.
type keyInput struct {
	kind  uint32
	_     uint32
	key   uint16
	scan  uint16
	flags uint32
	time  uint32
	_     uint32
	extra uintptr
	_     uint64
}

type mouseInput struct {
	kind  uint32
	_     uint32
	x, y  int32
	data  uint32
	flags uint32
	time  uint32
	_     uint32
	extra uintptr
}

func keys(up bool, codes ...uint16) {
	for _, code := range codes {
		in := keyInput{kind: inputKeyboard, key: code}
		if up {
			in.flags = keyUp
		}
		_, _, _ = user32.NewProc("SendInput").Call(1, uintptr(unsafe.Pointer(&in)), unsafe.Sizeof(in))
	}
}

func mouse(x, y int, flags uint32) {
	_, _, _ = user32.NewProc("SetCursorPos").Call(uintptr(x), uintptr(y))
	in := mouseInput{kind: inputMouse, flags: flags}
	_, _, _ = user32.NewProc("SendInput").Call(1, uintptr(unsafe.Pointer(&in)), unsafe.Sizeof(in))
}

func click(x, y int, up bool) {
	if up {
		mouse(x, y, leftUp)
		return
	}
	mouse(x, y, leftDown)
}

func rightClick(x, y int) { mouse(x, y, rightDown); mouse(x, y, rightUp) }

// The icon's window class and number in fyne.io/systray.
func iconWindow() uintptr {
	class, _ := windows.UTF16PtrFromString("SystrayClass")
	window, _, _ := user32.NewProc("FindWindowW").Call(uintptr(unsafe.Pointer(class)), 0)
	return window
}

const iconID = 100

// hasIcon: only then does a change of nothing succeed.
func hasIcon(window uintptr) bool {
	d := struct {
		size   uint32
		window uintptr
		id     uint32
		_      [976 - 20]byte
	}{window: window, id: iconID}
	d.size = 976
	ok, _, _ := shell32.NewProc("Shell_NotifyIconW").Call(1, uintptr(unsafe.Pointer(&d)))
	return ok != 0
}

// promote takes our icons out of the overflow of Windows 11, where a click could not reach them.
func promote() {
	settings, err := registry.OpenKey(registry.CURRENT_USER, `Control Panel\NotifyIconSettings`, registry.READ)
	if err != nil {
		return
	}
	defer settings.Close()
	names, _ := settings.ReadSubKeyNames(-1)
	for _, name := range names {
		key, err := registry.OpenKey(settings, name, registry.READ|registry.SET_VALUE)
		if err != nil {
			continue
		}
		if path, _, _ := key.GetStringValue("ExecutablePath"); strings.Contains(strings.ToLower(path), "wolkvox-hold") {
			_ = key.SetDWordValue("IsPromoted", 1)
		}
		key.Close()
	}
}

func iconPlace() (x, y int, known bool) {
	if n, _ := fmt.Sscanf(*icon, "%d,%d", &x, &y); n == 2 {
		return x, y, true
	}
	id := struct {
		size   uint32
		window uintptr
		id     uint32
		_      [16]byte
	}{window: iconWindow(), id: iconID}
	id.size = uint32(unsafe.Sizeof(id))
	var r struct{ left, top, right, bottom int32 }
	failed, _, _ := shell32.NewProc("Shell_NotifyIconGetRect").Call(uintptr(unsafe.Pointer(&id)), uintptr(unsafe.Pointer(&r)))
	return int(r.left+r.right) / 2, int(r.top+r.bottom) / 2, failed == 0 && r.right > r.left
}

// picture writes the whole screen as a PNG.
func picture(file string) error {
	metric := func(which uintptr) int {
		n, _, _ := user32.NewProc("GetSystemMetrics").Call(which)
		return int(int32(n))
	}
	left, top, width, height := metric(smXVirtual), metric(smYVirtual), metric(smCXVirtual), metric(smCYVirtual)
	if width <= 0 || height <= 0 {
		return fmt.Errorf("a screen of %d x %d", width, height)
	}
	screen, _, _ := user32.NewProc("GetDC").Call(0)
	defer user32.NewProc("ReleaseDC").Call(0, screen)
	memory, _, _ := gdi32.NewProc("CreateCompatibleDC").Call(screen)
	defer gdi32.NewProc("DeleteDC").Call(memory)
	// BITMAPINFOHEADER; a negative height begins at the top.
	header := struct {
		size          uint32
		width, height int32
		planes, bits  uint16
		_             [6]uint32
	}{size: 40, width: int32(width), height: int32(-height), planes: 1, bits: 32}
	var at unsafe.Pointer
	bitmap, _, err := gdi32.NewProc("CreateDIBSection").Call(memory, uintptr(unsafe.Pointer(&header)), 0, uintptr(unsafe.Pointer(&at)), 0, 0)
	if bitmap == 0 {
		return err
	}
	defer gdi32.NewProc("DeleteObject").Call(bitmap)
	old, _, _ := gdi32.NewProc("SelectObject").Call(memory, bitmap)
	const copyIt, layered = 0x00CC0020, 0x40000000 // SRCCOPY, CAPTUREBLT
	if ok, _, err := gdi32.NewProc("BitBlt").Call(memory, 0, 0, uintptr(width), uintptr(height), screen, uintptr(left), uintptr(top), copyIt|layered); ok == 0 {
		return err
	}
	_, _, _ = gdi32.NewProc("GdiFlush").Call()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for i, b := range unsafe.Slice((*[4]byte)(at), width*height) {
		copy(img.Pix[4*i:], []byte{b[2], b[1], b[0], 255})
	}
	_, _, _ = gdi32.NewProc("SelectObject").Call(memory, old)
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := png.Encode(f, img); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

// run gives what a program says to its standard output, and its exit code; -1 where it did not
// start or was ended after the limit.
func run(limit time.Duration, name string, args ...string) (string, int) {
	cmd := exec.Command(name, args...)
	// Not a pipe: a resident that it leaves behind would hold it open.
	out, err := os.CreateTemp("", "winproof")
	if err != nil {
		return err.Error(), -1
	}
	defer os.Remove(out.Name())
	defer out.Close()
	cmd.Stdout = out
	if err := cmd.Start(); err != nil {
		return err.Error(), -1
	}
	stop := time.AfterFunc(limit, func() { _ = cmd.Process.Kill() })
	defer stop.Stop()
	_ = cmd.Wait()
	text, _ := os.ReadFile(out.Name())
	return string(text), cmd.ProcessState.ExitCode()
}

// ownWindows calls do for each window that has the program's title: the settings window, or the
// dialog that comes in its place. It reports whether there was one.
func ownWindows(do func(window uintptr)) (found bool) {
	title, _ := windows.UTF16PtrFromString("Wolkvox Hold")
	for window := uintptr(0); ; {
		window, _, _ = user32.NewProc("FindWindowExW").Call(0, window, 0, uintptr(unsafe.Pointer(title)))
		if window == 0 {
			return found
		}
		if seen, _, _ := user32.NewProc("IsWindowVisible").Call(window); seen != 0 {
			found = true
			do(window)
		}
	}
}

// installer runs msiexec, as SYSTEM with -task, and returns its code.
func (p *proof) installer(name string, args ...string) int {
	log, _ := filepath.Abs(filepath.Join(p.folder, name+".log"))
	code, _ := filepath.Abs(filepath.Join(p.folder, name+".code"))
	script, _ := filepath.Abs(filepath.Join(p.folder, name+".cmd"))
	_ = os.Remove(code)
	text := fmt.Sprintf("@echo off\r\nstart \"\" /wait msiexec %s /qn /l*v \"%s\"\r\necho %%ERRORLEVEL%% >\"%s.part\"\r\nmove /y \"%[3]s.part\" \"%[3]s\" >nul\r\n", strings.Join(args, " "), log, code)
	if err := os.WriteFile(script, []byte(text), 0o644); err != nil {
		p.say("%v", err)
		return -1
	}
	if *asTask {
		const task = "WolkvoxHoldProof"
		for _, command := range [][]string{
			{"/create", "/f", "/tn", task, "/ru", "SYSTEM", "/sc", "once", "/st", "00:00", "/tr", `cmd.exe /c "` + script + `"`},
			{"/run", "/tn", task},
		} {
			if out, failed := run(time.Minute, "schtasks", command...); failed != 0 {
				p.say("schtasks %v: exit %d: %s", command, failed, out)
				return -1
			}
		}
	} else if out, failed := run(5*time.Minute, "cmd", "/c", script); failed != 0 {
		p.say("%s: exit %d: %s", script, failed, out)
	}
	got := -1
	within(5*time.Minute, func() bool {
		text, err := os.ReadFile(code)
		if err == nil {
			got, err = strconv.Atoi(strings.TrimSpace(string(text)))
		}
		return err == nil
	})
	return got
}

// status is what `status --json` says.
type status struct {
	Running bool   `json:"running"`
	Version string `json:"version"`
	Tray    bool   `json:"tray"`
	Hotkey  string `json:"hotkey"`
	Trouble string `json:"hotkey_trouble"`
}

func (p *proof) msi(files []string) {
	at := filepath.Join(os.Getenv("ProgramFiles"), "Wolkvox Hold")
	hold := filepath.Join(at, "wolkvox-hold.com")
	exe := filepath.Join(at, "wolkvox-hold.exe")
	ask := func() (s status) {
		out, _ := run(15*time.Second, hold, "status", "--json")
		_ = json.Unmarshal([]byte(out), &s)
		return s
	}
	autostart := func() string {
		k, err := registry.OpenKey(registry.LOCAL_MACHINE, `Software\Microsoft\Windows\CurrentVersion\Run`, registry.QUERY_VALUE|registry.WOW64_64KEY)
		if err != nil {
			return ""
		}
		defer k.Close()
		s, _, _ := k.GetStringValue("WolkvoxHold")
		return s
	}
	code := p.installer("install", "/i", `"`+files[0]+`"`, "SERVER=0042", "LANGUAGE=en")
	p.ok(code == 0, "installation: code %d", code)
	first, _ := run(15*time.Second, hold, "version")
	p.ok(strings.HasPrefix(first, "wolkvox-hold "), "its version: %s", strings.TrimSpace(first))
	p.ok(autostart() == `"`+exe+`" --background`, "it starts at sign-in: %s", autostart())

	if err := exec.Command(exe, "--background").Start(); err != nil {
		p.ok(false, "the resident starts: %v", err)
	}
	p.ok(within(30*time.Second, func() bool { return ask().Running }), "a resident runs: %+v", ask())
	p.ok(within(30*time.Second, func() bool { s := ask(); return s.Tray && s.Trouble == "" }), "  with icon and hotkey: %+v", ask())
	time.Sleep(settle)
	p.picture("msi-resident")
	report, code := run(time.Minute, hold, "doctor", "--json")
	_ = os.WriteFile(filepath.Join(p.folder, "doctor.json"), []byte(report), 0o644)
	var findings struct {
		Findings []struct{ Code, State, Text string }
	}
	err := json.Unmarshal([]byte(report), &findings)
	p.ok(err == nil && len(findings.Findings) > 0 && (code == 0 || code == 1), "doctor --json: exit %d, %d findings (%v)", code, len(findings.Findings), err)
	for _, f := range findings.Findings {
		if f.State != "ok" {
			p.say("     %s %s: %s", f.State, f.Code, f.Text)
		}
	}
	// Without OpenGL 2.1 this is a dialog, with it the window.
	if err := exec.Command(exe, "settings").Start(); err != nil {
		p.ok(false, "settings: %v", err)
	}
	shown := within(time.Minute, func() bool { return ownWindows(func(uintptr) {}) })
	time.Sleep(settle) // until it is drawn
	p.picture("msi-settings")
	p.ok(shown, "the settings window, or a dialog that says why there is none")
	const wmClose = 0x0010
	ownWindows(func(window uintptr) { _, _, _ = user32.NewProc("PostMessageW").Call(window, wmClose, 0, 0) })
	p.ok(within(20*time.Second, func() bool { return !ownWindows(func(uintptr) {}) }), "  is closed when it is told to")

	remove := files[0]
	if len(files) == 2 {
		remove = files[1]
		began := time.Now()
		code = p.installer("upgrade", "/i", `"`+files[1]+`"`)
		p.ok(code == 0, "upgrade while the resident runs: code %d", code)
		later, _ := run(15*time.Second, hold, "version")
		p.ok(later != first && strings.HasPrefix(later, "wolkvox-hold "), "  its version: %s", strings.TrimSpace(later))
		is := func() bool { s := ask(); return s.Running && "wolkvox-hold "+s.Version == strings.TrimSpace(later) }
		p.ok(within(2*time.Minute, is), "  a resident of that version runs %.1f s after the upgrade began: %+v", time.Since(began).Seconds(), ask())
		p.ok(within(30*time.Second, func() bool { s := ask(); return s.Tray && s.Trouble == "" }), "  with icon and hotkey: %+v", ask())
		p.picture("msi-upgraded")
	}

	code = p.installer("remove", "/x", `"`+remove+`"`)
	p.ok(code == 0, "removal while the resident runs: code %d", code)
	p.ok(within(30*time.Second, func() bool { _, err := os.Stat(at); return os.IsNotExist(err) }), "  its folder is gone")
	p.ok(within(30*time.Second, func() bool { return iconWindow() == 0 }), "  the resident has ended")
	p.ok(autostart() == "", "  nothing starts at sign-in: %s", autostart())
	p.picture("msi-removed")
}
