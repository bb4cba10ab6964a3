package main

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// officeCA is where IT put the certificate of the authority that opens connections.
const officeCA = "/etc/office.pem"

// The name servers of a desk. Nobody listens at noNameServer.
const (
	nameServer       = "127.0.0.52"
	emptyNameServer  = "127.0.0.53" // says that there is no such name
	silentNameServer = "127.0.0.54"
	noNameServer     = "127.0.0.55"
)

// byName are the ways on which a name server is asked for the address of wolkvox.
var byName = map[string][]string{
	"name-server":              {nameServer},
	"name-server-after-silent": {silentNameServer, nameServer},
	"name-server-empty":        {emptyNameServer},
	"name-server-silent":       {silentNameServer},
	"name-server-missing":      {noNameServer},
}

// way is how wolkvox is reached from now on.
func (d *desk) way(name string) error {
	hosts, servers := "127.0.0.1 localhost\n", byName[name]
	if address, ok := d.ways[name]; ok {
		hosts += address + " " + host + "\n"
	} else if servers == nil {
		known := slices.Sorted(maps.Keys(d.ways))
		return fmt.Errorf("there is no way %s, only %s", name, strings.Join(slices.AppendSeq(known, maps.Keys(byName)), ", "))
	}
	for proxy, address := range d.proxies {
		hosts += address + " " + proxy + "\n"
	}
	resolv := "options timeout:1 attempts:1\n"
	for _, server := range servers {
		resolv += "nameserver " + server + "\n"
	}
	// It may be a link to the machine's own.
	if err := os.Remove("/etc/resolv.conf"); err != nil && !os.IsNotExist(err) {
		return err
	}
	return errors.Join(os.WriteFile("/etc/resolv.conf", []byte(resolv), 0o644), os.WriteFile("/etc/hosts", []byte(hosts), 0o644))
}

func setWay(d *desk, _ *testscript.TestScript, args []string) error { return d.way(args[0]) }

// openWays serves all that can be wrong between a desk and wolkvox, each at an address of its
// own. What is said to one of them after the handshake counts as a strange request.
func (d *desk) openWays(public *simulator.Authority) (err error) {
	authority := func(name string, organization ...string) *simulator.Authority {
		a, failed := simulator.NewAuthority(pkix.Name{CommonName: name, Organization: organization})
		err = errors.Join(err, failed)
		return a
	}
	office, cafe := authority("Contact Centre Inspection CA", "Contact Centre Ltd"), authority("Corner Cafe Root")
	if err != nil {
		return err
	}
	certificate := func(by *simulator.Authority, name string, change func(*x509.Certificate)) *tls.Certificate {
		c, failed := by.Issue(name, change)
		err = errors.Join(err, failed)
		return c
	}
	now := time.Now()
	good, inspecting := certificate(public, host, logged), certificate(office, host, nil)
	ways := map[string]func(net.Conn){
		"expired": d.handshake(certificate(public, host, func(c *x509.Certificate) {
			c.NotBefore, c.NotAfter = now.AddDate(0, -1, 0), now.AddDate(0, 0, -1)
		})),
		"not-yet-valid": d.handshake(certificate(public, host, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) })),
		"other-name":    d.handshake(certificate(public, "portal.example", logged)),
		"untrusted":     d.handshake(certificate(cafe, host, logged)),
		"inspected":     d.handshake(inspecting),
		"slow": func(c net.Conn) {
			time.Sleep(3200 * time.Millisecond) // a press is given up after 3 s
			d.handshake(good)(c)
		},
		"no-tls":  answer("HTTP/1.1 302 Found\r\nLocation: http://portal.example/\r\n\r\n"),
		"silent":  answer(""),
		"cut-off": func(c net.Conn) { c.Read(make([]byte, 4096)) },
		"old-tls": func(c net.Conn) {
			tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*good}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}).Handshake()
		},
		"long-hello-lost": d.shortHello(good),
	}
	proxies := map[string]func(net.Conn){
		"password.proxy":  answer("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"office\"\r\nContent-Length: 0\r\n\r\n"),
		"refusing.proxy":  answer("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"),
		"ssh.proxy":       answer("SSH-2.0-OpenSSH_9.2\r\n\r\n"),
		"silent.proxy":    answer(""),
		"socks.proxy":     d.socks,
		"untrusted.proxy": d.handshake(certificate(cafe, "untrusted.proxy", nil)),
		"inspecting.proxy": func(c net.Conn) {
			if _, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
				io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
				d.handshake(inspecting)(c)
			}
		},
	}
	// The machine gets its own packets to this network back, and drops them.
	const lost = "192.0.2.0/24"
	err = errors.Join(err, exec.Command("ip", "route", "add", lost, "dev", "lo").Run(), os.WriteFile(officeCA, office.PEM(), 0o644))
	d.ways = map[string]string{"well": "127.0.0.1", "refused": "127.0.1.1", "lost": "192.0.2.1", "unroutable": "203.0.113.1"}
	d.proxies = map[string]string{"missing.proxy": "127.0.2.1"}
	for name, serve := range ways {
		d.ways[name] = fmt.Sprint("127.0.1.", 10+len(d.ways))
		err = errors.Join(err, listen(d.ways[name]+":443", serve))
	}
	for name, serve := range proxies {
		d.proxies[name] = fmt.Sprint("127.0.2.", 10+len(d.proxies))
		err = errors.Join(err, listen(d.proxies[name]+":3128", serve))
	}
	names, failed := net.ListenPacket("udp", silentNameServer+":53")
	session, failedToo := net.Listen("unix", d.silent())
	d.kept, err = []io.Closer{names, session}, errors.Join(err, failed, failedToo)
	return errors.Join(err, serveNames(nameServer, net.IPv4(127, 0, 0, 1)), serveNames(emptyNameServer, nil), d.way("well"))
}

