// Package autostart makes Wolkvox Hold start with the agent's session, and
// tells whether it does.
//
// On Linux it follows the freedesktop.org "Desktop Application Autostart
// Specification": a file wolkvox-hold.desktop in the autostart folder of the
// agent's own configuration, which hides one of the same name that IT installed
// in /etc/xdg/autostart. On the other systems the installer does it, and the
// methods answer [ErrUnsupported].
package autostart
