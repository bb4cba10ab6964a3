package main

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

const (
	root      = `Software\Policies\WolkvoxHold`
	namespace = `xmlns="http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions" revision="1.0" schemaVersion="1.0"`
	generated = "Made by .ci/policydocs: run go generate ./assets after a change of the table."
)

// printer writes lines of XML.
type printer struct{ bytes.Buffer }

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }

// text escapes what is between tags.
func text(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder takes everything
	return b.String()
}

// admx are the policies without their texts: what the editor shows, and what it writes
// where.
func admx() []byte {
	p := new(printer)
	p.line(`<?xml version="1.0" encoding="utf-8"?>`)
	p.line(`<!-- Policy templates for Wolkvox Hold, without any token: that belongs into the keychain.`)
	p.line(`     Copy this file to PolicyDefinitions, and each .adml to the folder of its language there.`)
	p.line(`     %s -->`, generated)
	p.line(`<policyDefinitions %s>`, namespace)
	p.line(`  <policyNamespaces>`)
	p.line(`    <target prefix="wolkvox_hold" namespace="WolkvoxHold.Policies"/>`)
	p.line(`  </policyNamespaces>`)
	p.line(`  <resources minRequiredRevision="1.0"/>`)
	p.line(`  <supportedOn>`)
	p.line(`    <definitions>`)
	p.line(`      <definition name="since_0_1" displayName="$(string.since_0_1)"/>`)
	p.line(`    </definitions>`)
	p.line(`  </supportedOn>`)
	p.line(`  <categories>`)
	p.line(`    <category name="wolkvox_hold" displayName="$(string.wolkvox_hold)"/>`)
	p.line(`    <category name="starting_values" displayName="$(string.starting_values)" explainText="$(string.starting_values_help)">`)
	p.line(`      <parentCategory ref="wolkvox_hold"/>`)
	p.line(`    </category>`)
	p.line(`  </categories>`)
	p.line(`  <policies>`)
	for _, r := range settings.Rows() {
		p.policy(r, string(r.Key), "wolkvox_hold", root)
	}
	for _, r := range settings.Rows() {
		if !r.PolicyOnly { // what an agent cannot change needs no starting value
			p.policy(r, "default_"+string(r.Key), "starting_values", root+`\Defaults`)
		}
	}
	p.line(`  </policies>`)
	p.line(`</policyDefinitions>`)
	return p.Bytes()
}

func (p *printer) policy(r settings.Row, name, category, key string) {
	class, shows, value := "Both", fmt.Sprintf(` presentation="$(presentation.%s)"`, r.Key), ""
	if r.PerUser {
		class = "User"
	}
	if r.Kind == settings.KindSwitch {
		shows, value = "", fmt.Sprintf(` valueName="%s"`, r.Key)
	}
	p.line(`    <policy name="%s" class="%s" displayName="$(string.%s)" explainText="$(string.%[3]s_help)"%[4]s key="%s"%s>`, name, class, r.Key, shows, key, value)
	p.line(`      <parentCategory ref="%s"/>`, category)
	p.line(`      <supportedOn ref="since_0_1"/>`)
	if r.Kind == settings.KindSwitch {
		p.line(`      <enabledValue><string>on</string></enabledValue>`)
		p.line(`      <disabledValue><string>off</string></disabledValue>`)
		p.line(`    </policy>`)
		return
	}
	p.line(`      <elements>`)
	switch r.Kind {
	case settings.KindChoice:
		p.line(`        <enum id="%s" valueName="%[1]s" required="true">`, r.Key)
		for _, c := range r.Choices {
			p.line(`          <item displayName="$(string.%s_%s)"><value><string>%[2]s</string></value></item>`, r.Key, c)
		}
		p.line(`        </enum>`)
	case settings.KindNumber:
		p.line(`        <decimal id="%s" valueName="%[1]s" required="true" minValue="%d" maxValue="%d"/>`, r.Key, r.Lowest, r.Highest)
	case settings.KindManagedBy:
		for i, part := range parts {
			required := ""
			if i == 0 {
				required = ` required="true"`
			}
			p.line(`        <text id="%s_%s" key="%s\%[1]s" valueName="%[2]s"%[4]s maxLength="200"/>`, r.Key, part, key, required)
		}
	default:
		p.line(`        <text id="%s" valueName="%[1]s" required="true"/>`, r.Key)
	}
	p.line(`      </elements>`)
	p.line(`    </policy>`)
}

// parts are the texts of managed_by.
var parts = []string{"name", "contact", "link"}

// adml are the words of the policies in one language.
func adml(t policyTexts) []byte {
	p := new(printer)
	say := func(id, s string) { p.line(`      <string id="%s">%s</string>`, id, text(s)) }
	p.line(`<?xml version="1.0" encoding="utf-8"?>`)
	p.line(`<!-- %s -->`, generated)
	p.line(`<policyDefinitionResources %s>`, namespace)
	p.line(`  <displayName>%s</displayName>`, words.Product)
	p.line(`  <description>%s</description>`, text(t.Say["description"]))
	p.line(`  <resources>`)
	p.line(`    <stringTable>`)
	say("wolkvox_hold", words.Product)
	say("starting_values", t.Say["starting_values"])
	say("starting_values_help", t.Say["starting_values_help"])
	say("since_0_1", t.Say["since"])
	for _, r := range settings.Rows() {
		s := t.Settings[string(r.Key)]
		say(string(r.Key), s.Title)
		say(string(r.Key)+"_help", help(r, t))
		for _, c := range r.Choices {
			say(string(r.Key)+"_"+c, s.Choices[c])
		}
	}
	p.line(`    </stringTable>`)
	p.line(`    <presentationTable>`)
	for _, r := range settings.Rows() {
		p.presentation(r, t)
	}
	p.line(`    </presentationTable>`)
	p.line(`  </resources>`)
	p.line(`</policyDefinitionResources>`)
	return p.Bytes()
}

func (p *printer) presentation(r settings.Row, t policyTexts) {
	s := t.Settings[string(r.Key)]
	control := ""
	switch r.Kind {
	case settings.KindSwitch:
		return // enabled or disabled is all there is to it
	case settings.KindChoice:
		chosen := max(0, slices.Index(r.Choices, settings.BuiltIn().Text(r.Key)))
		control = fmt.Sprintf(`<dropdownList refId="%s" noSort="true" defaultItem="%d">%s</dropdownList>`, r.Key, chosen, text(s.Title))
	case settings.KindNumber:
		unit := strings.ToUpper(s.Unit[:1]) + s.Unit[1:]
		control = fmt.Sprintf(`<decimalTextBox refId="%s" defaultValue="%s" spinStep="%d">%s</decimalTextBox>`, r.Key, settings.BuiltIn().Text(r.Key), r.Step, text(unit))
	case settings.KindManagedBy:
		for _, part := range parts {
			control += fmt.Sprintf("\n        <textBox refId=\"%s_%s\"><label>%s</label></textBox>", r.Key, part, text(t.Say[part]))
		}
		control += "\n      "
	default:
		control = fmt.Sprintf(`<textBox refId="%s"><label>%s</label></textBox>`, r.Key, text(s.Title))
	}
	p.line(`      <presentation id="%s">%s</presentation>`, r.Key, control)
}
