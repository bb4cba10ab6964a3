// Command inspector is a proxy that opens the connections which go through it, as
// companies have: it takes CONNECT, answers the TLS handshake with a certificate of
// its own authority for whatever name is asked for, and makes a connection of its own
// to the real target. It prints one line a tunnel: opened, or refused by the client.
//
//	inspector -addr 127.0.0.1:8119 -ca authority.pem
//
// The target's certificate is verified by the system's roots (SSL_CERT_FILE).
package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509/pkix"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "127.0.0.1:8119", "where to listen")
	ca := flag.String("ca", "authority.pem", "where to write its authority")
	flag.Parse()
	a, err := simulator.NewAuthority(pkix.Name{CommonName: "Example Company Inspection"})
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*ca, a.PEM(), 0o644); err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			target, err := carry(conn, a)
			fmt.Println(target, "-", verdict(err))
		}()
	}
}

func verdict(err error) string {
	if err != nil {
		return "refused: " + err.Error()
	}
	return "opened"
}

// carry serves one connection; an error means that the client wanted no more after
// it had seen our certificate.
func carry(conn net.Conn, a *simulator.Authority) (target string, err error) {
	defer conn.Close()
	req, err := http.ReadRequest(bufio.NewReader(conn))
	if err != nil || req.Method != http.MethodConnect {
		return "-", fmt.Errorf("no CONNECT: %v", err)
	}
	target = req.Host
	fmt.Fprint(conn, "HTTP/1.1 200 Connection established\r\n\r\n")
	near := tls.Server(conn, &tls.Config{
		NextProtos: []string{"http/1.1"},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			return a.Issue(hello.ServerName, nil)
		},
	})
	// The client's verdict comes with its first record after the handshake.
	first := make([]byte, 4096)
	n, err := near.Read(first)
	if err != nil {
		return target, err
	}
	far, err := tls.Dial("tcp", target, &tls.Config{NextProtos: []string{"http/1.1"}})
	if err != nil {
		return target, err
	}
	defer far.Close()
	if _, err := far.Write(first[:n]); err != nil {
		return target, err
	}
	go func() { _, _ = io.Copy(far, near) }()
	_, _ = io.Copy(near, far)
	return target, nil
}
