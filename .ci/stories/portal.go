package main

import (
	"errors"
	"slices"
	"sync"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

// portal is the desktop's portal, as far as it names proxies and tells that the network is
// another.
type portal struct {
	bus *dbus.Conn

	mu      sync.Mutex
	proxies []string
	hangs   bool
	asked   int
}

const portalPath = dbus.ObjectPath("/org/freedesktop/portal/desktop")

// Lookup answers over the bus.
func (p *portal) Lookup(string) ([]string, *dbus.Error) {
	p.mu.Lock()
	p.asked++
	proxies, hangs := p.proxies, p.hangs
	p.mu.Unlock()
	if hangs {
		select {}
	}
	return proxies, nil
}

func (p *portal) questions() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.asked
}

// openPortal begins a portal on the session bus.
func (d *desk) openPortal() error {
	bus, err := dbus.Connect(d.busAddress())
	if err != nil {
		return err
	}
	d.portal = &portal{bus: bus}
	if err := bus.Export(d.portal, portalPath, "org.freedesktop.portal.ProxyResolver"); err != nil {
		return err
	}
	reply, err := bus.RequestName(portalName, dbus.NameFlagDoNotQueue)
	if err == nil && reply != dbus.RequestNameReplyPrimaryOwner {
		err = errors.New("another portal has the name")
	}
	return err
}

// portalNames begins a portal, if there is none, which names these proxies from now on. A
// resident must have them: the program has one question at a time, so a second one means that
// the answer to the first is in use. "portal hangs" keeps it from answering.
func portalNames(d *desk, _ *testscript.TestScript, args []string) error {
	if d.portal == nil {
		if err := d.openPortal(); err != nil {
			return err
		}
	}
	p := d.portal
	p.mu.Lock()
	p.proxies, p.hangs = args, slices.Equal(args, []string{"hangs"})
	p.mu.Unlock()
	if d.resident == nil || p.hangs {
		return nil
	}
	for range 2 {
		before := p.questions()
		if err := p.bus.Emit(portalPath, "org.freedesktop.portal.NetworkMonitor.changed"); err != nil {
			return err
		}
		if err := until("a question for the proxy", func() bool { return p.questions() > before }); err != nil {
			return err
		}
	}
	return nil
}
