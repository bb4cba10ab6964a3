//go:build cgo

package macos

/*
#cgo LDFLAGS: -framework ApplicationServices
#include <ApplicationServices/ApplicationServices.h>

static void askPermission(void) {
	const void *keys[] = { kAXTrustedCheckOptionPrompt };
	const void *values[] = { kCFBooleanTrue };
	CFDictionaryRef options = CFDictionaryCreate(kCFAllocatorDefault, keys, values, 1,
		&kCFTypeDictionaryKeyCallBacks, &kCFTypeDictionaryValueCallBacks);
	if (options == NULL) {
		return;
	}
	AXIsProcessTrustedWithOptions(options);
	CFRelease(options);
}

static int keyIsDown(unsigned int key) {
	return CGEventSourceKeyState(kCGEventSourceStateCombinedSessionState, (CGKeyCode)key) ? 1 : 0;
}
*/
import "C"

import xhotkey "golang.design/x/hotkey"

// The C code above was never compiled and this file never ran: it was type-checked without
// the C names.

// AskPermission makes macOS show its dialog, which leads to the Accessibility pane and adds
// this program to the list there. It returns at once and does nothing if the permission was
// granted already.
func AskPermission() { C.askPermission() }

// keyDown reports whether the key is down at this moment.
func keyDown(key xhotkey.Key) bool { return C.keyIsDown(C.uint(key)) != 0 }
