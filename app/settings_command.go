package app

import "github.com/spf13/cobra"

func (p *program) settingsCommand() *cobra.Command {
	return p.command("settings", cobra.NoArgs, func(c *cobra.Command, _ []string) error { return p.openWindow(c.Context()) })
}
