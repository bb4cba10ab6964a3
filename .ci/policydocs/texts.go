package main

// policyText is what IT reads about one setting, in the policy editor, in the
// schema and in the reference.
type policyText struct {
	Title   string
	Help    string            // what it does; range and built-in value are added when it is printed
	Unit    string            // of a number, such as milliseconds
	Choices map[string]string // a word for each value that can be chosen
}

// policyTexts are all that IT reads about policies, in one language.
type policyTexts struct {
	Language string // en, es or pt
	Settings map[string]policyText
	// Say holds the other sentences of the generated files, by name.
	Say map[string]string
}

// policies returns the texts about policies in every language, English first.
func policies() []policyTexts {
	return []policyTexts{policyEnglish(), policySpanish(), policyPortuguese()}
}
