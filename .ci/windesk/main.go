//go:build windows

// Command windesk does on a Windows desktop what a test cannot do from outside.
//
//	windesk shows TEXT   waits a minute at most until a tooltip or balloon with that text can be
//	                     seen; prints "looking" when it looks
//	windesk note TEXT    the same of our own window for notifications
//	windesk no-note      exits 0 if that window cannot be seen
//	windesk lose         takes our icon away, as a restart of Explorer does
//	windesk restarted    says that Explorer started anew
//	windesk icon         exits 0 if the taskbar has our icon
//	windesk menu         where the open menu begins: left and top
//	windesk take         holds Ctrl+Shift+F10, as another program would
//	windesk box          the texts of all message boxes, and closes them
//
// Started under another name it is a recorder: it notes that name in the file
// C:\recorder.log and ends.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32 = windows.NewLazySystemDLL("user32.dll")
	shell  = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")
)

func main() {
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(os.Args[0])), ".exe")
	if name != "windesk" {
		record(name)
		return
	}
	if len(os.Args) < 2 {
		os.Exit(2)
	}
	join()
	tray := find("SystrayClass")
	ok := tray != 0
	switch os.Args[1] {
	case "shows":
		ok = shows("tooltips_class32", strings.Join(os.Args[2:], " "))
	case "note":
		ok = shows(noteClass, strings.Join(os.Args[2:], " "))
	case "no-note":
		ok = true
		each(noteClass, func(uintptr) { ok = false })
	case "lose":
		ok = ok && notify(2, tray)
	case "restarted":
		message, _, _ := user32.NewProc("RegisterWindowMessageW").Call(wide("TaskbarCreated"))
		_, _, _ = user32.NewProc("PostMessageW").Call(tray, message, 0, 0)
	case "icon":
		ok = ok && notify(1, tray)
	case "menu":
		ok = false
		each("#32768", func(window uintptr) {
			ok = true
			var r struct{ left, top, right, bottom int32 }
			_, _, _ = user32.NewProc("GetWindowRect").Call(window, uintptr(unsafe.Pointer(&r)))
			fmt.Println(r.left, r.top)
		})
	case "take":
		ok = take()
	case "box":
		ok = false
		each("#32770", func(window uintptr) {
			ok = true
			fmt.Println(text(window))
			static := uintptr(0)
			for {
				static, _, _ = user32.NewProc("FindWindowExW").Call(window, static, wide("Static"), 0)
				if static == 0 {
					break
				}
				fmt.Println(text(static))
			}
			_, _, _ = user32.NewProc("PostMessageW").Call(window, 0x0010, 0, 0) // WM_CLOSE
		})
	}
	if !ok {
		os.Exit(1)
	}
}

// join lets this thread see the windows of Wine's desktop of the name hold, which
// is not the one that programs start on by themselves.
func join() {
	runtime.LockOSThread()
	desktop, _, _ := user32.NewProc("OpenDesktopW").Call(wide("hold"), 0, 0, 0x10000000) // GENERIC_ALL
	if desktop == 0 {
		return
	}
	_, _, _ = user32.NewProc("SetThreadDesktop").Call(desktop)
}

const noteClass = "WolkvoxHoldNote"

// shows waits for a window of that class that holds what. It looks from one process: starting
// one for each look takes longer on a loaded machine than a balloon stays.
func shows(class, what string) bool {
	fmt.Println("looking")
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		seen := false
		each(class, func(window uintptr) { seen = seen || strings.Contains(text(window), what) })
		if seen {
			return true
		}
	}
	return false
}

// take holds Ctrl+Shift+F10 until this program is ended.
func take() bool {
	ok, _, _ := user32.NewProc("RegisterHotKey").Call(0, 1, 2|4, 0x79)
	if ok == 0 {
		return false
	}
	fmt.Println("taken")
	var message [48]byte
	for {
		_, _, _ = user32.NewProc("GetMessageW").Call(uintptr(unsafe.Pointer(&message)), 0, 0, 0)
	}
}

func record(name string) {
	log, err := os.OpenFile(`C:\recorder.log`, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		os.Exit(1)
	}
	fmt.Fprintln(log, name, os.Args[1:])
	log.Close()
}

func wide(s string) uintptr {
	p, err := windows.UTF16PtrFromString(s)
	if err != nil {
		panic(err)
	}
	return uintptr(unsafe.Pointer(p))
}

func find(class string) uintptr {
	window, _, _ := user32.NewProc("FindWindowW").Call(wide(class), 0)
	return window
}

// each calls f with all windows of a class that can be seen.
func each(class string, f func(window uintptr)) {
	for window := uintptr(0); ; {
		window, _, _ = user32.NewProc("FindWindowExW").Call(0, window, wide(class), 0)
		if window == 0 {
			return
		}
		if seen, _, _ := user32.NewProc("IsWindowVisible").Call(window); seen != 0 {
			f(window)
		}
	}
}

// text asks a window of another process, which GetWindowText does not.
func text(window uintptr) string {
	var b [1024]uint16
	_, _, _ = user32.NewProc("SendMessageW").Call(window, 0x000D, uintptr(len(b)), uintptr(unsafe.Pointer(&b))) // WM_GETTEXT
	return windows.UTF16ToString(b[:])
}

func notify(what, window uintptr) bool {
	d := struct {
		size   uint32
		window uintptr
		id     uint32
		_      [976 - 20]byte
	}{window: window, id: 100}
	d.size = 976
	ok, _, _ := shell.Call(what, uintptr(unsafe.Pointer(&d)))
	return ok != 0
}
