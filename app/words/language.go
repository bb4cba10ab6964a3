package words

import (
	"strings"
	"sync/atomic"
)

// Language is the language shared by all copies of a [Words]. It may be changed while
// they are in use. A nil one is English.
type Language struct {
	// Find returns one of [Languages] when the first sentence is needed, unless Set was
	// called before: most commands do their work before they need a sentence. With nil
	// the language is English.
	Find func() string

	current atomic.Pointer[catalog]
}

// Languages returns the two-letter codes of the languages.
func Languages() []string {
	var all []string
	for _, c := range catalogs {
		all = append(all, c.code)
	}
	return all
}

// In returns the language with that code, or English if there is none.
func In(code string) *Language {
	l := new(Language)
	l.Set(code)
	return l
}

// Set changes the language, to English if there is none with that code.
func (l *Language) Set(code string) {
	if l != nil {
		l.current.Store(catalogOf(code))
	}
}

// Code returns the language's two-letter code.
func (l *Language) Code() string { return l.catalog().code }

func (l *Language) catalog() *catalog {
	if l == nil {
		return catalogs[0]
	}
	if c := l.current.Load(); c != nil {
		return c
	}
	found := catalogs[0]
	if l.Find != nil {
		found = catalogOf(l.Find())
	}
	l.current.CompareAndSwap(nil, found)
	return l.current.Load()
}

// English returns the same Words in English: for JSON and the log, which programs and
// IT read.
func (w Words) English() Words {
	w.Language = nil
	return w
}

// In returns the same Words in that language.
func (w Words) In(code string) Words {
	w.Language = In(code)
	return w
}

// Match returns the first of a person's preferred languages that is available, whatever
// its country, or English. Tags are as systems write them: es-419, es_CO.UTF-8, pt-BR,
// sr@latin.
func Match(tags ...string) string {
	for _, tag := range tags {
		if end := strings.IndexAny(tag, "-_.@"); end >= 0 {
			tag = tag[:end]
		}
		for _, c := range catalogs {
			if strings.EqualFold(tag, c.code) {
				return c.code
			}
		}
	}
	return catalogs[0].code
}
