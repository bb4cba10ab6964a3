package autostart

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func launch(t *testing.T) agents {
	t.Helper()
	root := t.TempDir()
	a, err := agentsIn(filepath.Join(root, "home"), filepath.Join(root, "machine"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(a.machine), 0o755); err != nil {
		t.Fatal(err)
	}
	return a
}

func wantStarts(t *testing.T, a agents, want bool) {
	t.Helper()
	if got, err := a.enabled(); err != nil || got != want {
		t.Errorf("enabled: got %v, %v, want %v", got, err, want)
	}
}

func TestALaunchAgentIsWrittenAndRemoved(t *testing.T) {
	a := launch(t)
	wantStarts(t, a, false)
	for _, on := range []bool{false, true, true, false} {
		if err := a.set("/Applications/Wolkvox Hold/wolkvox-hold", on); err != nil {
			t.Fatalf("set %v: %v", on, err)
		}
		wantStarts(t, a, on)
		if _, err := os.Stat(a.own); (err == nil) != on {
			t.Errorf("set %v: the file: %v", on, err)
		}
	}
	left, err := os.ReadDir(filepath.Dir(a.own))
	if err != nil || len(left) != 0 {
		t.Errorf("got %v, %v left behind, want nothing", left, err)
	}
}

func TestTheLaunchAgentThatIsWritten(t *testing.T) {
	got, err := formatAgent(`/Applications/A & B <"C">/wolkvox-hold`)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"<?xml", "<key>Label</key>", "<string>" + label + "</string>", "<key>ProgramArguments</key>",
		"<string>--background</string>", "<key>RunAtLoad</key>", "<true/>", "<string>Aqua</string>",
		"/Applications/A &amp; B &lt;",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got %s, want %q in it", got, want)
		}
	}
	if strings.Contains(got, "KeepAlive") {
		t.Errorf("got %s, want no KeepAlive: the program ends by Quit", got)
	}
	for _, bad := range []string{"", "wolkvox-hold", "/a/\x00b", "/a/\nb", "/a/\xff", "/a/\uffff"} {
		if text, err := formatAgent(bad); err == nil {
			t.Errorf("%q: got %s, want it refused", bad, text)
		}
	}
}

// IT's file replaces the user's own, and cannot be turned off here.
func TestTheMachinesLaunchAgent(t *testing.T) {
	a := launch(t)
	if err := a.set("/old/wolkvox-hold", true); err != nil {
		t.Fatal(err)
	}
	text, err := formatAgent("/Applications/wolkvox-hold")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(a.machine, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := a.set("/new/wolkvox-hold", true); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(a.own); err == nil {
		t.Error("the own file is there too: the program would start twice")
	}
	wantStarts(t, a, true)
	if err := a.set("/new/wolkvox-hold", false); err == nil || !strings.Contains(err.Error(), "IT") {
		t.Errorf("off: got %v, want it said that IT's file is there", err)
	}
}

func TestWhatIsNoLaunchAgentStartsNothing(t *testing.T) {
	a := launch(t)
	good, err := formatAgent("/a/wolkvox-hold")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"", "bplist00", good[:len(good)/2], strings.Replace(good, "<true/>", "<false/>", 1),
		strings.Replace(good, "<key>RunAtLoad</key>", "<key>Disabled</key><true/><key>RunAtLoad</key>", 1),
	} {
		if err := os.WriteFile(a.machine, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		wantStarts(t, a, false)
	}
	if _, err := agentsIn("home", "/Library/LaunchAgents"); err == nil {
		t.Error("a home that is not a whole path was taken")
	}
}

func FuzzAgent(f *testing.F) {
	for _, s := range []string{"/a/wolkvox-hold", "/a b/&<>\"'", "/\u00f1/]]>", "a"} {
		f.Add(s, []byte("<?xml version=\"1.0\"?><plist><dict><key>Label</key><integer>1</integer></dict></plist>"))
	}
	f.Fuzz(func(t *testing.T, program string, other []byte) {
		parseAgent(other)
		text, err := formatAgent(program)
		if err != nil {
			return
		}
		a, ok := parseAgent([]byte(text))
		if !ok || a.Label != label || !slices.Equal(a.ProgramArguments, []string{program, "--background"}) || !a.RunAtLoad {
			t.Errorf("%q: got %+v, %v back", program, a, ok)
		}
	})
}
