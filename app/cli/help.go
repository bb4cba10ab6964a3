package cli

import (
	"flag"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

// printHelp prints the help of a command.
func printHelp(p *env.Env, c *commandline.Command) error {
	words := p.Words
	about := words.Help(c.Short)
	if c.Name() == env.ProgramName {
		about = words.LongHelp()
	}
	sayLines(p, about)
	sayLines(p, "\n"+words.HelpHead("call")+"\n  "+c.Path())
	if subs := c.Listed(); len(subs) > 0 {
		sayLines(p, "\n"+words.HelpHead("commands"))
		for _, s := range subs {
			p.Say("  " + pad(s.Use, 17) + " " + words.Help(s.Short))
		}
	}
	head := "\n" + words.HelpHead("flags")
	c.Flags().VisitAll(func(f *flag.Flag) {
		sayLines(p, head)
		head = ""
		p.Say("  " + pad("--"+f.Name, 17) + " " + words.Help(f.Usage))
	})
	return nil
}

func sayLines(p *env.Env, text string) {
	for line := range strings.Lines(text) {
		p.Say(strings.TrimSuffix(line, "\n"))
	}
}

func helpCommand(p *env.Env, root *commandline.Command) *commandline.Command {
	return newCommand(p, "help", anyArgs, func(_ *commandline.Command, args []string) error {
		c := root
		for _, name := range args {
			if c = c.Sub(name); c == nil {
				return env.Usage(p.Words.UnknownCommand(printable.Word(name)))
			}
		}
		return printHelp(p, c)
	})
}

func completionCommand(p *env.Env) *commandline.Command {
	c := newCommand(p, "completion SHELL", exactly(p, 1), func(c *commandline.Command, args []string) error {
		script := commandline.Script(args[0], env.ProgramName)
		if script == "" {
			return env.Usage(p.Words.Usage(p.Words.Call(c.Path())))
		}
		sayLines(p, script)
		return nil
	})
	c.Values = commandline.Shells
	return c
}

// completingCommand is what the completion script of a shell calls.
func completingCommand(p *env.Env, root *commandline.Command) *commandline.Command {
	c := newCommand(p, commandline.Completing, anyArgs, func(_ *commandline.Command, words []string) error {
		for _, word := range root.Complete(words) {
			p.Say(word)
		}
		return nil
	})
	c.Hidden = true
	return c
}
