//go:build nowindow && wine

package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/upgrade"
)

const (
	ownProgramPath = "bin/wolkvox-hold.exe"
	logPath        = "local/wolkvox-hold/logs/wolkvox-hold.log"
)

func (w *workplace) copyProgram(from, to string) {
	w.t.Helper()
	b, err := os.ReadFile(from)
	must(w.t, err)
	must(w.t, os.WriteFile(to, b, 0o755))
}

// replaceProgram puts a file in the program's place, as Windows Installer does: the file of
// a running program can be renamed, but neither written nor removed.
func (w *workplace) replaceProgram(file string) {
	w.t.Helper()
	aside, err := os.CreateTemp(w.dir, "*.rbf")
	must(w.t, err)
	must(w.t, aside.Close())
	must(w.t, os.Remove(aside.Name()))
	must(w.t, os.Rename(w.program, aside.Name()))
	must(w.t, os.Rename(file, w.program))
	w.endsNewer()
}

// endsNewer ends the newer resident with the test. It is not a child of this process.
func (w *workplace) endsNewer() {
	w.t.Cleanup(func() {
		owner, err := instance.Find(context.Background(), w.places())
		if err != nil {
			return
		}
		if p, err := os.FindProcess(owner.PID); err == nil {
			_ = p.Kill()
			_, _ = p.Wait()
		}
	})
}

// leave ends the newer resident. The process that was started has ended before.
func (w *workplace) leave(*process) {
	w.t.Helper()
	wantSaid(w.t, w.run(env.ExitDone, "quit"), "closed")
}

// gapOver waits for the end of the press gap after an outcome that was just reported:
// a resident keeps it by its own clock.
func (w *workplace) gapOver() {
	w.t.Helper()
	began := time.Now()
	w.until("the press gap is over", func() bool { return time.Since(began) > hold.DefaultGap })
}

// TestProcessesUpgradeHandsOverUnknown: the newer program goes on warning of a press that
// nobody has looked at.
func TestProcessesUpgradeHandsOverUnknown(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	must(t, w.server.MisbehaveNext("close_before_reply"))
	w.resident()
	if said := w.toggle(); said.Outcome != string(hold.Unknown) {
		t.Fatalf("told %s (%s), want unknown", said.Outcome, said.Reason)
	}
	w.upgrade("1.2.4")
	w.renewed("1.2.4")
	w.until("the log says twice for how long there was no hotkey", func() bool { return len(w.withoutHotkey()) == 2 })
	fmt.Fprintf(t.Output(), "without a hotkey: %s ms at the start, %s ms at the upgrade\n", w.withoutHotkey()[0], w.withoutHotkey()[1])
	must(t, w.server.MisbehaveNext("http_200_code_403"))
	said := w.toggle()
	wantTold(t, said, hold.NotToggled, "refused")
	if want := "An earlier press is not confirmed. Check wolkvox Agent"; !strings.Contains(said.Message, want) {
		t.Errorf("after the upgrade it says %q, want %q in it", said.Message, want)
	}
	w.compare("an upgrade with an unknown outcome", w.toggles())
}

// withoutHotkey returns for how many milliseconds there was no hotkey, as the log has it.
func (w *workplace) withoutHotkey() (all []string) {
	log, _ := os.ReadFile(w.path(logPath))
	for _, found := range regexp.MustCompile(`without_ms=(\d+)`).FindAllSubmatch(log, -1) {
		all = append(all, string(found[1]))
	}
	return all
}

// TestProcessesUpgradeIsCalledOffByQuit: the newer program waits for the older one's word,
// and does not serve if that ends without it.
func TestProcessesUpgradeIsCalledOffByQuit(t *testing.T) {
	w := newWorkplace(t)
	if code := w.start([]string{upgrade.ResumeCommand}).wait(); code != env.ExitDone {
		t.Errorf("without a word it exits with %d, want 0", code)
	}
	wantSaid(t, w.run(env.ExitFailed, "status"), "is not running")
}

// TestProcessesUpgradeByMSI: the installer removes the folder, makes it again, and writes the
// registry at last.
func TestProcessesUpgradeByMSI(t *testing.T) {
	w := newWorkplace(t)
	w.configure(hold.DefaultGap)
	w.ownProgram()
	const path = `Software\Microsoft\Windows\CurrentVersion\App Paths\wolkvox-hold.exe`
	install := func() {
		t.Helper()
		key, _, err := registry.CreateKey(registry.LOCAL_MACHINE, path, registry.SET_VALUE|registry.WOW64_64KEY)
		must(t, err)
		must(t, key.SetStringValue("", w.program))
		must(t, key.Close())
	}
	remove := func() { must(t, registry.DeleteKey(registry.LOCAL_MACHINE, path)) }
	install()
	t.Cleanup(remove)
	w.resident()
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.wantResidentToggled()

	newer := w.path("newer.exe")
	w.copyProgram(w.program, newer)
	remove()
	must(t, os.Rename(w.program, w.path("older.rbf")))
	must(t, os.Remove(filepath.Dir(w.program)))
	must(t, os.Mkdir(filepath.Dir(w.program), 0o755))
	must(t, os.WriteFile(w.program+".toml", []byte(`Version = "1.2.4"`), 0o644))
	w.copyProgram(newer, w.program)
	w.endsNewer()
	install()
	w.renewed("1.2.4")
	w.gapOver()
	wantTold(t, w.toggle(), hold.Toggled, "confirmed")
	w.tally("a resident upgraded by the MSI, a press before and one after", 2)
}
