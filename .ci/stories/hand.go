package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/judge"
)

// chord is the default hotkey, as .ci/keys writes it.
const chord = "ctrl+shift+f9"

// hand is .ci/keys.
func (d *desk) hand(verb string, args ...string) *exec.Cmd {
	return d.command(filepath.Join(d.folder, "bin/keys"), append([]string{verb}, args...)...)
}

// other is the program that takes chords, as any other on the desktop does.
func (d *desk) other(args ...string) *exec.Cmd {
	return d.command(filepath.Join(d.folder, "bin", d.rival), args...)
}

// keys plays steps of .ci/keys.
func (d *desk) keys(steps ...string) error {
	d.pressing()
	play := d.hand("play", steps...)
	if d.kind == "sway" {
		play = d.wtype(steps...)
	}
	if out, err := play.CombinedOutput(); err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// pressing is called before each step that presses. The first one behind a verdict waits until
// it would be taken, also where an outcome was told after the verdict, as a slow machine does.
func (d *desk) pressing() {
	if all := d.told(); !d.pressed && len(all) > 0 {
		gap := settle
		if all[len(all)-1].word == string(judge.Unknown) {
			gap += settleUnknown
		}
		time.Sleep(time.Until(all[len(all)-1].at.Add(gap)))
	}
	d.behindVerdict()
}

// behindVerdict is called before each step that presses or starts: told and notified look at
// what came after the first one behind a verdict.
func (d *desk) behindVerdict() {
	d.outcomes.input()
	if d.pressed {
		return
	}
	d.pressed = true
	d.toldBefore, d.notesBefore, d.requestsBefore = len(d.told()), d.notes.count(), len(d.server.Requests())
}

func holdKey(d *desk, _ *testscript.TestScript, args []string) error {
	if _, err := time.ParseDuration(args[0]); err != nil {
		return err
	}
	return d.keys("+ctrl", "+shift", "+f9", args[0], "-f9", "-shift", "-ctrl")
}

// icon is where the desk draws the only icon.
func (d *desk) icon() (x, y int) {
	if d.kind == "wine" {
		return 1269, 710
	}
	return 1264, 704
}

// drawn reports whether something is drawn there: the panel takes its time after it has got
// the icon, and a click before that is nobody's.
func (d *desk) drawn() bool {
	conn, err := xgb.NewConnDisplay(d.display)
	if err != nil {
		return false
	}
	defer conn.Close()
	root := xproto.Setup(conn).DefaultScreen(conn).Root
	const size, bytesPerPixel = 16, 4
	x, y := d.icon()
	image, err := xproto.GetImage(conn, xproto.ImageFormatZPixmap, xproto.Drawable(root), int16(x-size/2), int16(y-size/2), size, size, ^uint32(0)).Reply()
	if err != nil {
		return false
	}
	plain := bytes.Repeat(image.Data[:bytesPerPixel], size*size)
	return !bytes.Equal(image.Data, plain)
}

func (d *desk) pointAtIcon() error {
	x, y := d.icon()
	return d.xdotool(nil, "mousemove", strconv.Itoa(x), strconv.Itoa(y))
}

func click(d *desk, _ *testscript.TestScript, _ []string) error {
	if err := until("the panel to draw the icon", d.drawn); err != nil {
		return err
	}
	if err := d.pointAtIcon(); err != nil {
		return err
	}
	return d.keys("+button1", "60ms", "-button1") // as a finger does
}

// menu chooses an item of the icon's menu by its text, as a panel does.
func menu(d *desk, _ *testscript.TestScript, args []string) error {
	d.pressing()
	return chooseItem(d.bus, strings.Join(args, " "))
}

// exactly plays steps whose times matter, wants so many toggles, and plays them once more if
// the machine was too slow for them.
func exactly(d *desk, ts *testscript.TestScript, args []string) error {
	const tooSlow = 75
	for end := time.Now().Add(limit); time.Now().Before(end); {
		d.pressing()
		cmd := d.hand("exactly", args[1:]...)
		out, err := cmd.CombinedOutput()
		if err == nil {
			return toggles(d, ts, args[:1])
		}
		if cmd.ProcessState.ExitCode() != tooSlow {
			return fmt.Errorf("%w: %s", err, out)
		}
		if err := d.judge(ts); err != nil {
			return err
		}
	}
	return errTooSlow
}

// rival is another program that wants the keyboard: "rival grab" takes all of it as a screen
// locker does, "rival take CHORD" a chord; "rival got N" wants that it got so many presses,
// "rival ends" ends it.
func rival(d *desk, _ *testscript.TestScript, args []string) error {
	said := filepath.Join(d.folder, "rival")
	text := func() string { b, _ := os.ReadFile(said); return string(b) }
	switch args[0] {
	case "got":
		want, err := strconv.Atoi(strings.Join(args[1:], ""))
		if err != nil {
			return err
		}
		return until(args[1]+" presses of the rival", func() bool { return strings.Count(text(), "pressed\n") == want })
	case "said":
		if len(args) == 1 {
			return errors.New("said needs the word")
		}
		return until("the rival to say "+args[1], func() bool { return strings.Contains(text(), args[1]+"\n") })
	case "ends":
		return end(d, nil, []string{d.rival})
	case "grab", "take":
	default:
		return fmt.Errorf("a rival does not %s, only grab, take, got, said, ends", args[0])
	}
	out, err := os.Create(said)
	if err != nil {
		return err
	}
	defer out.Close()
	cmd := d.other(args...)
	cmd.Stdout, cmd.Stderr = out, d.log
	if err := cmd.Start(); err != nil {
		return err
	}
	d.parts = append(d.parts, cmd)
	return until("the rival", func() bool { return strings.Contains(text(), "\n") })
}

// freed waits until the chord with that key is no longer the program's; "freed keyboard" until
// nobody has the whole keyboard, as a prompt has.
func freed(d *desk, _ *testscript.TestScript, args []string) error {
	if args[0] == "keyboard" {
		return until("the keyboard to be free", func() bool { return d.hand("idle").Run() == nil })
	}
	taken := "ctrl+shift+" + args[0]
	return until(taken+" to be free", func() bool { return d.other("free", taken).Run() == nil })
}
