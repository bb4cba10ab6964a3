package simulator

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

const (
	// maxHead bounds the head of a request, in bytes.
	maxHead = 64 << 10
	// maxAtOnce is the documented limit of requests at once on one token.
	maxAtOnce = 2
	// keepRequests is how many requests are remembered, the newest ones.
	keepRequests = 1000
	// patience is how long a connection may take: a minute to wait for its request, and
	// the documented one to answer it.
	patience = 120 * time.Second
)

// Options say what a Server pretends to be.
type Options struct {
	// Server is the 4-digit number of the pretended server, as in "0042".
	Server string
	// Token is the only token that is accepted.
	Token string
	// Addr is where to listen; empty means "127.0.0.1:0", and InMemory nowhere.
	Addr string
	// Certificate is what the server shows. Nil makes a certificate authority
	// and a certificate for wvNNNN.wolkvox.com, localhost and 127.0.0.1.
	Certificate *tls.Certificate
	// TLS, if not nil, is how the server shakes hands, in place of TLS 1.2 at least,
	// HTTP/1.1 only and Certificate, which is then not used.
	TLS *tls.Config
	// Greet, if not nil, is called after each handshake, before a request is read.
	// False ends the connection.
	Greet func(*Exchange) bool
	// Answer, if not nil, answers each request in place of the server, which then
	// neither toggles nor says anything. It is for what no misbehaviour
	// does: exact times, and bytes that are not HTTP.
	Answer func(*Exchange)
	// HostileText is what the misbehaviour hostile_text says, exactly as it
	// comes between the quotes of the JSON. Empty means a text of its own with a
	// little of everything.
	HostileText string
	// OnRequest, if not nil, is called with each request that came in whole, before
	// it is served.
	OnRequest func(Request)
	// OnToggle, if not nil, is called after each toggle with the extension,
	// whether it is now held, and how often it was toggled.
	OnToggle func(extension string, held bool, count int)
}

// Server is a pretend wolkvox. Make one with New and let Run serve; all methods
// may be called at any time from any goroutine.
type Server struct {
	opts     Options
	listener net.Listener
	config   *tls.Config
	caPEM    []byte

	mu          sync.Mutex
	toggles     map[string]int
	requests    []Request
	connections int
	atOnce      int
	mode        string
	next        []string
}

// Request is a request as it came in.
type Request struct {
	Time          time.Time
	Method        string
	Host          string
	Path          string
	Query         url.Values
	Header        http.Header
	ContentLength int64
	// RawHead is the request line and the header lines exactly as they were
	// sent, without the empty line that ends them.
	RawHead string
}

// InMemory is an Options.Addr for tests whose time is faked, in which no socket may be
// waited for: DialContext makes pipes then, and Addr returns no address.
const InMemory = "memory"

// New listens, and makes a certificate if there is none. Connections wait until
// Run serves them. It fails when the address cannot be listened on.
func New(opts Options) (*Server, error) {
	s := &Server{opts: opts, toggles: map[string]int{}}
	cert := opts.Certificate
	switch {
	case opts.TLS != nil:
	case cert == nil:
		made, ca, err := makeCertificate("wv" + opts.Server + ".wolkvox.com")
		if err != nil {
			return nil, fmt.Errorf("make a certificate: %w", err)
		}
		cert, s.caPEM = made, ca
	default:
		s.caPEM = rootOf(cert)
	}
	if s.config = opts.TLS; s.config == nil {
		s.config = &tls.Config{Certificates: []tls.Certificate{*cert}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}
	}
	if opts.Addr == InMemory {
		s.listener = &pipes{accepted: make(chan net.Conn), closed: make(chan struct{})}
		return s, nil
	}
	var err error
	s.listener, err = net.Listen("tcp", cmp.Or(opts.Addr, "127.0.0.1:0"))
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return s, nil
}

// Addr returns the address it listens on, as host:port.
func (s *Server) Addr() string { return s.listener.Addr().String() }

// CAPEM returns the certificate that vouches for the server's, in PEM.
func (s *Server) CAPEM() []byte { return bytes.Clone(s.caPEM) }

// RootCAs returns a pool with only that certificate.
func (s *Server) RootCAs() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(s.caPEM)
	return pool
}

// DialContext connects to this server, whatever address is asked for: a Client
// that dials with it takes the simulator for wvNNNN.wolkvox.com.
func (s *Server) DialContext(ctx context.Context, network, _ string) (net.Conn, error) {
	if memory, ok := s.listener.(*pipes); ok {
		return memory.dial(ctx)
	}
	return new(net.Dialer).DialContext(ctx, network, s.Addr())
}

// Toggles returns how often hold was toggled for an extension.
func (s *Server) Toggles(extension string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.toggles[extension]
}

// Held reports whether an extension's call is on hold.
func (s *Server) Held(extension string) bool { return s.Toggles(extension)%2 == 1 }

// Requests returns the newest requests that came in whole, at most 1000, oldest
// first.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

// Connections returns how many TCP connections were accepted.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connections
}

