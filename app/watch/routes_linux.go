package watch

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// watchRoutes calls changed when addresses, routes or carriers change, until ctx ends. The kernel
// reports them by netlink (rtnetlink(7)), but also when nothing changed, for instance when a router repeats
// its announcement; so the state is compared. Without netlink the state is read every minute.
func watchRoutes(ctx context.Context, changed func()) {
	last, known := "", false
	check := func() {
		now := networkState()
		if known && now != last {
			changed()
		}
		last, known = now, true
	}
	if err := listenNetlink(ctx, check); err != nil {
		check()
		_ = Every(ctx, pollInterval, check)
	}
}

// listenNetlink calls check at the start and when the kernel reports addresses, routes or network
// cards.
func listenNetlink(ctx context.Context, check func()) error {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_ROUTE)
	if err != nil {
		return err
	}
	file := os.NewFile(uintptr(fd), "netlink")
	defer file.Close()
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: unix.RTMGRP_LINK |
		unix.RTMGRP_IPV4_IFADDR | unix.RTMGRP_IPV4_ROUTE | unix.RTMGRP_IPV6_IFADDR | unix.RTMGRP_IPV6_ROUTE}); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { file.Close() })
	defer stop()
	check() // after the socket was bound, so that no change is missed
	buffer := make([]byte, 64<<10)
	for {
		_, err := file.Read(buffer)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !errors.Is(err, unix.ENOBUFS): // ENOBUFS: some messages were lost
			return err
		}
		check()
	}
}

// networkState returns the addresses, the routes and the cards with a carrier, as a text to compare.
// Counters and lifetimes are left out.
func networkState() string {
	var b strings.Builder
	add := func(file string, columns ...int) {
		content, _ := os.ReadFile(file) // a missing file counts as empty
		for line := range bytes.Lines(content) {
			if columns == nil {
				b.Write(line)
				continue
			}
			b.Write(selectColumns(line, columns))
		}
	}
	add("/proc/net/fib_trie")                        // IPv4 addresses
	add("/proc/net/route", 0, 1, 2, 6, 7)            // card, destination, gateway, metric, mask
	add("/proc/net/if_inet6", 0, 1, 2, 5)            // address, card, prefix length, name
	add("/proc/net/ipv6_route", 0, 1, 2, 3, 4, 5, 9) // destination, source, next hop, metric, card
	cards, _ := filepath.Glob("/sys/class/net/*/operstate")
	for _, card := range cards {
		b.WriteString(card + " ")
		add(card)
	}
	return b.String()
}

// selectColumns returns some columns of a line. Missing ones are left out.
func selectColumns(line []byte, columns []int) []byte {
	fields := bytes.Fields(line)
	var some [][]byte
	for _, c := range columns {
		if c < len(fields) {
			some = append(some, fields[c])
		}
	}
	return append(bytes.Join(some, []byte{' '}), '\n')
}
