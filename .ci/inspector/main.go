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
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"flag"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"time"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "127.0.0.1:8119", "where to listen")
	ca := flag.String("ca", "authority.pem", "where to write its authority")
	flag.Parse()
	a, err := newAuthority()
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.cert.Raw}), 0o644); err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := listener.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() {
			target, err := a.carry(conn)
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

// authority signs a certificate for each name.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority() (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	cert, err := sign(&x509.Certificate{
		Subject: pkix.Name{CommonName: "Example Company Inspection"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, nil, key, key)
	return &authority{cert, key}, err
}

func sign(template, parent *x509.Certificate, key, by *ecdsa.PrivateKey) (*x509.Certificate, error) {
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().AddDate(0, 1, 0)
	if parent == nil {
		parent = template
	}
	der, err := x509.CreateCertificate(rand.Reader, template, parent, &key.PublicKey, by)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// carry serves one connection; an error means that the client wanted no more after
// it had seen our certificate.
func (a *authority) carry(conn net.Conn) (target string, err error) {
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
			cert, err := sign(&x509.Certificate{
				Subject: pkix.Name{CommonName: hello.ServerName}, DNSNames: []string{hello.ServerName},
				ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
			}, a.cert, a.key, a.key)
			if err != nil {
				return nil, err
			}
			return &tls.Certificate{Certificate: [][]byte{cert.Raw, a.cert.Raw}, PrivateKey: a.key}, nil
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
