package cli

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/startup"
)

// commandTree lists all commands.
func commandTree(p *env.Env) *commandline.Command {
	background := false
	root := newCommand(p, env.ProgramName, anyArgs, func(c *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(printable.Word(args[0])))
		}
		return startup.Start(c.Context(), p, background)
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

// newCommand makes one command. Package words has its line of help under its name, or under
// key where the name is not unique; flags have theirs under their usage. Only help looks
// these up: the other commands must not wait for the language.
func newCommand(p *env.Env, use string, args arguments, run func(*commandline.Command, []string) error, key ...string) *commandline.Command {
	c := &commandline.Command{Use: use, Args: args, Run: run}
	name := c.Name()
	if len(key) > 0 {
		name = key[0]
	}
	c.Short = name
	return c
}

// arguments refuses arguments that a command does not take. A refused one is never repeated
// in full: it may be a token that was pasted by mistake.
type arguments func(c *commandline.Command, args []string) error

func anyArgs(*commandline.Command, []string) error { return nil }

func exactly(p *env.Env, n int) arguments {
	return func(c *commandline.Command, args []string) error {
		if len(args) != n {
			return env.Usage(p.Words.Usage(p.Words.Call(c.Path())))
		}
		return nil
	}
}

func noArgs(p *env.Env) arguments {
	return func(c *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(c.Name() + " " + printable.Word(args[0])))
		}
		return nil
	}
}

// groupOf makes a command that only holds others.
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

func jsonFlag(p *env.Env, c *commandline.Command) *bool {
	return c.Flags().Bool("json", false, "json")
}
