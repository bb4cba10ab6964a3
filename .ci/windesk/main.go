//go:build windows

// Command windesk sees and does on a Windows desktop what cannot be seen or done from outside.
//
//	windesk watch        waits for the taskbar, prints "watching", and then each balloon and each
//	                     note window of ours that is shown: which of both, and its text in quotes
//	windesk note         prints the text of our note window; exits 1 if none can be seen
//	windesk tooltip      the same of a tooltip
//	windesk dialog       prints the title and the texts of each dialog, a line each, but no hidden
//	                     text; exits 1 if no dialog can be seen
//	windesk menu         prints the edges of the open menu: left, top, right, bottom
//	windesk lose         takes our icon away, as a restart of Explorer does
//	windesk restarted    says that Explorer started again
//	windesk take CHORD   holds a chord, such as ctrl+shift+f9, as another program would: prints
//	                     "taken" or, with exit code 1, "refused", and "pressed" for each press
//	windesk pressed      tells our threads of their chord while its key counts as up, as Windows does
//	                     where a program with higher rights has the focus; exits 1 if there are none
//	windesk free CHORD   exits 0 when another program could hold it
//
// Started under another name it is a recorder: it notes that name in the file
// C:\recorder.log and ends.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

var (
	user32          = windows.NewLazySystemDLL("user32.dll")
	shellNotifyIcon = windows.NewLazySystemDLL("shell32.dll").NewProc("Shell_NotifyIconW")
)

func main() {
	name := strings.TrimSuffix(strings.ToLower(filepath.Base(os.Args[0])), ".exe")
	if name != "windesk" {
		record(name)
		return
	}
	runtime.LockOSThread() // chords and what is watched belong to a thread
	ok := false
	switch args := os.Args[1:]; strings.Join(args[:min(1, len(args))], "") {
	case "watch":
		watch()
	case "note":
		ok = printText(noteClass)
	case "tooltip":
		ok = printText(tooltipClass)
	case "dialog":
		ok = printDialogs()
	case "menu":
		window := visible("#32768")
		var edges struct{ left, top, right, bottom int32 }
		_, _, _ = user32.NewProc("GetWindowRect").Call(window, uintptr(unsafe.Pointer(&edges)))
		ok = window != 0
		fmt.Println(edges.left, edges.top, edges.right, edges.bottom)
	case "lose":
		icon := struct {
			size   uint32
			window uintptr
			id     uint32
			_      [976 - 20]byte
		}{size: 976, window: find("SystrayClass"), id: 100}
		removed, _, _ := shellNotifyIcon.Call(nimDelete, uintptr(unsafe.Pointer(&icon)))
		ok = removed != 0
	case "restarted":
		message, _, _ := user32.NewProc("RegisterWindowMessageW").Call(wide("TaskbarCreated"))
		posted, _, _ := user32.NewProc("PostMessageW").Call(find("SystrayClass"), message, 0, 0)
		ok = posted != 0
	case "take":
		ok = register(args[1])
		if !ok {
			fmt.Println("refused")
			break
		}
		fmt.Println("taken")
		messages(func(message uint32) {
			if message == wmHotkey {
				fmt.Println("pressed")
			}
		})
	case "pressed":
		ok = postHotkey("wolkvox-hold.exe")
	case "free":
		ok = register(args[1])
	}
	if !ok {
		os.Exit(1)
	}
}

const (
	dialogClass  = "#32770"
	noteClass    = "WolkvoxHoldNote"
	tooltipClass = "tooltips_class32"
)

// From winuser.h, commctrl.h and shellapi.h.
const (
	nimDelete         = 2
	wmGetText         = 0x000D
	wmHotkey          = 0x0312
	eventSystemAlert  = 0x0002
	eventObjectCreate = 0x8000
	gwlStyle          = ^uintptr(15) // -16
	ttsBalloon        = 0x40
	esPassword        = 0x20
	gwHwndNext        = 2
	gwChild           = 5
)

// postHotkey posts WM_HOTKEY with the IDs that we give to chords to each thread of a program.
func postHotkey(program string) (posted bool) {
	snapshot, err := windows.CreateToolhelp32Snapshot(windows.TH32CS_SNAPPROCESS|windows.TH32CS_SNAPTHREAD, 0)
	if err != nil {
		return false
	}
	defer windows.CloseHandle(snapshot)
	post := user32.NewProc("PostThreadMessageW")
	owner := map[uint32]bool{}
	process := windows.ProcessEntry32{Size: uint32(unsafe.Sizeof(windows.ProcessEntry32{}))}
	for err := windows.Process32First(snapshot, &process); err == nil; err = windows.Process32Next(snapshot, &process) {
		owner[process.ProcessID] = strings.EqualFold(windows.UTF16ToString(process.ExeFile[:]), program)
	}
	thread := windows.ThreadEntry32{Size: uint32(unsafe.Sizeof(windows.ThreadEntry32{}))}
	for err := windows.Thread32First(snapshot, &thread); err == nil; err = windows.Thread32Next(snapshot, &thread) {
		for id := uintptr(1); id <= 2 && owner[thread.OwnerProcessID]; id++ {
			done, _, _ := post.Call(uintptr(thread.ThreadID), wmHotkey, id, 0)
			posted = posted || done != 0
		}
	}
	return posted
}

