package app

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// What is printed aside comes out whole and in order; a stream that stands still holds
// up nobody, and keeps a little.
func TestAStreamThatStandsStillHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out, want bytes.Buffer
		p := &program{stdout: &out, stderr: io.Discard}
		p.printAside()
		for n := range streamKeeps / 2 {
			p.say(fmt.Sprint("line ", n))
			fmt.Fprintln(&want, "line", n)
		}
		p.printed()
		if out.String() != want.String() {
			t.Errorf("got %q, want %q", out.String(), want.String())
		}

		reader, writer := io.Pipe()
		p = &program{stdout: writer, stderr: writer}
		p.printAside()
		for n := range 10 * streamKeeps {
			p.say(fmt.Sprint("line ", n))
		}
		began := time.Now()
		if p.printed(); time.Since(began) != printedWithin {
			t.Errorf("waited %v, want %v", time.Since(began), printedWithin)
		}
		go func() {
			p.printed()
			writer.Close()
		}()
		kept, _ := io.ReadAll(reader)
		if lines := strings.Count(string(kept), "\n"); !strings.HasPrefix(string(kept), "line 0\nline 1\n") || lines > 2*streamKeeps {
			t.Errorf("kept %d lines, from %.20q", lines, kept)
		}
	})
}
