package app

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// program is what the commands are methods of.
type program struct{ *env.Env }

func (p *program) english() *program { return &program{p.Env.English()} }

// commands is the tree of commands (design: commands).
func (p *program) commands() *commandline.Command {
	background := false
	root := p.command(env.ProgramName, anyArgs, func(c *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(bounded(args[0])))
		}
		return p.start(c.Context(), background)
	})
	root.Flags().BoolVar(&background, "background", false, "background")
	root.Add(
		p.practiceCommands(), p.toggleCommand(), p.statusCommand(), p.quitCommand(), p.settingsCommand(),
		p.configCommands(), p.tokenCommands(), p.doctorCommand(), p.versionCommand(),
		p.helpCommand(root), p.completionCommand(), p.completingCommand(root),
		p.resumeCommand(),
	)
	return root
}

// command makes one command. Key is its name in package words where the plain name
// is not unique; help looks its line up there when it is asked for, as it does for
// flags, whose usage is such a name.
func (p *program) command(use string, args arguments, run func(*commandline.Command, []string) error, key ...string) *commandline.Command {
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
func (p *program) exactly(n int) arguments {
	return func(c *commandline.Command, args []string) error {
		if len(args) != n {
			return env.Usage(p.Words.Usage(p.Words.Call(c.Path())))
		}
		return nil
	}
}

// noArgs refuses arguments.
func (p *program) noArgs(c *commandline.Command, args []string) error {
	if len(args) > 0 {
		return env.Usage(p.Words.UnknownCommand(c.Name() + " " + bounded(args[0])))
	}
	return nil
}

// group is a command that only holds others.
func (p *program) group(name string, subs ...*commandline.Command) *commandline.Command {
	c := p.command(name, anyArgs, func(_ *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.UnknownCommand(name + " " + bounded(args[0])))
		}
		return env.Usage(p.Words.Usage(name))
	})
	c.Add(subs...)
	return c
}

func (p *program) settingsCommand() *commandline.Command {
	var extension, steps *bool
	c := p.command("settings", p.noArgs, func(c *commandline.Command, _ []string) error {
		if *steps {
			return p.openSteps(c.Context())
		}
		return p.openWindow(c.Context(), *extension)
	})
	extension = c.Flags().Bool("extension", false, "extension")
	steps = c.Flags().Bool("hotkey", false, "hotkey")
	return c
}

func (p *program) versionCommand() *commandline.Command {
	return p.command("version", p.noArgs, func(*commandline.Command, []string) error {
		p.Say(env.ProgramName + " " + p.Version)
		return nil
	})
}

// jsonFlag adds --json.
func (p *program) jsonFlag(c *commandline.Command) *bool {
	return c.Flags().Bool("json", false, "json")
}

// bounded keeps a word of the command line short enough to repeat, and out of
// it what looks like a pasted token.
func bounded(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:8]) + "..."
	}
	return s
}
