package commandline

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
)

var errArgs = errors.New("arguments")

// tree is a small program; the command that ran is written to ran.
func tree(ran *string) *Command {
	var asJSON bool
	make := func(use string) *Command {
		return &Command{
			Use:  use,
			Args: func(_ *Command, args []string) error { return nil },
			Run: func(c *Command, args []string) error {
				*ran = c.Path() + "|" + strings.Join(args, ",")
				if asJSON {
					*ran += "|json"
				}
				return nil
			},
		}
	}
	root, toggle, config, get := make("hold"), make("toggle"), make("config"), make("get KEY")
	toggle.Args = func(_ *Command, args []string) error {
		if len(args) > 0 {
			return errArgs
		}
		return nil
	}
	toggle.Flags().BoolVar(&asJSON, "json", false, "")
	get.Values = []string{"server", "hotkey", "hold"}
	hidden := make("helper")
	hidden.Hidden = true
	config.Add(get)
	root.Add(toggle, config, hidden)
	return root
}

func TestExec(t *testing.T) {
	for line, want := range map[string]string{
		"":                         "hold|",
		"nonsense":                 "hold|nonsense",
		"toggle":                   "hold toggle|",
		"toggle --json":            "hold toggle||json",
		"--json toggle":            "hold toggle||json",
		"toggle --json=false":      "hold toggle|",
		"config":                   "hold config|",
		"config get":               "hold config get KEY|",
		"config get server":        "hold config get KEY|server",
		"config get -- -x":         "hold config get KEY|-x",
		"config get config":        "hold config get KEY|config",
		"config toggle":            "hold config|toggle",
		"-- toggle":                "hold|toggle",
		"helper":                   "hold helper|",
		"toggle x":                 "error arguments",
		"config get a --help":      "help hold config get KEY",
		"config get a -- --help":   "hold config get KEY|a,--help",
		"toggle --nonsense":        "error flag provided but not defined: -nonsense",
		"toggle --json=perhaps":    `error invalid boolean value "perhaps" for -json: parse error`,
		"--help":                   "help hold",
		"-h":                       "help hold",
		"config get --help":        "help hold config get KEY",
		"config --help get":        "help hold config get KEY",
		"toggle --nonsense --help": "error flag provided but not defined: -nonsense",
	} {
		var got string
		err := tree(&got).Exec(context.Background(), strings.Fields(line), func(c *Command) error {
			got = "help " + c.Path()
			return nil
		})
		if err != nil {
			got = "error " + err.Error()
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", line, got, want)
		}
		if flag := new(FlagError); errors.As(err, &flag) == (errors.Is(err, errArgs) || err == nil) {
			t.Errorf("%q: %v is a FlagError: %t", line, err, !(errors.Is(err, errArgs) || err == nil))
		}
	}
}

func TestComplete(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{nil, "config toggle"},
		{[]string{""}, "config toggle"},
		{[]string{"to"}, "toggle"},
		{[]string{"h"}, ""}, // hidden
		{[]string{"-"}, "--help"},
		{[]string{"toggle", "--j"}, "--json"},
		{[]string{"toggle", ""}, ""},
		{[]string{"config", ""}, "get"},
		{[]string{"config", "get", "ho"}, "hold hotkey"},
		{[]string{"config", "get", "server", ""}, ""},
		{[]string{"nonsense", ""}, ""},
	} {
		var ran string
		if got := strings.Join(tree(&ran).Complete(c.words), " "); got != c.want || ran != "" {
			t.Errorf("%q: got %q, want %q", c.words, got, c.want)
		}
	}
}

func TestEveryShellHasAScript(t *testing.T) {
	for _, shell := range Shells {
		s := Script(shell, "wolkvox-hold")
		if !strings.Contains(s, "wolkvox-hold "+Completing) || slices.ContainsFunc([]string{"PROGRAM", "FUNCTION", "COMPLETE"}, func(p string) bool { return strings.Contains(s, p) }) {
			t.Errorf("%s: %q", shell, s)
		}
	}
	if s := Script("cmd", "wolkvox-hold"); s != "" {
		t.Errorf("a shell that is not known: got %q", s)
	}
}
