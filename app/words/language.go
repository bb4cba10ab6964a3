package words

import (
	"strings"
	"sync/atomic"
)

// Language is the language that all copies of a [Words] speak. It may be changed
// while they are in use. A nil one is English.
type Language struct {
	// Find works out the language when the first sentence is needed, unless Set was
	// called before: most commands have done their work by then. It returns one of
	// [Languages]; where it is nil the language is English.
	Find func() string

	now atomic.Pointer[catalog]
}

// Languages are the languages that are spoken, by their two letters.
func Languages() []string {
	var all []string
	for _, c := range catalogs {
		all = append(all, c.code)
	}
	return all
}

// In is the language of that code, English for one that we lack.
func In(code string) *Language {
	l := new(Language)
	l.Set(code)
	return l
}

// Set changes the language, to English for one that we lack.
func (l *Language) Set(code string) {
	if l != nil {
		l.now.Store(catalogOf(code))
	}
}

// Code returns the language's two letters.
func (l *Language) Code() string { return l.catalog().code }

func (l *Language) catalog() *catalog {
	if l == nil {
		return catalogs[0]
	}
	if c := l.now.Load(); c != nil {
		return c
	}
	found := catalogs[0]
	if l.Find != nil {
		found = catalogOf(l.Find())
	}
	l.now.CompareAndSwap(nil, found)
	return l.now.Load()
}

// English speaks English to the same person: for JSON and the log, which programs
// and IT read.
func (w Words) English() Words {
	w.Language = nil
	return w
}

// In speaks that language to the same person.
func (w Words) In(code string) Words {
	w.Language = In(code)
	return w
}

// Match picks a language for a person who wants these, the best first: the first
// that is spoken, whatever its country, else English. Tags are as systems write
// them: es-419, es_CO.UTF-8, pt-BR, sr@latin.
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
