package main

import (
	"io"
	"net"
)

// relay takes connections on a Unix socket and hands what is said on to another one,
// until it is killed: then whoever came through it has lost what is behind it. Open
// files are not handed on.
func relay(from, to string) error {
	listener, err := net.Listen("unix", from)
	if err != nil {
		return err
	}
	for {
		near, err := listener.Accept()
		if err != nil {
			return err
		}
		far, err := net.Dial("unix", to)
		if err != nil {
			near.Close()
			continue
		}
		pass := func(to, from net.Conn) {
			_, _ = io.Copy(to, from)
			to.Close()
			from.Close()
		}
		go pass(near, far)
		go pass(far, near)
	}
}
