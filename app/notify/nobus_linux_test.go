package notify

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"path/filepath"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// timeout is how long a test waits; it is long, because it measures nothing.
const timeout = time.Minute

// run starts the notifier and ends it with the test.
func run(t *testing.T, n *Notifier) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- n.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run: got %v, want nil", err)
			}
		case <-time.After(timeout):
			t.Error("Run did not end with its context")
		}
	})
}

// wantErr waits until Err is want.
func wantErr(t *testing.T, n *Notifier, want error) {
	t.Helper()
	var got error
	for end := time.Now().Add(timeout); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if got = n.Err(); errors.Is(got, want) {
			return
		}
	}
	t.Fatalf("Err: got %v, want %v", got, want)
}

func TestWithoutABusNothingIsShownAndErrSaysWhy(t *testing.T) {
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+filepath.Join(t.TempDir(), "nobody"))
	n := &Notifier{AppName: "Wolkvox Hold"}
	run(t, n)
	wantErr(t, n, ErrNoBus)
	n.Show(Note{Summary: "toggled"})
	wantErr(t, n, ErrNoBus)
}

func TestPicture(t *testing.T) {
	encode := func(w, h int) []byte {
		img := image.NewNRGBA(image.Rect(0, 0, w, h))
		img.SetNRGBA(0, 0, color.NRGBA{1, 2, 3, 128})
		var out bytes.Buffer
		if err := png.Encode(&out, img); err != nil {
			t.Fatal(err)
		}
		return out.Bytes()
	}
	p, ok := decodePicture(encode(3, 2))
	if !ok || p.Width != 3 || p.Height != 2 || p.Stride != 12 || len(p.Pixels) != 24 {
		t.Fatalf("got %+v, %v, want 3 by 2 in 24 bytes", p, ok)
	}
	if got := dbus.SignatureOf(p).String(); got != "(iiibiiay)" {
		t.Errorf("signature: got %s, want the specification's (iiibiiay)", got)
	}
	if got := [4]byte(p.Pixels); got != [4]byte{1, 2, 3, 128} {
		t.Errorf("first pixel: got %v, want RGBA that is not premultiplied", got)
	}
	for name, bad := range map[string][]byte{"none": nil, "no picture": []byte("text"), "too large": encode(257, 1), "cut": encode(9, 9)[:40]} {
		if _, ok := decodePicture(bad); ok {
			t.Errorf("%s: got a picture, want none", name)
		}
	}
}
