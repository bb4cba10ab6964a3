package env

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// Lines printed in the background come out whole and in order. A blocked stream blocks nobody
// and keeps a limited number of lines.
func TestAStreamThatStandsStillHoldsUpNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out, want bytes.Buffer
		p := &Env{Stdout: &out, Stderr: io.Discard}
		p.PrintInBackground()
		for n := range streamKeeps / 2 {
			p.Say(fmt.Sprint("line ", n))
			fmt.Fprintln(&want, "line", n)
		}
		p.Flush()
		if out.String() != want.String() {
			t.Errorf("got %q, want %q", out.String(), want.String())
		}

		reader, writer := io.Pipe()
		p = &Env{Stdout: writer, Stderr: writer}
		p.PrintInBackground()
		for n := range 10 * streamKeeps {
			p.Say(fmt.Sprint("line ", n))
		}
		began := time.Now()
		if p.Flush(); time.Since(began) != printedWithin {
			t.Errorf("waited %v, want %v", time.Since(began), printedWithin)
		}
		go func() {
			p.Flush()
			writer.Close()
		}()
		kept, _ := io.ReadAll(reader)
		if lines := strings.Count(string(kept), "\n"); !strings.HasPrefix(string(kept), "line 0\nline 1\n") || lines > 2*streamKeeps {
			t.Errorf("kept %d lines, from %.20q", lines, kept)
		}
	})
}
