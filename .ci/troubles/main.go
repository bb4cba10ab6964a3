// Command troubles is all that can go wrong between a desk and wolkvox, each on an
// address of loopback: servers with every kind of certificate, proxies that refuse,
// a name server that knows nothing. It is for checks of the unchanged program in a
// network of its own, where a line of /etc/hosts chooses the trouble.
//
//	troubles FOLDER
//	troubles relay SOCKET TARGET
//
// It writes into FOLDER the certificates of the public authority (public.pem), of
// IT's own (office.pem) and of both (trusted.pem), then "ready". For each connection that
// came through its handshake there is a line in FOLDER/heard: who served it, and how
// many bytes it was sent after the handshake. It ends with its standard input. With
// relay it stands between a program and a socket of the desktop until it is killed.
package main

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"time"
)

const host = "wv0042.wolkvox.com"

func main() {
	log.SetFlags(0)
	if len(os.Args) == 4 && os.Args[1] == "relay" {
		log.Fatal(relay(os.Args[2], os.Args[3]))
	}
	if len(os.Args) != 2 {
		log.Fatal("usage: troubles FOLDER | troubles relay SOCKET TARGET")
	}
	if err := run(os.Args[1]); err != nil {
		log.Fatal(err)
	}
}

func run(folder string) error {
	public, err := newAuthority("Public Test Authority", "Example Trust Services")
	if err != nil {
		return err
	}
	office, err := newAuthority("Contact Centre Inspection CA", "Contact Centre Ltd")
	if err != nil {
		return err
	}
	cafe, err := newAuthority("Corner Cafe Root", "")
	if err != nil {
		return err
	}
	heard, err := os.OpenFile(filepath.Join(folder, "heard"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	w := &world{heard: heard}
	now := time.Now()
	for _, s := range []struct {
		addr, name string
		by         *authority
		wait       time.Duration // before the handshake
		change     func(*x509.Certificate)
	}{
		{"127.0.0.10:443", "well", public, 0, logged},
		{"127.0.0.11:443", "expired", public, 0, func(c *x509.Certificate) { c.NotAfter = now.Add(-24 * time.Hour) }},
		{"127.0.0.12:443", "not-yet-valid", public, 0, func(c *x509.Certificate) { c.NotBefore = now.Add(24 * time.Hour) }},
		{"127.0.0.13:443", "name", public, 0, func(c *x509.Certificate) { c.DNSNames = []string{"portal.example"} }},
		{"127.0.0.14:443", "authority", cafe, 0, logged},
		{"127.0.0.15:443", "inspected", office, 0, func(*x509.Certificate) {}},
		{"127.0.0.16:443", "slow", public, 4 * time.Second, logged},
	} {
		cert, err := s.by.issue(s.change)
		if err != nil {
			return err
		}
		if err := w.serveTLS(s.addr, s.name, cert, s.wait); err != nil {
			return err
		}
	}
	inspecting, err := office.issue(func(*x509.Certificate) {})
	if err != nil {
		return err
	}
	unknown, err := cafe.issue(func(c *x509.Certificate) { c.DNSNames = []string{"localhost"} })
	if err != nil {
		return err
	}
	old, err := public.issue(logged)
	if err != nil {
		return err
	}
	for addr, serve := range map[string]func(net.Conn){
		"127.0.0.17:443": answer("HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n"),
		"127.0.0.18:443": func(c net.Conn) { io.Copy(io.Discard, c) },
		"127.0.0.19:443": answer(""),
		"127.0.0.21:443": func(c net.Conn) {
			tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*old}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}).Handshake()
		},
		"127.0.0.1:3134": func(c net.Conn) { tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*unknown}}).Handshake() },
		"127.0.0.1:3128": forward,
		"127.0.0.1:3129": answer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n"),
		"127.0.0.1:3130": answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
		"127.0.0.1:3131": answer("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
		"127.0.0.1:3132": func(c net.Conn) { w.inspect(c, inspecting) },
		"127.0.0.1:3133": func(c net.Conn) { io.Copy(io.Discard, c) },
	} {
		if err := listen(addr, serve); err != nil {
			return err
		}
	}
	hangs, err := net.Listen("unix", filepath.Join(folder, "silent:0")) // a bus or display that says nothing
	if err != nil {
		return err
	}
	defer hangs.Close()
	if err := fullQueue([4]byte{127, 0, 0, 20}, 443); err != nil {
		return err
	}
	if err := nameServer("127.0.0.53:53"); err != nil {
		return err
	}
	silent, err := net.ListenPacket("udp", "127.0.0.54:53") // takes questions and says nothing
	if err != nil {
		return err
	}
	defer silent.Close()
	for _, f := range []struct {
		name string
		pem  []byte
	}{{"trusted.pem", append(slices.Clone(public.pem), office.pem...)}, {"office.pem", office.pem}, {"public.pem", public.pem}, {"ready", nil}} {
		if err := os.WriteFile(filepath.Join(folder, f.name), f.pem, 0o644); err != nil {
			return err
		}
	}
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// authority issues certificates.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	pem  []byte
}

