package commandline

import (
	"flag"
	"strings"
)

// Manual is a page of the manual, as man(1) shows it.
type Manual struct {
	Name     string // of the program
	Version  string // of the product, as it stands at the foot
	Sections []Section
}

// Section is a part of a page under a head.
type Section struct {
	Head  string
	Text  string // lines are paragraphs
	Items []Item
}

// Item is something that is explained: a command, a flag, a file.
type Item struct{ Term, Text string }

// Page writes the page in the language of man(7), in section 1.
func (m Manual) Page() string {
	var b strings.Builder
	b.WriteString(`.TH "` + quoted(strings.ToUpper(m.Name)) + `" "1" "" "` + quoted(m.Version) + `"` + "\n")
	for _, s := range m.Sections {
		b.WriteString(`.SH "` + quoted(s.Head) + `"` + "\n")
		for i, line := range strings.Split(strings.TrimSuffix(s.Text, "\n"), "\n") {
			switch {
			case line == "":
			case i > 0:
				b.WriteString(".PP\n" + plain(line) + "\n")
			default:
				b.WriteString(plain(line) + "\n")
			}
		}
		for _, item := range s.Items {
			b.WriteString(".TP\n.B " + plain(item.Term) + "\n" + plain(item.Text) + "\n")
		}
	}
	return b.String()
}

// plain is text of one line that means nothing to the formatter.
func plain(s string) string {
	s = strings.NewReplacer("\\", `\e`, "-", `\-`, "\n", " ", "\r", " ").Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	if s == "" {
		return `\&`
	}
	return s
}

// quoted is text for an argument in double quotes.
func quoted(s string) string { return strings.ReplaceAll(plain(s), `"`, `\(dq`) }

// Commands explains every command that is not hidden, the tree in its order: how
// it is called with its flags, and what for.
func (c *Command) Commands() []Item {
	var all []Item
	for _, s := range c.Listed() {
		if !s.Group {
			all = append(all, Item{s.Synopsis(), s.Short})
		}
		all = append(all, s.Commands()...)
	}
	return all
}

// Synopsis is how a person calls the command, its flags included.
func (c *Command) Synopsis() string {
	s := c.Path()
	c.Flags().VisitAll(func(f *flag.Flag) { s += " [--" + f.Name + "]" })
	return s
}

// AllFlags explains every flag of the tree once.
func (c *Command) AllFlags() []Item {
	var all []Item
	seen := map[string]bool{}
	var walk func(*Command)
	walk = func(c *Command) {
		c.Flags().VisitAll(func(f *flag.Flag) {
			if !seen[f.Name] {
				seen[f.Name] = true
				all = append(all, Item{"--" + f.Name, f.Usage})
			}
		})
		for _, s := range c.Listed() {
			walk(s)
		}
	}
	walk(c)
	return all
}
