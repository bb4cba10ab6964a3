// Command fakeportal is a desktop portal for tests, on the session bus: it answers
// ProxyResolver with the addresses it was told last, one order a line on standard
// input, and prints each question:
//
//	say URI...   what to answer from now on
//	hang         answer nothing any more
//	changed      tell that the network is another
package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"

	"github.com/godbus/dbus/v5"
)

const path = dbus.ObjectPath("/org/freedesktop/portal/desktop")

type resolver struct {
	mu    sync.Mutex
	uris  []string
	hangs bool
}

func (r *resolver) Lookup(uri string) ([]string, *dbus.Error) {
	r.mu.Lock()
	uris, hangs := r.uris, r.hangs
	r.mu.Unlock()
	fmt.Println("asked", uri)
	if hangs {
		select {}
	}
	return uris, nil
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run() error {
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		return err
	}
	r := &resolver{uris: []string{"direct://"}}
	if err := conn.Export(r, path, "org.freedesktop.portal.ProxyResolver"); err != nil {
		return err
	}
	switch reply, err := conn.RequestName("org.freedesktop.portal.Desktop", dbus.NameFlagDoNotQueue); {
	case err != nil:
		return err
	case reply != dbus.RequestNameReplyPrimaryOwner:
		return errors.New("another portal has the name")
	}
	fmt.Println("ready")
	for in := bufio.NewScanner(os.Stdin); in.Scan(); {
		order := strings.Fields(in.Text())
		if len(order) == 0 {
			continue
		}
		r.mu.Lock()
		switch order[0] {
		case "say":
			r.uris = order[1:]
		case "hang":
			r.hangs = true
		}
		r.mu.Unlock()
		if order[0] == "changed" {
			if err := conn.Emit(path, "org.freedesktop.portal.NetworkMonitor.changed"); err != nil {
				return err
			}
		}
		fmt.Println("done", order[0])
	}
	return nil
}
