// Package hotkey has what the backends and their callers share: an [Event] of the chord's
// key, an [Error] with its code, the names of the backends.
//
//   - desktop finds the backend of this desktop and opens it. It also answers doctor.
//   - x11, portal (Wayland), win32 and macos are the backends. Each registers a chord and
//     reports key events, and nothing else.
//
// No backend decides what a press is. A held key arrives as many downs and ups, and the key
// filter of package hold makes one press of them, so times are passed on unchanged.
package hotkey
