package cli

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/resident"
)

// commands is the tree of commands (design: commands).
func commandTree(p *env.Env) *commandline.Command {
	background := false
	root := newCommand(p, env.ProgramName, anyArgs, func(c *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(printable.Word(args[0])))
		}
		return resident.Start(c.Context(), p, background)
	})
	root.Flags().BoolVar(&background, "background", false, "background")
	root.Add(
		practiceCommands(p), toggleCommand(p), statusCommand(p), quitCommand(p), settingsCommand(p),
		configCommands(p), tokenCommands(p), doctorCommand(p), versionCommand(p),
		helpCommand(p, root), completionCommand(p), completingCommand(p, root),
		resumingCommand(p),
	)
	return root
}

// command makes one command. Key is its name in package words where the plain name
// is not unique; help looks its line up there when it is asked for, as it does for
// flags, whose usage is such a name.
func newCommand(p *env.Env, use string, args arguments, run func(*commandline.Command, []string) error, key ...string) *commandline.Command {
	c := &commandline.Command{Use: use, Args: args, Run: run}
	name := c.Name()
	if len(key) > 0 {
		name = key[0]
	}
	c.Short = name
	return c
}

// arguments refuses what a command does not take. What is refused is never repeated
// in full: it may be a token that was pasted by mistake.
type arguments func(c *commandline.Command, args []string) error

func anyArgs(*commandline.Command, []string) error { return nil }

// exactly asks for n arguments.
func exactly(p *env.Env, n int) arguments {
	return func(c *commandline.Command, args []string) error {
		if len(args) != n {
			return env.Usage(p.Words.Usage(p.Words.Call(c.Path())))
		}
		return nil
	}
}

// noArgs refuses arguments.
func noArgs(p *env.Env) arguments {
	return func(c *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(c.Name() + " " + printable.Word(args[0])))
		}
		return nil
	}
}

// group is a command that only holds others.
func groupOf(p *env.Env, name string, subs ...*commandline.Command) *commandline.Command {
	c := newCommand(p, name, anyArgs, func(_ *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(name + " " + printable.Word(args[0])))
		}
		return env.Usage(p.Words.Usage(name))
	})
	c.Add(subs...)
	return c
}

func settingsCommand(p *env.Env) *commandline.Command {
	var extension, steps *bool
	c := newCommand(p, "settings", noArgs(p), func(c *commandline.Command, _ []string) error {
		if *steps {
			return openSteps(c.Context(), p)
		}
		return openWindow(c.Context(), p, *extension)
	})
	extension = c.Flags().Bool("extension", false, "extension")
	steps = c.Flags().Bool("hotkey", false, "hotkey")
	return c
}

func versionCommand(p *env.Env) *commandline.Command {
	return newCommand(p, "version", noArgs(p), func(*commandline.Command, []string) error {
		p.Say(env.ProgramName + " " + p.Version)
		return nil
	})
}

// jsonFlag adds --json.
func jsonFlag(p *env.Env, c *commandline.Command) *bool {
	return c.Flags().Bool("json", false, "json")
}
