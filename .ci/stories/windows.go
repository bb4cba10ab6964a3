package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// window opens the settings window, of the full build, beside the resident; "window ends"
// ends its program, "window closed" waits until it is closed.
func window(d *desk, _ *testscript.TestScript, args []string) error {
	switch strings.Join(args, " ") {
	case "ends":
		return end(d, nil, []string{windowProgram})
	case "closed":
		return until("the settings window to close", func() bool { return !d.visible(settingsTitle) })
	}
	if _, err := d.startWith(args, nil, nil, filepath.Join(d.folder, "bin", windowProgram), "settings"); err != nil {
		return err
	}
	return until("the settings window", func() bool { return d.visible(settingsTitle) })
}

const settingsTitle = "^Wolkvox Hold$"

// settings starts the program once more, as an agent does, which opens the settings window or
// raises it.
func settings(d *desk, _ *testscript.TestScript, _ []string) error {
	if _, code, err := d.app(""); code != 0 || err != nil {
		return fmt.Errorf("exit code %d (%v)", code, err)
	}
	err := until("one settings window in front", func() bool {
		return d.command("sh", "-c", `test "$(xdotool getactivewindow)" = "$(xdotool search --onlyvisible --name '`+settingsTitle+`')"`).Run() == nil
	})
	if err != nil {
		return err
	}
	return picture(d, nil, []string{"settings"})
}

// typeText types a text and Enter into what has the focus.
func typeText(d *desk, _ *testscript.TestScript, args []string) error {
	return d.enter(args, func(text string) error {
		return d.xdotool(strings.NewReader(text), "type", "--delay", "15", "--file", "-")
	})
}

// paste does the same through the clipboard, with the end of line that browsers and mails add.
func paste(d *desk, _ *testscript.TestScript, args []string) error {
	return d.enter(args, func(text string) error {
		clipboard := d.command("xclip", "-selection", "clipboard")
		clipboard.Stdin = strings.NewReader(text + "\r\n")
		if err := clipboard.Run(); err != nil {
			return err
		}
		return d.xdotool(nil, "key", "ctrl+v")
	})
}

// enter gives a text, in which the word TOKEN is the token, and Enter. It gives a form time to
// move the focus and to take the text.
func (d *desk) enter(args []string, give func(text string) error) error {
	time.Sleep(settle)
	if err := give(strings.ReplaceAll(strings.Join(args, " "), "TOKEN", d.token)); err != nil {
		return err
	}
	time.Sleep(settle)
	return d.xdotool(nil, "key", "Return")
}

func (d *desk) xdotool(stdin io.Reader, args ...string) error {
	cmd := d.command("xdotool", args...)
	cmd.Stdin = stdin
	return cmd.Run()
}

// visible reports whether a window with that title is on the screen.
func (d *desk) visible(title string) bool { return d.windows(title) > 0 }

// windows counts them.
func (d *desk) windows(title string) int {
	if d.kind == "sway" {
		return d.swayWindows(title)
	}
	ids, _ := d.command("xdotool", "search", "--onlyvisible", "--name", title).Output()
	return bytes.Count(ids, []byte("\n"))
}

// asked waits until the window that asks for the extension is there, and drawn; "asked no"
// waits until it is not.
func asked(d *desk, _ *testscript.TestScript, args []string) error {
	const title = "^Extension - Wolkvox Hold$"
	if len(args) == 1 && args[0] != "no" {
		return errors.New("only no can come behind it")
	}
	if len(args) == 1 {
		return until("the end of the question", func() bool { return !d.visible(title) })
	}
	if err := until("the question", func() bool { return d.visible(title) }); err != nil {
		return err
	}
	if err := picture(d, nil, []string{"asked"}); err != nil {
		return err
	}
	return titled(d, nil, []string{title})
}

// titled waits for a window with such a title, or for so many, and gives one the keyboard.
func titled(d *desk, _ *testscript.TestScript, args []string) error {
	enough := func(n int) bool { return n > 0 }
	if len(args) == 2 {
		want, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		enough = func(n int) bool { return n == want }
	}
	return until("the window "+strings.Join(args, " "), func() bool { return enough(d.windows(args[0])) && d.front(args[0]) })
}

// front gives such a window the keyboard, and reports whether it has it. xdotool fails when
// another window closes while it looks.
func (d *desk) front(title string) bool {
	if d.kind == "sway" {
		return d.swaymsg("--", `[title="`+title+`"]`, "focus") == nil
	}
	// Not with --sync, which waits for ever where the window closes meanwhile.
	if d.xdotool(nil, "search", "--onlyvisible", "--name", title, "windowactivate") != nil {
		return false
	}
	active, err := d.command("xdotool", "getactivewindow", "getwindowname").Output()
	is, _ := regexp.MatchString(title, strings.TrimSpace(string(active)))
	return err == nil && is
}

// closed waits until there is no window with such a title.
func closed(d *desk, _ *testscript.TestScript, args []string) error {
	return until("the end of the window "+args[0], func() bool { return !d.visible(args[0]) })
}

// picture keeps a picture of the screen in the story's folder, once the screen stands still, or
// after some looks, since a cursor blinks.
func picture(d *desk, _ *testscript.TestScript, args []string) error {
	if d.kind == "none" {
		return nil
	}
	path := filepath.Join(d.folder, filepath.Base(args[0])+".png")
	var last []byte
	for range 4 {
		time.Sleep(settle)
		take := d.command("import", "-window", "root", "-strip", path)
		if d.kind == "sway" {
			take = d.command("grim", path)
		}
		if err := take.Run(); err != nil {
			return err
		}
		before := last
		var err error
		if last, err = os.ReadFile(path); err != nil || bytes.Equal(last, before) {
			return err
		}
	}
	return nil
}
