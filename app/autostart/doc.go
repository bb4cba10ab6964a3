// Package autostart makes Wolkvox Hold start with the agent's session, and
// tells whether it does.
//
// On Linux it follows the freedesktop.org "Desktop Application Autostart
// Specification": a file wolkvox-hold.desktop in the autostart folder of the
// agent's own configuration, which hides one of the same name that IT installed
// in /etc/xdg/autostart.
//
// On Windows it is a value WolkvoxHold in the agent's own Run key. IT's stands in
// the machine's Run key and cannot be hidden by an agent; the program that it
// starts with --background ends at once where the agent, or a policy, switched
// autostart off. What Task Manager switched off counts as off.
//
// On macOS it is a launch agent in the agent's own Library/LaunchAgents, read by
// the system at the next log-on; never run on a Mac. On other systems the methods
// answer [ErrUnsupported].
package autostart
