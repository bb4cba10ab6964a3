package app

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/locale"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// language finds the language of a command when it says its first sentence: a press
// must not wait for settings that it does not need.
func (p *program) language() string { return p.languageOf(p.load()) }

// languageOf is the language that is set, else the system's.
func (p *program) languageOf(l loaded) string {
	if l.Language != "auto" {
		return l.Language
	}
	return words.Match(locale.Languages(p.getenv)...)
}

// speak changes the language to that of l. Everything said from now on is in it.
func (p *program) speak(l loaded) { p.words.Language.Set(p.languageOf(l)) }

// inEnglish is the program for JSON, which other programs read: whoever runs them,
// it stays the same.
func (p *program) inEnglish() *program {
	english := *p
	english.words = p.words.English()
	return &english
}
