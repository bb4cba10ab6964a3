package app

import (
	"github.com/spf13/cobra"
)

// commands is the tree of commands (design: commands).
func (p *program) commands() *cobra.Command {
	background := false
	root := p.command(programName, cobra.ArbitraryArgs, func(c *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage(p.words.UnknownCommand(bounded(args[0])))
		}
		return p.start(c.Context(), background)
	})
	root.Long = p.words.LongHelp()
	root.SilenceErrors, root.SilenceUsage = true, true
	root.Flags().BoolVar(&background, "background", false, p.words.Help("background"))
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		return usage(p.words.Usage(firstLine(bounded(err.Error()))))
	})
	root.AddCommand(
		p.practiceCommands(), p.toggleCommand(), p.statusCommand(), p.quitCommand(), p.settingsCommand(),
		p.configCommands(), p.tokenCommands(), p.doctorCommand(), p.versionCommand(),
	)
	return root
}

// command makes one command with its line of help. Key is its name in package
// words where the plain name is not unique.
func (p *program) command(use string, args cobra.PositionalArgs, run func(*cobra.Command, []string) error, key ...string) *cobra.Command {
	c := &cobra.Command{Use: use, Args: args, RunE: run, DisableFlagsInUseLine: true}
	name := c.Name()
	if len(key) > 0 {
		name = key[0]
	}
	c.Short = p.words.Help(name)
	return c
}

// noArgs refuses arguments. Cobra's own would repeat one in full, and it may be a
// token that was pasted by mistake.
func (p *program) noArgs(c *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage(p.words.UnknownCommand(c.Name() + " " + bounded(args[0])))
	}
	return nil
}

// group is a command that only holds others.
func (p *program) group(name string, subs ...*cobra.Command) *cobra.Command {
	c := p.command(name, cobra.ArbitraryArgs, func(_ *cobra.Command, args []string) error {
		if len(args) > 0 {
			return usage(p.words.UnknownCommand(name + " " + bounded(args[0])))
		}
		return usage(p.words.Usage(name))
	})
	c.AddCommand(subs...)
	return c
}

func (p *program) settingsCommand() *cobra.Command {
	return p.command("settings", p.noArgs, func(c *cobra.Command, _ []string) error { return p.openWindow(c.Context()) })
}

func (p *program) versionCommand() *cobra.Command {
	return p.command("version", p.noArgs, func(*cobra.Command, []string) error {
		p.say(programName + " " + p.version)
		return nil
	})
}

// jsonFlag adds --json.
func (p *program) jsonFlag(c *cobra.Command) *bool {
	return c.Flags().Bool("json", false, p.words.Help("json"))
}

// bounded keeps a word of the command line short enough to repeat, and out of
// it what looks like a pasted token.
func bounded(s string) string {
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:8]) + "..."
	}
	return s
}
