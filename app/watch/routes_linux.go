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

// ways calls changed when the ways to the network are others, until ctx ends. The kernel
// tells by netlink (rtnetlink(7)), also of what is no change, as when a router says again
// what it said before: so they are compared. Where it does not, they are looked at every
// minute.
func ways(ctx context.Context, changed func()) {
	last := waysNow()
	look := func() {
		if now := waysNow(); now != last {
			last = now
			changed()
		}
	}
	if err := kernelTells(ctx, look); err != nil {
		_ = Every(ctx, lookEvery, look)
	}
}

// kernelTells calls look when the kernel tells of addresses, routes or network cards.
func kernelTells(ctx context.Context, look func()) error {
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
	look() // it may have changed before we listened
	told := make([]byte, 64<<10)
	for {
		_, err := file.Read(told)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil && !errors.Is(err, unix.ENOBUFS): // of so much that some was lost
			return err
		}
		look()
	}
}

// waysNow is what decides how the network is reached, as a text to compare: addresses,
// routes, and which network cards have a carrier. What only counts or ages is left out.
func waysNow() string {
	var b strings.Builder
	keep := func(file string, columns ...int) {
		content, _ := os.ReadFile(file) // one that is not there is empty
		for line := range bytes.Lines(content) {
			if columns == nil {
				b.Write(line)
				continue
			}
			b.Write(picked(line, columns))
		}
	}
	keep("/proc/net/fib_trie")                        // IPv4 addresses
	keep("/proc/net/route", 0, 1, 2, 6, 7)            // card, destination, gateway, metric, mask
	keep("/proc/net/if_inet6", 0, 1, 2, 5)            // address, card, length of its prefix, name
	keep("/proc/net/ipv6_route", 0, 1, 2, 3, 4, 5, 9) // destination, source, next hop, metric, card
	cards, _ := filepath.Glob("/sys/class/net/*/operstate")
	for _, card := range cards {
		b.WriteString(card + " ")
		keep(card)
	}
	return b.String()
}

// picked are some columns of a line; those that it lacks are left out.
func picked(line []byte, columns []int) []byte {
	fields := bytes.Fields(line)
	var some [][]byte
	for _, c := range columns {
		if c < len(fields) {
			some = append(some, fields[c])
		}
	}
	return append(bytes.Join(some, []byte{' '}), '\n')
}
