//go:build !nowindow

package window

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// pixelFormat is PIXELFORMATDESCRIPTOR.
type pixelFormat struct {
	size, version         uint16
	flags                 uint32
	kind, colorBits       byte
	_                     [13]byte
	depthBits             byte
	_                     [4]byte
	layers, visible, hurt uint32
}

// From wingdi.h and gl.h.
const (
	pfdDoubleBuffer  = 0x1
	pfdDrawToWindow  = 0x4
	pfdSupportOpenGL = 0x20

	glVersion = 0x1F02
)

// checkOpenGL makes an OpenGL context on a hidden window and asks for its version. Fyne
// would end the process if the version is too old.
func checkOpenGL() error {
	runtime.LockOSThread() // a context belongs to its thread
	defer runtime.UnlockOSThread()
	user, gdi, gl := windows.NewLazySystemDLL("user32.dll"), windows.NewLazySystemDLL("gdi32.dll"),
		windows.NewLazyDLL("opengl32.dll") // a DLL beside the program wins, as it does for Fyne
	if err := gl.Load(); err != nil {
		return fmt.Errorf("%w (%w)", ErrNoWindow, err)
	}
	class, err := windows.UTF16PtrFromString("STATIC")
	if err != nil {
		return err
	}
	window, _, err := user.NewProc("CreateWindowExW").Call(0, uintptr(unsafe.Pointer(class)), 0, 0, 0, 0, 1, 1, 0, 0, 0, 0)
	if window == 0 {
		return fmt.Errorf("%w (%w)", ErrNoWindow, err)
	}
	defer user.NewProc("DestroyWindow").Call(window)
	dc, _, _ := user.NewProc("GetDC").Call(window)
	defer user.NewProc("ReleaseDC").Call(window, dc)

	f := pixelFormat{version: 1, flags: pfdDrawToWindow | pfdSupportOpenGL | pfdDoubleBuffer, colorBits: 24, depthBits: 16}
	f.size = uint16(unsafe.Sizeof(f))
	format, _, _ := gdi.NewProc("ChoosePixelFormat").Call(dc, uintptr(unsafe.Pointer(&f)))
	if ok, _, err := gdi.NewProc("SetPixelFormat").Call(dc, format, uintptr(unsafe.Pointer(&f))); ok == 0 {
		return fmt.Errorf("%w (no pixel format: %w)", ErrNoWindow, err)
	}
	context, _, err := gl.NewProc("wglCreateContext").Call(dc)
	if context == 0 {
		return fmt.Errorf("%w (no context: %w)", ErrNoWindow, err)
	}
	defer gl.NewProc("wglDeleteContext").Call(context)
	current := gl.NewProc("wglMakeCurrent")
	if ok, _, err := current.Call(dc, context); ok == 0 {
		return fmt.Errorf("%w (no context: %w)", ErrNoWindow, err)
	}
	defer current.Call(0, 0)
	name, _, _ := gl.NewProc("glGetString").Call(glVersion)
	if name == 0 {
		return fmt.Errorf("%w (OpenGL has no version)", ErrNoWindow)
	}
	if version := windows.BytePtrToString(*(**byte)(unsafe.Pointer(&name))); !supportsFyne(version) {
		return fmt.Errorf("%w (OpenGL %.40q)", ErrNoWindow, version)
	}
	return nil
}
