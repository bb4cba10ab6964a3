package main

import (
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

// notes are the notifications that were sent to the desk's daemon.
type notes struct {
	mu    sync.Mutex
	texts []string // title, body and buttons of each
}

// watch notes each notification, whatever daemon shows it.
func (n *notes) watch(d *desk) error {
	bus, err := dbus.Connect(d.busAddress())
	if err != nil {
		return err
	}
	rules := []string{"type='method_call',interface='org.freedesktop.Notifications',member='Notify'"}
	if err := bus.BusObject().Call("org.freedesktop.DBus.Monitoring.BecomeMonitor", 0, rules, uint32(0)).Err; err != nil {
		return err
	}
	messages := make(chan *dbus.Message, 64)
	bus.Eavesdrop(messages)
	go func() {
		for m := range messages {
			if len(m.Body) < 6 {
				continue
			}
			title, _ := m.Body[3].(string)
			body, _ := m.Body[4].(string)
			actions, _ := m.Body[5].([]string) // of each the name and what its button says
			n.add(strings.Join(append([]string{title, body}, actions...), "\n"))
		}
	}()
	return nil
}

func (n *notes) add(text string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.texts = append(n.texts, text)
}

// since returns the notifications after the first so many.
func (n *notes) since(seen int) []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.texts[min(seen, len(n.texts)):len(n.texts):len(n.texts)]
}

func (n *notes) count() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.texts)
}
