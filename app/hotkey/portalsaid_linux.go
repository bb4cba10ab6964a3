package hotkey

import (
	"strings"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
)

// The portal's names, from the XDG desktop portal documentation
// (org.freedesktop.portal.GlobalShortcuts, version 1).
const (
	portalName      = "org.freedesktop.portal.Desktop"
	portalPath      = "/org/freedesktop/portal/desktop"
	shortcutsFace   = "org.freedesktop.portal.GlobalShortcuts"
	requestFace     = "org.freedesktop.portal.Request"
	sessionFace     = "org.freedesktop.portal.Session"
	registryFace    = "org.freedesktop.host.portal.Registry"
	sessionsBelow   = portalPath + "/session/"
	shortcutID      = "toggle" // never changes: desktops remember the person's key by it
	practiceID      = "practice"
	shortcutsBound  = 64 // more of them in one list are not looked at
	descriptionSize = 60 // characters of the desktop's own name of a key
)

// What a signal can mean to us.
type (
	// keySaid: our shortcut's key went down or came up.
	keySaid struct {
		session dbus.ObjectPath
		down    bool
	}
	// responseSaid is the answer to a request.
	responseSaid struct {
		path    dbus.ObjectPath
		code    uint32
		results map[string]dbus.Variant
	}
	// closedSaid: the desktop ended a session.
	closedSaid struct{ session dbus.ObjectPath }
	// changedSaid: the person changed the keys of a session.
	changedSaid struct {
		session dbus.ObjectPath
		keys    keysSaid
	}
	// ownerSaid: the portal started, or ended where owner is empty. Only the bus
	// itself says so.
	ownerSaid struct{ owner string }
)

// said reads a signal, and returns nil for one that says nothing to us or is not
// formed as the portal's documentation has it. From is who may speak for the
// portal: any program can send signals to us, with any name on them. Shortcut is ours.
func said(s *dbus.Signal, from, shortcut string) any {
	if s == nil {
		return nil
	}
	if s.Name == sessionbus.OwnerChanged {
		if owner, ok := sessionbus.NewOwner(s, portalName); ok && s.Sender == "org.freedesktop.DBus" {
			return ownerSaid{owner}
		}
		return nil
	}
	if from == "" || s.Sender != from {
		return nil
	}
	switch s.Name {
	case shortcutsFace + ".Activated", shortcutsFace + ".Deactivated":
		if len(s.Body) < 2 {
			return nil
		}
		session, ok := s.Body[0].(dbus.ObjectPath)
		if id, _ := s.Body[1].(string); !ok || id != shortcut {
			return nil
		}
		return keySaid{session, s.Name == shortcutsFace+".Activated"}
	case shortcutsFace + ".ShortcutsChanged":
		if len(s.Body) < 2 {
			return nil
		}
		if session, ok := s.Body[0].(dbus.ObjectPath); ok {
			return changedSaid{session, keysIn(s.Body[1], shortcut)}
		}
	case requestFace + ".Response":
		if len(s.Body) != 2 {
			return nil
		}
		code, ok := s.Body[0].(uint32)
		results, good := s.Body[1].(map[string]dbus.Variant)
		if ok && good {
			return responseSaid{s.Path, code, results}
		}
	case sessionFace + ".Closed":
		return closedSaid{s.Path}
	}
	return nil
}

// keysSaid is what a list of shortcuts says about ours.
type keysSaid struct {
	readable bool   // it is a list of shortcuts
	listed   bool   // some shortcut is in it
	ours     bool   // ours is
	name     string // what the desktop calls its key; empty where it does not say
}

// keysIn reads a list of shortcuts, a(sa{sv}), as BindShortcuts and ShortcutsChanged
// have it.
func keysIn(v any, shortcut string) (k keysSaid) {
	list, ok := v.([][]any)
	if !ok {
		return keysSaid{}
	}
	k.readable, k.listed = true, len(list) > 0
	for _, s := range list[:min(len(list), shortcutsBound)] {
		if len(s) != 2 || s[0] != shortcut || k.ours {
			continue
		}
		k.ours = true
		about, _ := s[1].(map[string]dbus.Variant)
		text, _ := about["trigger_description"].Value().(string)
		k.name = shownName(text)
	}
	return k
}

// shownName bounds the desktop's name of a key and drops what does not print: it
// stands in the menu and in status.
func shownName(s string) string {
	return strings.TrimSpace(printable.Cut(printable.Strip(s, ""), descriptionSize))
}

// sessionIn finds the session's path in the answer to CreateSession, which the
// documentation has as a string and some portals send as a path.
func sessionIn(results map[string]dbus.Variant) (dbus.ObjectPath, bool) {
	var path dbus.ObjectPath
	switch v := results["session_handle"].Value().(type) {
	case string:
		path = dbus.ObjectPath(v)
	case dbus.ObjectPath:
		path = v
	}
	return path, path.IsValid() && strings.HasPrefix(string(path), sessionsBelow)
}

// requestPath is where the portal answers a request with this token of the
// connection with this name, and sessionPath where it has a session.
func requestPath(name, token string) dbus.ObjectPath {
	return below(portalPath+"/request/", name, token)
}

func sessionPath(name, token string) dbus.ObjectPath { return below(sessionsBelow, name, token) }

func below(folder, name, token string) dbus.ObjectPath {
	name = strings.ReplaceAll(strings.TrimPrefix(name, ":"), ".", "_")
	return dbus.ObjectPath(folder + name + "/" + token)
}
