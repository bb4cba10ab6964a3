package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// play runs the commands of a story.
func (d *desk) play(path string) (err error) {
	commands := map[string]func(*testscript.TestScript, bool, []string){}
	for name := range words {
		commands[name] = func(ts *testscript.TestScript, neg bool, args []string) {
			d.step(name)
			if neg {
				ts.Fatalf("! has no meaning before %s", name)
			}
			if err := fits(d.kind, name, len(args)); err != nil {
				ts.Fatalf("%v; see .ci/stories/README.md", err)
			}
			if err := meaning(d.kind, name)(d, ts, args); err != nil {
				ts.Fatalf("%s: %v", name, err)
			}
		}
	}
	t := &printer{}
	endWatch := d.secret.watchProcesses()
	defer func() {
		d.step("the end of the story")
		if r := recover(); r != nil && r != any(errStory) {
			panic(r)
		}
		if !t.failed {
			err = d.unproved()
		}
		d.thawAll()
		if d.resident != nil {
			err = errors.Join(err, meaning(d.kind, "log-off")(d, nil, nil))
		}
		if t.failed {
			_ = picture(d, nil, []string{"at-the-end"})
			err = errStory
		}
		err = errors.Join(err, d.leftBehind(), d.secret.absentFromFiles(d.folder), endWatch())
		if d.kind == "wine" {
			err = errors.Join(err, d.noShell())
		}
	}()
	testscript.RunT(t, testscript.Params{
		Files: []string{path}, WorkdirRoot: d.folder, Cmds: commands,
		Setup: func(env *testscript.Env) error {
			env.Vars = append(env.Vars, d.env...)
			env.Setenv("LOG", d.logPath())
			env.Setenv("CONFIG", filepath.Join(d.folder, "home/.config/wolkvox-hold/config.json"))
			env.Setenv("BIN", filepath.Join(d.folder, "bin"))
			env.Setenv("SILENT", d.silent())
			assets, err := filepath.Abs("assets")
			env.Setenv("ASSETS", assets)
			return err
		},
		Condition: func(name string) (bool, error) { return name == d.kind, knownDesk(name) },
	})
	return nil
}

// unproved wants a verdict, also behind the last step that pressed.
func (d *desk) unproved() error {
	switch {
	case !d.verdict:
		return fmt.Errorf("no verdict on the desk %s: say toggles N after each step that presses, also toggles 0", d.kind)
	case d.pressed:
		return errors.New("no verdict on what pressed or started last: end with toggles N, also toggles 0")
	}
	return nil
}

var errStory = errors.New("the story did not go as it tells")

// printer is what testscript speaks to.
type printer struct{ failed bool }

func (p *printer) Skip(args ...any)                       { p.Fatal(append([]any{"skipped:"}, args...)...) }
func (p *printer) Fatal(args ...any)                      { p.Log(args...); p.FailNow() }
func (p *printer) Parallel()                              {}
func (p *printer) Log(args ...any)                        { fmt.Println(args...) }
func (p *printer) FailNow()                               { p.failed = true; panic(errStory) }
func (p *printer) Run(_ string, story func(testscript.T)) { story(p) }
func (p *printer) Verbose() bool                          { return false }

// leftBehind wants that no process of the program is left. The last ones may still be ending.
func (d *desk) leftBehind() (left error) {
	_ = until("the end of all processes", func() bool {
		left = d.left()
		return left == nil
	})
	return left
}

func (d *desk) left() error {
	links, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range links {
		exe, _ := os.Readlink(link)
		command, _ := os.ReadFile(filepath.Join(filepath.Dir(link), "cmdline")) // it alone has the name in Wine
		if filepath.Base(strings.TrimSuffix(exe, " (deleted)")) == program ||   // deleted by an upgrade
			bytes.Contains(command, []byte(`\`+program)) {
			return fmt.Errorf("left behind: %s, process %s", exe, filepath.Base(filepath.Dir(link)))
		}
	}
	return nil
}