// watch prints what is shown for as long as it runs. It is told of it, since a balloon can follow
// one with the same text at once: Wine makes a window for each, and our note window sounds an
// alert each time.
func watch() {
	shown := windows.NewCallback(func(_, event, window, _, _, _, _ uintptr) uintptr {
		style, _, _ := user32.NewProc("GetWindowLongW").Call(window, gwlStyle)
		switch is := class(window); {
		case event == eventSystemAlert && is == noteClass:
			fmt.Printf("note %q\n", text(window))
		case event == eventObjectCreate && is == tooltipClass && style&ttsBalloon != 0:
			fmt.Printf("balloon %q\n", text(window))
		}
		return 0
	})
	for _, event := range []uintptr{eventSystemAlert, eventObjectCreate} {
		_, _, _ = user32.NewProc("SetWinEventHook").Call(event, event, 0, shown, 0, 0, 0)
	}
	for find("Shell_TrayWnd") == 0 {
		time.Sleep(50 * time.Millisecond)
	}
	fmt.Println("watching")
	messages(func(uint32) {})
}

// messages takes this thread's messages for as long as it runs.
func messages(got func(message uint32)) {
	for {
		var m struct {
			window  uintptr
			message uint32
			_       [36]byte
		}
		_, _, _ = user32.NewProc("GetMessageW").Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		got(m.message)
	}
}

// register registers a chord of Ctrl, Shift, Alt and a function key for this thread.
func register(chord string) bool {
	var modifiers, key uintptr
	for name := range strings.SplitSeq(chord, "+") {
		switch name {
		case "alt":
			modifiers |= 1
		case "ctrl":
			modifiers |= 2
		case "shift":
			modifiers |= 4
		default:
			number, _ := strconv.Atoi(strings.TrimPrefix(name, "f"))
			key = 0x6F + uintptr(number) // VK_F1 is 0x70
		}
	}
	ok, _, _ := user32.NewProc("RegisterHotKey").Call(0, 1, modifiers, key)
	return ok != 0
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

// visible returns a window of a class that can be seen, or 0.
func visible(class string) uintptr {
	for window := uintptr(0); ; {
		window, _, _ = user32.NewProc("FindWindowExW").Call(0, window, wide(class), 0)
		if window == 0 {
			return 0
		}
		if seen, _, _ := user32.NewProc("IsWindowVisible").Call(window); seen != 0 {
			return window
		}
	}
}

func printText(class string) bool {
	window := visible(class)
	if window != 0 {
		fmt.Println(text(window))
	}
	return window != 0
}

// printDialogs prints what a person can read in dialogs.
func printDialogs() (any bool) {
	next := func(window, which uintptr) uintptr {
		window, _, _ = user32.NewProc("GetWindow").Call(window, which)
		return window
	}
	for window := uintptr(0); ; {
		window, _, _ = user32.NewProc("FindWindowExW").Call(0, window, wide(dialogClass), 0)
		if window == 0 {
			return any
		}
		if seen, _, _ := user32.NewProc("IsWindowVisible").Call(window); seen == 0 {
			continue
		}
		any = true
		fmt.Println(text(window))
		for part := next(window, gwChild); part != 0; part = next(part, gwHwndNext) {
			style, _, _ := user32.NewProc("GetWindowLongW").Call(part, gwlStyle)
			if class(part) == "Edit" && style&esPassword != 0 {
				continue
			}
			if says := text(part); says != "" {
				fmt.Println(says)
			}
		}
	}
}

func class(window uintptr) string {
	var b [256]uint16
	_, _, _ = user32.NewProc("GetClassNameW").Call(window, uintptr(unsafe.Pointer(&b)), uintptr(len(b)))
	return windows.UTF16ToString(b[:])
}

// text asks a window of another process, which GetWindowText does not.
func text(window uintptr) string {
	var b [1024]uint16
	_, _, _ = user32.NewProc("SendMessageW").Call(window, wmGetText, uintptr(len(b)), uintptr(unsafe.Pointer(&b)))
	return windows.UTF16ToString(b[:])
}
