// Package logon names the log-on that this process runs in, so that what a person
// chose in it ends with it.
//
// The name is different for each log-on, also of the same person on the same
// machine, and the same for all programs of one log-on:
//
//   - Linux: the boot, and the socket of the X server or the Wayland compositor,
//     which a desktop makes for each log-on; without one (ssh), the number that
//     logind or the kernel's audit gave the session. A program in a Wayland session
//     that knows its X display alone has another name than one that knows both.
//   - Windows: the log-on session of the process's token (its LUID) and when that
//     began. A program that was started as administrator has another one.
//   - macOS: the boot, and the security session where the environment names it.
//
// Where nothing tells log-ons apart there is no name, and no two processes share
// one. A wrong extension holds somebody else's call, so it is better to ask once
// more than to take one log-on for another.
package logon
