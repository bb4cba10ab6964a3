package app

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// What is printed aside comes out whole and in order; a stream that stands still holds
// up nobody, and keeps a little.
func TestAStreamThatStandsStillHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out, want bytes.Buffer
		p := &env.Env{Stdout: &out, Stderr: io.Discard}
		p.PrintInBackground()
		for n := range env.StreamKeeps / 2 {
			p.Say(fmt.Sprint("line ", n))
			fmt.Fprintln(&want, "line", n)
		}
		p.Flush()
		if out.String() != want.String() {
			t.Errorf("got %q, want %q", out.String(), want.String())
		}

		reader, writer := io.Pipe()
		p = &env.Env{Stdout: writer, Stderr: writer}
		p.PrintInBackground()
		for n := range 10 * env.StreamKeeps {
			p.Say(fmt.Sprint("line ", n))
		}
		began := time.Now()
		if p.Flush(); time.Since(began) != env.PrintedWithin {
			t.Errorf("waited %v, want %v", time.Since(began), env.PrintedWithin)
		}
		go func() {
			p.Flush()
			writer.Close()
		}()
		kept, _ := io.ReadAll(reader)
		if lines := strings.Count(string(kept), "\n"); !strings.HasPrefix(string(kept), "line 0\nline 1\n") || lines > 2*env.StreamKeeps {
			t.Errorf("kept %d lines, from %.20q", lines, kept)
		}
	})
}