// Run serves until ctx ends, then closes every connection and returns ctx's
// error. It can be called once.
func (s *Server) Run(ctx context.Context) error {
	var handlers sync.WaitGroup
	defer handlers.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer context.AfterFunc(ctx, func() { s.listener.Close() })()
	for {
		raw, err := s.listener.Accept()
		switch {
		case ctx.Err() != nil:
			if err == nil {
				raw.Close()
			}
			return ctx.Err()
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil:
			continue // this connection is lost, the next may do better
		}
		raw.SetDeadline(time.Now().Add(patience))
		handlers.Go(func() { s.Serve(ctx, raw) })
	}
}

// Serve serves one connection, which carries one request, and closes it. Run does so with
// each that it accepts, and gives it 2 minutes; a caller may bring one that came some other way.
// The end of ctx ends it.
func (s *Server) Serve(ctx context.Context, raw net.Conn) {
	defer raw.Close()
	defer context.AfterFunc(ctx, func() { raw.Close() })()
	s.mu.Lock()
	s.connections++
	s.mu.Unlock()
	conn := tls.Server(raw, s.config)
	if conn.HandshakeContext(ctx) != nil {
		return
	}
	x := &Exchange{Conn: conn, Raw: raw, In: conn, server: s, ctx: ctx, hostile: cmp.Or(s.opts.HostileText, hostileText)}
	if s.opts.Greet != nil && !s.opts.Greet(x) {
		return
	}
	var err error
	if x.Request, err = readRequest(x.In); err != nil {
		return
	}
	m, atOnce := s.arrive(x.Request)
	s.answer(x, m, atOnce)
	s.leave()
	conn.Close()
}

// answer executes a request, or not, and answers it.
func (s *Server) answer(x *Exchange, m misbehaviour, atOnce int) {
	if s.opts.Answer != nil {
		s.opts.Answer(x)
		return
	}
	x.reply = s.judge(x.Request, atOnce, m.serve == nil || m.Executes)
	// What says that it was done does so only if it was.
	if m.serve != nil && (!m.Executes || x.reply == success) {
		m.serve(x)
	} else {
		x.send(x.reply)
	}
}

// arrive notes a request, and returns how to answer it and how many requests
// are being served now.
func (s *Server) arrive(req Request) (misbehaviour, int) {
	if s.opts.OnRequest != nil {
		s.opts.OnRequest(req)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.atOnce++
	if len(s.requests) == keepRequests {
		s.requests = append(s.requests[:0], s.requests[1:]...)
	}
	s.requests = append(s.requests, req)
	name := s.mode
	if len(s.next) > 0 {
		name, s.next = s.next[0], s.next[1:]
	} else if name == "busy_once" {
		s.mode = ""
	}
	m, _ := find(name)
	return m, s.atOnce
}

func (s *Server) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.atOnce--
}

// judge does what wolkvox documents: it checks the request, toggles if it may
// execute, and returns the reply.
func (s *Server) judge(req Request, atOnce int, execute bool) reply {
	extension, token, server := req.Query.Get("agent_id"), req.Header.Get("wolkvox-token"), req.Header.Get("wolkvox_server")
	switch {
	case req.Method != http.MethodPost:
		return page(http.StatusMethodNotAllowed)
	case req.Path != "/api/v2/agentbox.php" && req.Path != movedPath:
		return page(http.StatusNotFound)
	case token == "" || server == "":
		return refusal(401, "UNAUTHORIZED", "PLEASE ENTER THE WOLKVOX-TOKEN")
	case token != s.opts.Token || server != s.opts.Server:
		return refusal(403, "FORBIDDEN", "PLEASE VALIDATE TOKEN")
	case atOnce > maxAtOnce:
		return refusal(403, "FORBIDDEN", busyText)
	case extension == "" || req.Query.Get("api") == "":
		return refusal(400, "BAD REQUEST", "SOME PARAMETERS ARE REQUIRED")
	case req.Query.Get("api") != "hold":
		return refusal(400, "BAD REQUEST", "THE API YOU WANT TO CONSULT DOES NOT EXIST")
	}
	if execute {
		s.toggle(extension)
	}
	return success
}

func (s *Server) toggle(extension string) {
	s.mu.Lock()
	s.toggles[extension]++
	count := s.toggles[extension]
	s.mu.Unlock()
	if s.opts.OnToggle != nil {
		s.opts.OnToggle(extension, count%2 == 1, count)
	}
}

// readRequest reads one request, keeping its head as it was sent.
func readRequest(from io.Reader) (Request, error) {
	in := bufio.NewReader(from)
	var head []byte
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		line, err := in.ReadSlice('\n')
		head = append(head, line...)
		switch {
		case err != nil && err != bufio.ErrBufferFull:
			return Request{}, err
		case len(head) > maxHead:
			return Request{}, errors.New("the head of the request is too long")
		}
	}
	r, err := http.ReadRequest(bufio.NewReader(io.MultiReader(bytes.NewReader(head), in)))
	if err != nil {
		return Request{}, err
	}
	if _, err := io.Copy(io.Discard, io.LimitReader(r.Body, maxHead)); err != nil {
		return Request{}, err
	}
	return Request{
		Time:          time.Now(),
		Method:        r.Method,
		Host:          r.Host,
		Path:          r.URL.Path,
		Query:         r.URL.Query(),
		Header:        r.Header,
		ContentLength: r.ContentLength,
		RawHead:       string(bytes.TrimSuffix(head, []byte("\r\n\r\n"))),
	}, nil
}
