package portal

import (
	"strings"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// The portal's names, from the XDG desktop portal documentation
// (org.freedesktop.portal.GlobalShortcuts, version 1).
const (
	portalName         = "org.freedesktop.portal.Desktop"
	portalPath         = "/org/freedesktop/portal/desktop"
	shortcutsInterface = "org.freedesktop.portal.GlobalShortcuts"
	requestInterface   = "org.freedesktop.portal.Request"
	sessionInterface   = "org.freedesktop.portal.Session"
	registryInterface  = "org.freedesktop.host.portal.Registry"
	requestPrefix      = portalPath + "/request/"
	sessionPrefix      = portalPath + "/session/"
)

const (
	shortcutID   = "toggle" // never changes: desktops store the user's key under it
	practiceID   = "practice"
	maxShortcuts = 64 // the rest of a list is ignored
	maxKeyName   = 60 // in characters
)

// The signals that concern us.
type (
	// keySignal: our shortcut's key went down or came up.
	keySignal struct {
		session dbus.ObjectPath
		down    bool
	}
	// responseSignal is the answer to a request.
	responseSignal struct {
		path    dbus.ObjectPath
		code    uint32
		results map[string]dbus.Variant
	}
	// closedSignal: the desktop ended a session.
	closedSignal struct{ session dbus.ObjectPath }
	// changedSignal: the user changed the keys of a session.
	changedSignal struct {
		session dbus.ObjectPath
		key     shortcutKey
	}
	// ownerSignal: the portal started, or ended if owner is empty. Only the bus itself
	// sends this.
	ownerSignal struct{ owner string }
)

// parseSignal returns nil for a signal that does not concern us or is not in the documented
// form. Sender is the portal's unique name: any program can send us signals with any
// interface in them. Shortcut is the ID of our shortcut.
func parseSignal(s *dbus.Signal, sender, shortcut string) any {
	if s == nil {
		return nil
	}
	if s.Name == sessionbus.OwnerChanged {
		if owner, ok := sessionbus.NewOwner(s, portalName); ok && s.Sender == "org.freedesktop.DBus" {
			return ownerSignal{owner}
		}
		return nil
	}
	if sender == "" || s.Sender != sender {
		return nil
	}
	switch s.Name {
	case shortcutsInterface + ".Activated", shortcutsInterface + ".Deactivated":
		if len(s.Body) < 2 {
			return nil
		}
		session, ok := s.Body[0].(dbus.ObjectPath)
		if id, _ := s.Body[1].(string); !ok || id != shortcut {
			return nil
		}
		return keySignal{session, s.Name == shortcutsInterface+".Activated"}
	case shortcutsInterface + ".ShortcutsChanged":
		if len(s.Body) < 2 {
			return nil
		}
		if session, ok := s.Body[0].(dbus.ObjectPath); ok {
			return changedSignal{session, parseShortcuts(s.Body[1], shortcut)}
		}
	case requestInterface + ".Response":
		if len(s.Body) != 2 {
			return nil
		}
		code, ok := s.Body[0].(uint32)
		results, good := s.Body[1].(map[string]dbus.Variant)
		if ok && good {
			return responseSignal{s.Path, code, results}
		}
	case sessionInterface + ".Closed":
		return closedSignal{s.Path}
	}
	return nil
}

// shortcutKey is what a list of shortcuts says about ours.
type shortcutKey struct {
	readable bool   // the value is a list of shortcuts
	nonempty bool   // the list has a shortcut
	ours     bool   // the list has our shortcut
	name     string // the desktop's name of our key; may be empty
}

// parseShortcuts reads a list of shortcuts, a(sa{sv}), from BindShortcuts or ShortcutsChanged.
func parseShortcuts(v any, shortcut string) (k shortcutKey) {
	list, ok := v.([][]any)
	if !ok {
		return shortcutKey{}
	}
	k.readable, k.nonempty = true, len(list) > 0
	for _, s := range list[:min(len(list), maxShortcuts)] {
		if len(s) != 2 || s[0] != shortcut || k.ours {
			continue
		}
		k.ours = true
		about, _ := s[1].(map[string]dbus.Variant)
		text, _ := about["trigger_description"].Value().(string)
		k.name = cleanKeyName(text)
	}
	return k
}

// cleanKeyName shortens the desktop's name of a key and removes what does not print: the name
// is shown in the menu and in status.
func cleanKeyName(s string) string {
	return strings.TrimSpace(printable.Cut(printable.Strip(s, ""), maxKeyName))
}

// parseSession finds the session's path in the answer to CreateSession. It is documented as a
// string, but some portals send an object path.
func parseSession(results map[string]dbus.Variant) (dbus.ObjectPath, bool) {
	var path dbus.ObjectPath
	switch v := results["session_handle"].Value().(type) {
	case string:
		path = dbus.ObjectPath(v)
	case dbus.ObjectPath:
		path = v
	}
	return path, path.IsValid() && strings.HasPrefix(string(path), sessionPrefix)
}

// requestPath and sessionPath are the documented paths of a request and a session with this
// token, for the connection with this unique name.
func requestPath(name, token string) dbus.ObjectPath { return objectPath(requestPrefix, name, token) }

func sessionPath(name, token string) dbus.ObjectPath { return objectPath(sessionPrefix, name, token) }

func objectPath(prefix, name, token string) dbus.ObjectPath {
	name = strings.ReplaceAll(strings.TrimPrefix(name, ":"), ".", "_")
	return dbus.ObjectPath(prefix + name + "/" + token)
}
