package commandline

import (
	"context"
	"errors"
	"flag"
	"io"
	"slices"
	"strings"
)

// Command is one command of a tree. Use, Args and Run must be set.
type Command struct {
	// Use is the name, followed by the arguments as help shows them: "get KEY".
	Use string
	// Short describes the command for help, or is the name of the sentence that does.
	Short string
	// Hidden keeps the command out of help and completion.
	Hidden bool
	// Args returns an error for arguments that the command does not accept.
	Args func(c *Command, args []string) error
	// Run runs the command.
	Run func(c *Command, args []string) error
	// Values are the possible first arguments, for completion.
	Values []string

	parent *Command
	subs   []*Command
	flags  *flag.FlagSet
	ctx    context.Context
}

// FlagError says that a flag does not exist or has a wrong value. Its text may quote the
// command line.
type FlagError struct {
	// Flag is the word that was typed.
	Flag string
	err  error
}

func (e *FlagError) Error() string { return e.err.Error() }
func (e *FlagError) Unwrap() error { return e.err }

// Name is the first word of Use.
func (c *Command) Name() string {
	name, _, _ := strings.Cut(c.Use, " ")
	return name
}

// Add puts commands below this one.
func (c *Command) Add(subs ...*Command) {
	for _, s := range subs {
		s.parent = c
	}
	c.subs = append(c.subs, subs...)
}

// Flags returns only the flags of this command.
func (c *Command) Flags() *flag.FlagSet {
	if c.flags == nil {
		c.flags = flag.NewFlagSet(c.Name(), flag.ContinueOnError)
		c.flags.SetOutput(io.Discard)
	}
	return c.flags
}

// Context is the context of the command that runs.
func (c *Command) Context() context.Context { return c.ctx }

// Exec runs the command that args name; c is the root of the tree. If they ask for
// help, it calls help with the command they ask about. Errors are those of Args and
// Run, and [FlagError].
func (c *Command) Exec(ctx context.Context, args []string, help func(*Command) error) error {
	target, rest := c.find(args)
	flags := target.Flags()
	words, err := parse(flags, rest)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return help(target)
	case err != nil:
		return err
	}
	if err := target.Args(target, words); err != nil {
		return err
	}
	target.ctx = ctx
	return target.Run(target, words)
}

// parse parses flags before, between and after the other words, and returns those words.
// Package flag alone would stop at the first of them.
func parse(flags *flag.FlagSet, args []string) (words []string, err error) {
	for {
		err := flags.Parse(args)
		read := len(args) - flags.NArg()
		switch {
		case errors.Is(err, flag.ErrHelp):
			return nil, err
		case err != nil:
			return nil, &FlagError{badFlag(args, read), err}
		}
		if flags.NArg() == 0 || read > 0 && args[read-1] == "--" {
			return append(words, flags.Args()...), nil
		}
		words, args = append(words, flags.Arg(0)), flags.Args()[1:]
	}
}

// badFlag returns the word at which parsing failed: the last one that was read, or the
// next one if that cannot be a flag, such as ---x.
func badFlag(args []string, read int) string {
	if read < len(args) {
		name := strings.TrimPrefix(strings.TrimPrefix(args[read], "-"), "-")
		if read == 0 || name != args[read] && (name == "" || name[0] == '-' || name[0] == '=') {
			return args[read]
		}
	}
	return args[read-1]
}

// find follows the words that name commands, and returns the command and the other
// words. A flag before a command's name belongs to that command; "--" ends the search.
func (c *Command) find(args []string) (*Command, []string) {
	for i, word := range args {
		if word == "--" {
			break
		}
		if strings.HasPrefix(word, "-") {
			continue
		}
		sub := c.Sub(word)
		if sub == nil {
			break
		}
		return sub.find(slices.Delete(slices.Clone(args), i, i+1))
	}
	return c, args
}

// Sub returns the command with that name below c, or nil.
func (c *Command) Sub(name string) *Command {
	for _, s := range c.subs {
		if s.Name() == name {
			return s
		}
	}
	return nil
}

// Path returns how a person types the command: "wolkvox-hold config get KEY".
func (c *Command) Path() string {
	path := c.Use
	for p := c.parent; p != nil; p = p.parent {
		path = p.Name() + " " + path
	}
	return path
}

// Listed returns the commands below c that are not hidden.
func (c *Command) Listed() []*Command {
	return slices.DeleteFunc(slices.Clone(c.subs), func(s *Command) bool { return s.Hidden })
}
