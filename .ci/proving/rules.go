package main

// rule is one safety rule: how it is taken out, and the test that sees it gone.
type rule struct {
	name    string
	pkg     string // the package of the test, below the module's root
	test    string
	changes []change
}

// change replaces text that stands exactly once in a file. It goes by the text
// and not by the line, so that it fits until the rule itself is written anew.
type change struct{ file, old, new string }

// in is a rule that one change takes out.
func in(name, file, old, new, pkg, test string) rule {
	return rule{name, pkg, test, []change{{file, old, new}}}
}

var rules = concat(pressRules, outcomeRules, spareRules, processRules, textRules, officeRules, policyRules, networkRules, extensionRules, doctorRules, waylandRules, wayRules)

func concat(all ...[]rule) (list []rule) {
	for _, some := range all {
		list = append(list, some...)
	}
	return list
}
