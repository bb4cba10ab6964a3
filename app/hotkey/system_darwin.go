//go:build cgo

package hotkey

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

// The C above was never compiled, and this file never run: it was type-checked
// with the names out of C taken on trust.

// AskPermission has macOS show its own dialog, which leads to the Accessibility
// pane and puts this program on the list there. It returns at once, does nothing
// where the permission is there, and exists on the other systems for the
// caller's sake only.
func AskPermission() { C.askPermission() }

// keyDown asks the system whether the key is down at this moment.
func keyDown(key xhotkey.Key) bool { return C.keyIsDown(C.uint(key)) != 0 }
