// Command timestamp is a time-stamp server (RFC 3161) on this machine, for checks
// of signing: HTTP around openssl ts. It prints its address on standard output and
// serves until it is ended.
//
//	timestamp CONFIG
//
// CONFIG is a configuration for openssl ts with a section tsa.
package main

import (
	"bytes"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
)

func main() {
	config := os.Args[1]
	http.HandleFunc("POST /", func(w http.ResponseWriter, r *http.Request) {
		reply, err := answer(config, io.LimitReader(r.Body, 64<<10))
		if err != nil {
			log.Print(err)
			http.Error(w, "no time stamp", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/timestamp-reply")
		_, _ = w.Write(reply) // a client that has gone needs no answer
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("http://%s/\n", l.Addr())
	log.Fatal(http.Serve(l, nil))
}

// answer stamps one query. openssl reads queries from files only.
func answer(config string, query io.Reader) ([]byte, error) {
	folder, err := os.MkdirTemp("", "timestamp")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "query")
	b, err := io.ReadAll(query)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		return nil, err
	}
	cmd := exec.Command("openssl", "ts", "-reply", "-config", config, "-section", "tsa", "-queryfile", path)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	reply, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("openssl ts: %w: %s", err, stderr.String())
	}
	return reply, nil
}
