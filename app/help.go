package app

import (
	"flag"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// help prints how a command is called.
func (p *program) help(c *commandline.Command) error {
	words := p.Words
	about := words.Help(c.Short)
	if c.Name() == env.ProgramName {
		about = words.LongHelp()
	}
	p.lines(about)
	p.lines("\n" + words.HelpHead("call") + "\n  " + c.Path())
	if subs := c.Listed(); len(subs) > 0 {
		p.lines("\n" + words.HelpHead("commands"))
		for _, s := range subs {
			p.Say("  " + pad(s.Use, 17) + " " + words.Help(s.Short))
		}
	}
	head := "\n" + words.HelpHead("flags")
	c.Flags().VisitAll(func(f *flag.Flag) {
		p.lines(head)
		head = ""
		p.Say("  " + pad("--"+f.Name, 17) + " " + words.Help(f.Usage))
	})
	return nil
}

// lines prints a text of several lines.
func (p *program) lines(text string) {
	for line := range strings.Lines(text) {
		p.Say(strings.TrimSuffix(line, "\n"))
	}
}

func (p *program) helpCommand(root *commandline.Command) *commandline.Command {
	return p.command("help", anyArgs, func(_ *commandline.Command, args []string) error {
		c := root
		for _, name := range args {
			if c = c.Sub(name); c == nil {
				return env.Usage(p.Words.UnknownCommand(bounded(name)))
			}
		}
		return p.help(c)
	})
}

func (p *program) completionCommand() *commandline.Command {
	c := p.command("completion SHELL", p.exactly(1), func(c *commandline.Command, args []string) error {
		script := commandline.Script(args[0], env.ProgramName)
		if script == "" {
			return env.Usage(p.Words.Usage(p.Words.Call(c.Path())))
		}
		p.lines(script)
		return nil
	})
	c.Values = commandline.Shells
	return c
}

// completingCommand answers the script of a shell.
func (p *program) completingCommand(root *commandline.Command) *commandline.Command {
	c := p.command(commandline.Completing, anyArgs, func(_ *commandline.Command, words []string) error {
		for _, word := range root.Complete(words) {
			p.Say(word)
		}
		return nil
	})
	c.Hidden = true
	return c
}
