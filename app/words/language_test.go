package words

import (
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		tags []string
		want string
	}{
		{nil, "en"},
		{[]string{""}, "en"},
		{[]string{"es_CO.UTF-8"}, "es"},
		{[]string{"es-419"}, "es"},
		{[]string{"ES-mx"}, "es"},
		{[]string{"es_ES@euro"}, "es"},
		{[]string{"pt-BR"}, "pt"},
		{[]string{"pt_PT.ISO-8859-1"}, "pt"},
		{[]string{"en-GB"}, "en"},
		{[]string{"fr_FR.UTF-8"}, "en"},                // we lack it
		{[]string{"fr-FR", "pt-BR", "es-MX"}, "pt"},    // the next best
		{[]string{"gl", "es", "en"}, "es"},             //
		{[]string{"est_EE", "ptx", "esperanto"}, "en"}, // no more than the same beginning
		{[]string{"C", "POSIX"}, "en"},
	} {
		if got := Match(tt.tags...); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.tags, got, tt.want)
		}
	}
}

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"es_CO.UTF-8", "pt-BR", "", "-", "es", "\xff", "en@", "e\u017f"} {
		f.Add(seed, "en-US")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		got := Match(a, b)
		if !slices.Contains(Languages(), got) {
			t.Fatalf("%q, %q: got %q, which is not spoken", a, b, got)
		}
		if got != "en" && !strings.Contains(strings.ToLower(strings.ToUpper(a+" "+b)), got) {
			t.Errorf("%q, %q: got %q, which nobody asked for", a, b, got)
		}
	})
}

// TestLanguage: the language is found only when it is needed, and a change counts for
// all copies.
func TestLanguage(t *testing.T) {
	found := 0
	w := Words{Language: &Language{Find: func() string { found++; return "es" }}}
	practice := w
	practice.Practice = true
	if found != 0 {
		t.Error("the language was looked for before anything was said")
	}
	if got := practice.Ready(); got != "Listo" || w.Ready() != "Listo" || found != 1 {
		t.Errorf("got %q after %d looks, want Listo after one", got, found)
	}
	if got := practice.Title(); got != "PRÁCTICA · Wolkvox Hold" {
		t.Errorf("got %q", got)
	}
	w.Language.Set("pt")
	if got := practice.Ready(); got != "Pronto" {
		t.Errorf("after a change: got %q, want Pronto", got)
	}
	if got := w.English().Ready() + w.In("es").Ready() + w.Ready(); got != "ReadyListoPronto" {
		t.Errorf("got %q", got)
	}
	w.Language.Set("fr")
	if got := w.Ready() + w.Language.Code(); got != "Readyen" {
		t.Errorf("a language that we lack: got %q", got)
	}
	set := Words{Language: &Language{Find: func() string { t.Error("looked for although it was set"); return "" }}}
	set.Language.Set("pt")
	if got := set.Ready(); got != "Pronto" {
		t.Errorf("got %q", got)
	}
	if got := (Words{Language: new(Language)}).Ready() + (Words{}).Ready(); got != "ReadyReady" {
		t.Errorf("without a language: got %q", got)
	}
}

// TestAFieldIsNamedByItsLabel: a person who sees the window does not know agent_id.
func TestAFieldIsNamedByItsLabel(t *testing.T) {
	w := Words{Language: In("es")}
	for key, want := range map[string]string{
		"server": `Servidor "x" `, "agent_id": `Extensión "x" `, "hotkey": `Atajo "x" `, "press_gap_ms": `Intervalo mínimo "x" `,
		"timeout_s": `Tiempo límite "x" `, "proxy": `Proxy "x" `, "language": `Idioma "x" `, "token": `Token "x" `, "a_new_one": `a_new_one "x" `,
	} {
		if got := w.Setting(w.Label(key), "too_long", "x"); got != want+"es demasiado largo." {
			t.Errorf("%s: got %q", key, got)
		}
	}
}

// TestLanguageWhileSpeaking: the resident's goroutines use sentences while the settings
// change.
func TestLanguageWhileSpeaking(t *testing.T) {
	w := Words{Language: &Language{Find: func() string { return "es" }}}
	var wait sync.WaitGroup
	for _, code := range []string{"pt", "en", "es"} {
		wait.Go(func() { w.Language.Set(code) })
		wait.Go(func() {
			if got := w.Ready(); got != "Listo" && got != "Pronto" && got != "Ready" {
				t.Errorf("got %q", got)
			}
		})
	}
	wait.Wait()
}