func newAuthority(name, organization string) (*authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	subject := pkix.Name{CommonName: name}
	if organization != "" {
		subject.Organization = []string{organization}
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: subject,
		NotBefore: time.Now().AddDate(-1, 0, 0), NotAfter: time.Now().AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageCertSign, BasicConstraintsValid: true, IsCA: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return nil, err
	}
	cert, err := x509.ParseCertificate(der)
	return &authority{cert, key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}, err
}

// issue makes a certificate for wolkvox' name, changed.
func (a *authority) issue(change func(*x509.Certificate)) (*tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(time.Now().UnixNano()), Subject: pkix.Name{CommonName: host},
		NotBefore: time.Now().AddDate(0, -1, 0), NotAfter: time.Now().AddDate(0, 1, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames: []string{host},
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, &key.PublicKey, a.key)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// logged gives a certificate the extension in which public authorities name the
// logs that hold it (RFC 6962); here it names none.
func logged(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: []byte{4, 2, 0, 0}}}
}

// world writes down what was heard.
type world struct {
	mu    sync.Mutex
	heard *os.File
}

func (w *world) note(name string, n int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	fmt.Fprintf(w.heard, "%s %d\n", name, n)
}

func (w *world) serveTLS(addr, name string, cert *tls.Certificate, wait time.Duration) error {
	return listen(addr, func(c net.Conn) {
		time.Sleep(wait)
		w.shake(c, name, cert)
	})
}

// shake does the handshake and counts what comes after it.
func (w *world) shake(c net.Conn, name string, cert *tls.Certificate) {
	secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}, MinVersion: tls.VersionTLS12})
	if secure.Handshake() != nil {
		return
	}
	n, _ := io.Copy(io.Discard, secure)
	w.note(name, n)
}

// inspect is a proxy that answers in wolkvox' place.
func (w *world) inspect(c net.Conn, cert *tls.Certificate) {
	if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
		return
	}
	io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	w.shake(c, "inspecting-proxy", cert)
}

// forward is a proxy that does what it is asked.
func forward(c net.Conn) {
	in := bufio.NewReader(c)
	r, err := http.ReadRequest(in)
	if err != nil {
		return
	}
	out, err := net.Dial("tcp", r.Host)
	if err != nil {
		io.WriteString(c, "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
		return
	}
	defer out.Close()
	io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() { io.Copy(out, in); out.(*net.TCPConn).CloseWrite() }()
	io.Copy(c, out)
}

// answer says one thing to whatever it is told.
func answer(text string) func(net.Conn) {
	return func(c net.Conn) {
		c.Read(make([]byte, 4096))
		io.WriteString(c, text)
	}
}

func listen(addr string, serve func(net.Conn)) error {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() { defer c.Close(); serve(c) }()
		}
	}()
	return nil
}

// fullQueue listens where nobody accepts and no more connections fit: Linux drops
// what asks for one, as a firewall does.
func fullQueue(ip [4]byte, port int) error {
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		return err
	}
	addr := &syscall.SockaddrInet4{Addr: ip, Port: port}
	if err := errors.Join(syscall.Bind(fd, addr), syscall.Listen(fd, 0)); err != nil {
		return err
	}
	for range 3 {
		filler, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK, 0)
		if err != nil {
			return err
		}
		if err := syscall.Connect(filler, addr); err != nil && err != syscall.EINPROGRESS {
			return err
		}
	}
	return nil
}

// nameServer answers every question with "there is no such name" (RFC 1035,
// section 4.1.1).
func nameServer(addr string) error {
	l, err := net.ListenPacket("udp", addr)
	if err != nil {
		return err
	}
	go func() {
		for b := make([]byte, 1500); ; {
			n, from, err := l.ReadFrom(b)
			if err != nil {
				return
			}
			if n < 12 {
				continue
			}
			reply := append([]byte(nil), b[:n]...)
			reply[2], reply[3] = 0x81, 0x83 // an answer, recursion wanted and available; NXDOMAIN
			reply[10], reply[11] = 0, 0     // no additional records
			// The question ends with a name of length 0 and four bytes.
			end := 12
			for end < n && reply[end] != 0 {
				end += int(reply[end]) + 1
			}
			l.WriteTo(reply[:min(n, end+5)], from)
		}
	}()
	return nil
}
