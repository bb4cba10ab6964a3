//go:build linux || darwin

package autostart

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode"
	"unicode/utf8"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
)

// label is the name of the launch agent and, with ".plist", of its file. It is the app
// ID.
const label = "io.github.wolkvox_hold.WolkvoxHold"

// maxAgent limits, in bytes, how much of an agent's file is read.
const maxAgent = 64 << 10

// agent is a launch agent of macOS (launchd.plist(5)), as far as we need it.
type agent struct {
	Label            string
	ProgramArguments []string
	RunAtLoad        bool
	// "Aqua" means a log-on with a desktop, not ssh.
	LimitLoadToSessionType string
	// "Interactive" means that the system does not slow the program down like a service.
	ProcessType string
	Disabled    bool `plist:",omitempty"`
}

// agents are the two files of a launch agent: the user's own below the home folder, and
// the machine's, which IT installs.
type agents struct{ own, machine string }

func agentsIn(home, machine string) (agents, error) {
	if !filepath.IsAbs(home) {
		return agents{}, errors.New("no place for the launch agent: set HOME to the whole path of the home folder")
	}
	name := label + ".plist"
	return agents{filepath.Join(home, "Library", "LaunchAgents", name), filepath.Join(machine, name)}, nil
}

// enabled reports whether a log-on will start the program.
func (a agents) enabled() (bool, error) {
	for _, path := range []string{a.machine, a.own} {
		on, err := starts(path)
		if on || err != nil {
			return on, err
		}
	}
	return false, nil
}

// set writes or removes the user's own file. It also removes it if the machine's file
// starts the program already, because launchd loads a label only once. The change takes
// effect at the next log-on; the running program is not touched.
func (a agents) set(program string, on bool) error {
	machine, err := starts(a.machine)
	if err != nil {
		return err
	}
	if on && !machine {
		text, err := formatAgent(program)
		if err != nil {
			return err
		}
		return writeFile(a.own, text)
	}
	if err := os.Remove(a.own); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the launch agent: %w", err)
	}
	if !on && machine {
		return fmt.Errorf("the machine's launch agent %s starts the program: ask IT to remove it", a.machine)
	}
	return nil
}

// formatAgent returns the agent that starts program in the background. It refuses
// characters that XML cannot hold or a path should not have.
func formatAgent(program string) (string, error) {
	switch {
	case !filepath.IsAbs(program):
		return "", errors.New("the program's path is not absolute: start it by its full path")
	case !utf8.ValidString(program), strings.ContainsFunc(program, func(r rune) bool {
		return unicode.IsControl(r) || r == 0xfffe || r == 0xffff
	}):
		return "", errors.New("the program's path has a character that a launch agent cannot hold: move the program")
	}
	b, err := plist.MarshalIndent(agent{
		Label:                  label,
		ProgramArguments:       []string{program, "--background"},
		RunAtLoad:              true,
		LimitLoadToSessionType: "Aqua",
		ProcessType:            "Interactive",
	}, plist.XMLFormat, "\t")
	if err != nil {
		return "", fmt.Errorf("write the launch agent: %w", err)
	}
	return string(b) + "\n", nil
}

// starts reports whether the file at path starts a program at log-on. It is false if
// the file does not exist or cannot be parsed.
func starts(path string) (bool, error) {
	b, err := capped.ReadFile(path, maxAgent)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read the launch agent: %w", err)
	}
	a, ok := parseAgent(b)
	return ok && a.RunAtLoad && !a.Disabled && len(a.ProgramArguments) > 0, nil
}

// parseAgent parses an XML property list, which is what we write, but not a binary one.
func parseAgent(b []byte) (a agent, ok bool) {
	if !strings.HasPrefix(strings.TrimSpace(string(b)), "<?xml") {
		return agent{}, false
	}
	defer func() {
		if recover() != nil { // the library panics on some input
			a, ok = agent{}, false
		}
	}()
	_, err := plist.Unmarshal(b, &a)
	return a, err == nil
}