// silent is where a session bus or a display takes connections and says nothing.
func (d *desk) silent() string { return filepath.Join(d.folder, "silent:0") }

// logged gives a certificate the extension in which public authorities name the logs that
// hold it (RFC 6962); here it names none.
func logged(c *x509.Certificate) {
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 11129, 2, 4, 2}, Value: []byte{4, 2, 0, 0}}}
}

// handshake shows a certificate and says nothing more.
func (d *desk) handshake(cert *tls.Certificate) func(net.Conn) {
	return func(c net.Conn) {
		secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*cert}, NextProtos: []string{"http/1.1"}})
		if secure.Handshake() != nil {
			return
		}
		if n, _ := secure.Read(make([]byte, 1)); n > 0 {
			d.mu.Lock()
			defer d.mu.Unlock()
			d.strange = append(d.strange, "something behind the handshake, to "+c.LocalAddr().String())
		}
	}
}

// socks is a SOCKS proxy (RFC 1928). It notes what it was asked for, and leads on to wolkvox.
func (d *desk) socks(c net.Conn) {
	head := make([]byte, 4)
	if _, err := io.ReadFull(c, head[:3]); err != nil || string(head[:3]) != "\x05\x01\x00" {
		return
	}
	c.Write([]byte{5, 0})
	if _, err := io.ReadFull(c, head); err != nil {
		return
	}
	address := make([]byte, net.IPv4len)
	if head[3] == 3 { // a name, which has its length before it
		io.ReadFull(c, head[:1])
		address = make([]byte, head[0])
	}
	port := make([]byte, 2)
	if _, err := io.ReadFull(c, address); err != nil {
		return
	}
	if _, err := io.ReadFull(c, port); err != nil {
		return
	}
	asked := string(address)
	if head[3] == 1 {
		asked = net.IP(address).String()
	}
	note, err := os.OpenFile(filepath.Join(d.folder, "socks.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return
	}
	fmt.Fprintln(note, asked)
	note.Close()
	wolkvox, err := net.Dial("tcp", "127.0.0.1:443")
	if err != nil {
		return
	}
	defer wolkvox.Close()
	c.Write([]byte{5, 0, 0, 1, 127, 0, 0, 1, 1, 187})
	go func() { io.Copy(wolkvox, c); wolkvox.Close() }()
	io.Copy(c, wolkvox)
}

// shortHello loses a ClientHello that is longer than a packet, as some firewalls do.
func (d *desk) shortHello(cert *tls.Certificate) func(net.Conn) {
	return func(c net.Conn) {
		in := bufio.NewReader(c)
		const header, packet = 5, 1400
		if record, err := in.Peek(header); err != nil || int(record[3])<<8+int(record[4]) > packet {
			io.Copy(io.Discard, in)
			return
		}
		d.handshake(cert)(begun{c, in})
	}
}

// begun is a connection of which in has read something.
type begun struct {
	net.Conn
	in *bufio.Reader
}

func (b begun) Read(p []byte) (int, error) { return b.in.Read(p) }

// answer says one thing to whatever it is told; "" says nothing and keeps the connection.
func answer(text string) func(net.Conn) {
	return func(c net.Conn) {
		c.Read(make([]byte, 4096))
		if io.WriteString(c, text); text == "" {
			io.Copy(io.Discard, c)
		}
	}
}

func listen(address string, serve func(net.Conn)) error {
	l, err := net.Listen("tcp", address)
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

// serveNames answers each question for an IPv4 address with that one, or, where there is none,
// that there is no such name (RFC 1035, section 4.1).
func serveNames(address string, found net.IP) error {
	l, err := net.ListenPacket("udp", address+":53")
	if err != nil {
		return err
	}
	go func() {
		for b := make([]byte, 1500); ; {
			n, from, err := l.ReadFrom(b)
			if err != nil {
				return
			}
			const header, kind, ipv4 = 12, 4, 1
			end := header
			for end < n && b[end] != 0 {
				end += int(b[end]) + 1
			}
			if end += 1 + kind; end > n {
				continue
			}
			reply := slices.Clone(b[:end])
			reply[2], reply[3] = 0x81, 0x83 // an answer, recursion wanted and available; no such name
			reply[10], reply[11] = 0, 0     // no additional records
			if found != nil {
				reply[3] = 0x80
			}
			if found != nil && b[end-3] == ipv4 {
				reply[7] = 1                                                         // one answer: the name of the question, its kind and class,
				reply = append(reply, 0xc0, header, 0, ipv4, 0, 1, 0, 0, 0, 0, 0, 4) // valid for 0 s, 4 bytes
				reply = append(reply, found.To4()...)
			}
			l.WriteTo(reply, from)
		}
	}()
	return nil
}
