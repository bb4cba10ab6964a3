package commandline

import (
	_ "embed"
	"flag"
	"slices"
	"strings"
)

// Completing is the name of the hidden command that the shells' scripts call with "--"
// and the words typed so far; the last one is unfinished.
const Completing = "__complete"

// Shells are the shells that [Script] knows.
var Shells = []string{"bash", "zsh", "fish", "powershell"}

var (
	//go:embed shells/bash
	bash string
	//go:embed shells/zsh
	zsh string
	//go:embed shells/fish
	fish string
	//go:embed shells/powershell
	powershell string
)

// Script returns the completion script of a shell for a program; empty for a shell that
// is not in [Shells].
func Script(shell, program string) string {
	text := map[string]string{"bash": bash, "zsh": zsh, "fish": fish, "powershell": powershell}[shell]
	function := "_" + strings.ReplaceAll(program, "-", "_")
	return strings.NewReplacer("PROGRAM", program, "FUNCTION", function, "COMPLETE", Completing).Replace(text)
}

// Complete returns, sorted, what the last word can become: commands, values of a first
// argument, or flags if it starts with a dash.
func (c *Command) Complete(words []string) []string {
	if len(words) == 0 {
		words = []string{""}
	}
	last := words[len(words)-1]
	target, rest := c.find(words[:len(words)-1])
	var all []string
	if strings.HasPrefix(last, "-") {
		target.Flags().VisitAll(func(f *flag.Flag) { all = append(all, "--"+f.Name) })
		all = append(all, "--help")
	} else if !slices.ContainsFunc(rest, func(word string) bool { return !strings.HasPrefix(word, "-") }) {
		for _, s := range target.Listed() {
			all = append(all, s.Name())
		}
		all = append(all, target.Values...)
	}
	slices.Sort(all)
	return slices.DeleteFunc(all, func(word string) bool { return !strings.HasPrefix(word, last) })
}
