package words

// PolicyText is what IT reads about one setting, in the policy editor, in the
// schema and in the reference.
type PolicyText struct {
	Title   string
	Help    string            // what it does; range and built-in value are added by whoever prints it
	Unit    string            // of a number, such as milliseconds
	Choices map[string]string // a word for each value that can be chosen
}

// PolicyTexts are all that IT reads about policies, in one language.
type PolicyTexts struct {
	Language string // en, es or pt
	Settings map[string]PolicyText
	// Say holds the other sentences of the generated files, by name.
	Say map[string]string
}

// Policies returns the texts about policies in every language, English first. They
// are made anew at each call, so that a program that never prints them does not
// hold them.
func Policies() []PolicyTexts {
	return []PolicyTexts{policyEnglish(), policySpanish(), policyPortuguese()}
}
