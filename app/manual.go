package app

import (
	"strconv"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// manualCommand prints the manual page, for whoever packages the program. It
// stands in no help.
const manualCommand = "__manual"

func (p *program) manual(root *commandline.Command) *commandline.Command {
	c := p.command(manualCommand, p.noArgs, func(*commandline.Command, []string) error {
		p.lines(p.manualPage(root).Page())
		return nil
	})
	c.Hidden = true
	return c
}

// manualPage is made of the tree of commands, so that it cannot be stale.
func (p *program) manualPage(root *commandline.Command) commandline.Manual {
	w := p.words.English()
	section := func(name, text string, items ...commandline.Item) commandline.Section {
		return commandline.Section{Head: w.ManualHead(name), Text: text, Items: items}
	}
	explained := func(about func(string) string, terms ...string) (items []commandline.Item) {
		for _, term := range terms {
			items = append(items, commandline.Item{Term: term, Text: about(term)})
		}
		return items
	}
	helped := func(items []commandline.Item) []commandline.Item {
		for i := range items {
			items[i].Text = w.Help(items[i].Text)
		}
		return items
	}
	var codes []commandline.Item
	for code := exitDone; code <= exitIgnored; code++ {
		codes = append(codes, commandline.Item{Term: strconv.Itoa(code), Text: w.ManualExit(code)})
	}
	return commandline.Manual{
		Name:    programName,
		Version: words.Product + " " + p.version,
		Sections: []commandline.Section{
			section("name", programName+" - "+w.Help(root.Short)),
			section("synopsis", root.Synopsis()+"\n"+programName+" COMMAND"),
			section("description", w.ManualAbout()),
			section("commands", "", helped(root.Commands())...),
			section("options", "", helped(root.AllFlags())...),
			section("exit", "", codes...),
			section("files", "", explained(w.ManualFile,
				"$XDG_CONFIG_HOME/wolkvox-hold/config.json", "$XDG_CONFIG_HOME/autostart/wolkvox-hold.desktop", "$XDG_STATE_HOME/wolkvox-hold/",
				"/etc/wolkvox-hold/policy.json", "/etc/xdg/autostart/wolkvox-hold.desktop", "/usr/lib/systemd/user/wolkvox-hold.service")...),
			section("environment", "", explained(w.ManualEnvironment, "HTTPS_PROXY, NO_PROXY", "SSL_CERT_FILE, SSL_CERT_DIR")...),
		},
	}
}
