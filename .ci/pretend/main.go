// Command pretend serves the pretend wolkvox on an address of this machine, for
// tests of the unchanged program under the real host name. It writes each request
// and each toggle to a file, the truth that tests compare with.
//
//	pretend -addr 127.0.0.1:443 -ca ca.pem -truth truth.log -token-file token
//
// A misbehaviour for the next request is chosen by writing its name as a line to
// standard input.
package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

func main() {
	log.SetFlags(0)
	addr := flag.String("addr", "127.0.0.1:443", "where to listen")
	ca := flag.String("ca", "ca.pem", "where to write the certificate authority")
	truth := flag.String("truth", "truth.log", "where to write what was toggled")
	tokenFile := flag.String("token-file", "", "a file with the token to accept")
	flag.Parse()

	token, err := os.ReadFile(*tokenFile)
	if err != nil {
		log.Fatal(err)
	}
	out, err := os.OpenFile(*truth, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		log.Fatal(err)
	}
	server, err := simulator.New(simulator.Options{
		Server: "0042", Token: strings.TrimSpace(string(token)), Addr: *addr,
		OnRequest: func(r simulator.Request) {
			fmt.Fprintf(out, "request %q\n", hidden(r, strings.TrimSpace(string(token))))
		},
		OnToggle: func(extension string, _ bool, count int) {
			fmt.Fprintf(out, "toggle %s %d\n", extension, count)
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*ca, server.CAPEM(), 0o644); err != nil {
		log.Fatal(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	go func() {
		for in := bufio.NewScanner(os.Stdin); in.Scan(); {
			if name := strings.TrimSpace(in.Text()); name != "" {
				server.MisbehaveNext(name)
				fmt.Fprintln(out, "next", name)
			}
		}
	}()
	fmt.Println("listening on", server.Addr())
	if err := server.Run(ctx); err != nil {
		log.Fatal(err)
	}
}

// hidden returns the head of a request with a word in the token's place: no file of
// a test may hold one, since others are searched for it.
func hidden(r simulator.Request, accepted string) string {
	sent := r.Header.Get("wolkvox-token")
	switch sent {
	case "":
		return r.RawHead
	case accepted:
		return strings.ReplaceAll(r.RawHead, sent, "TOKEN")
	}
	return strings.ReplaceAll(r.RawHead, sent, "ANOTHER")
}
