package words

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// word matches whole words, also with accents, which \b of package regexp does not know.
func word(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)(?:^|[^\p{L}])(` + pattern + `)(?:$|[^\p{L}])`)
}

// forbidden has, for each language, what nothing says that a person reads: old or translated
// turns, words that mean something else in a call centre or on Windows, and second names of
// things that have one.
var forbidden = map[string][]struct {
	word *regexp.Regexp
	why  string
}{
	"en": {
		{word(`anew|lest|whoever|whole path|is to be had|stands in|has none of it|mend(s|ed|ing)?`), "write modern English"},
		{word(`telephones?`), "write phone"},
		{word(`log(s|ged)?[- ]?on|log(s|ged)? off and on`), "write sign in"},
		{word(`wolkvox'`), "write wolkvox's"},
		{word(`bundles?`), "write diagnostic file"},
		{word(`record(s|ed|ing)?`), "calls are recorded; write capture"},
		{word(`paused?|pauses`), "an agent pauses"},
		{word(`tell me by|are wanted`), "write notify me with, turned on, turned off"},
		{word(`(call|calls)( is| was| were| are)? (held|resumed)|held calls?|was resumed|brings? it back`), "nothing tells which way hold toggled"},
		{word(`tray icons?|icon of the tray`), "write icon"},
		{word(`licences?|behaviours?|colours?|cancelled`), "write American English"},
	},
	"es": {
		{word(`iconos?`), "se escribe ícono"},
		{word(`grab(ar|a|e|ado|ada|ación|ando)`), "se graban llamadas; escriba capturar o guardar"},
		{word(`registros?|registrar|registra`), "es el Registro de Windows; escriba log"},
		{word(`paquetes?`), "es el instalador; escriba archivo de diagnóstico"},
		{word(`cortafuegos`), "escriba firewall"},
		{word(`directivas?`), "escriba política"},
		{word(`(en|la|una|de) espera`), "es la cola; escriba hold"},
		{word(`pausas?`), "es un estado del agente"},
		{word(`servidor(es)? de nombres|de afuera|no hay camino|se quieren?|ahora vale|nada de él vale|se le vuelve a preguntar`), "escriba español actual"},
		{word(`pulsa|pulse|haz|pon|tú|vos|tu`), "se trata de usted; escriba presione"},
		{word(`ordenador(es)?|móvil|vale|directorio`), "no es español de América"},
		{word(`sesión de log|hacer log`), "escriba iniciar sesión"},
	},
	"pt": {
		{word(`acionamentos?|acionar|aciona`), "escreva toque"},
		{word(`\p{L}+-(o|a|os|as|lo|la|los|las|no|na|me|se)`), "escreva o substantivo em vez do pronome"},
		{word(`grav(ar|ado|ada|ação|ando|a|e)`), "chamadas são gravadas; escreva capturar ou salvar"},
		{word(`registros?|registrar|registrado`), "é o Registro do Windows; escreva log"},
		{word(`pacotes?`), "é o instalador; escreva arquivo de diagnóstico"},
		{word(`(em|da|de|a) espera`), "é a fila; escreva hold"},
		{word(`pausas?`), "é um estado do agente"},
		{word(`ponha|pôr|nomeie|nomeia|deve dá|não se usa|a área de trabalho recusou|servidor(es)? de nomes|de fora`), "escreva português atual"},
		{word(`diretivas?`), "escreva política"},
		{word(`ligaç(ão|ões)`), "escreva chamada"},
		{word(`pedidos?`), "é o que um cliente compra; escreva solicitação"},
		{word(`logon|log-on`), "escreva entrar ou sessão"},
		{word(`tu|teu|tua|ecrã|utilizador|ficheiro`), "não é português do Brasil"},
	},
}

// meant are the forbidden words where they are meant: of Windows, of a key, of practice.
var meant = map[string]*regexp.Regexp{
	"en": regexp.MustCompile(`Pause|--bundle`),
	"es": regexp.MustCompile(`hold \((poner )?en espera\)|Registro de Windows|Pause|--bundle`),
	"pt": regexp.MustCompile(`hold \((colocar )?em espera\)|Registro do Windows|Pause`),
}

// spoken returns what is wrong with the words of a text.
func spoken(code, text string) []string {
	var wrong []string
	text = meant[code].ReplaceAllString(text, "")
	for _, f := range forbidden[code] {
		if m := f.word.FindStringSubmatch(text); m != nil {
			wrong = append(wrong, fmt.Sprintf("%q: %s", m[1], f.why))
		}
	}
	return wrong
}

// buttons are the buttons that one window shows, by its name.
var buttons = map[string][]string{
	"settings": {
		"window.save", "window.check", "window.more", "window.record", "window.record_cancel", "window.try", "window.try_cancel",
		"window.token_store", "window.token_replace", "window.token_clear", "window.token_keep", "window.token_yes_clear", "window.token_yes_replace",
	},
	"extension": {"window.extension_ok", "window.extension_cancel"},
	"steps":     {"window.edit_copy", "steps.close"},
	"menu":      {"menu.toggle", "menu.extension", "menu.settings", "menu.practice", "menu.practice_close", "steps.how", "menu.log", "menu.about", "menu.quit"},
}

// style returns what is wrong with the sentences of a catalog, beside what check finds.
func style(code string, all map[string]forms) []string {
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, code+": "+fmt.Sprintf(format, args...)) }
	for id, texts := range all {
		for _, s := range texts {
			for _, bad := range spoken(code, s) {
				say("%s: %s", id, bad)
			}
			limit, of := 0, ""
			switch {
			case strings.HasPrefix(id, "note_why."), strings.HasPrefix(id, "note") && strings.HasSuffix(id, "_body"):
				limit, of = maxNoteBody, "body"
			case strings.HasPrefix(id, "note_do."), strings.HasPrefix(id, "note_ignored."), strings.HasPrefix(id, "hint."), strings.HasPrefix(id, "note."):
				limit, of = maxNoteTitle, "title"
			}
			if n := utf8.RuneCountInString(s); limit > 0 && n > limit {
				say("%s: a notification's %s has %d characters, not %d: %q", id, of, limit, n, s)
			}
			if body, ok := all[id+"_body"]; ok && strings.Contains(strings.ToLower(body[""]), strings.ToLower(s)) {
				say("%s: the body repeats the title %q", id, s)
			}
		}
	}
	for window, ids := range buttons {
		names := map[string]string{}
		for _, id := range ids {
			if name, ok := all[id]; ok {
				if other, twice := names[name[""]]; twice {
					say("%s and %s: two buttons of one name in the window %s: %q", other, id, window, name[""])
				}
				names[name[""]] = id
			}
		}
	}
	return wrong
}

func TestStyle(t *testing.T) {
	for _, c := range catalogs {
		all, err := read(c.code, c.messages)
		if err != nil {
			t.Fatal(err)
		}
		for _, wrong := range style(c.code, all) {
			t.Error(wrong)
		}
		for window, ids := range buttons {
			for _, id := range ids {
				if _, ok := all[id]; !ok {
					t.Errorf("%s: the window %s has no button %s any more", c.code, window, id)
				}
			}
		}
	}
}

// TestBrokenStyle tests the checker: each fault gives one line.
func TestBrokenStyle(t *testing.T) {
	for _, tt := range []struct{ code, id, text, want string }{
		{"en", "note.x", strings.Repeat("x", 46), "en: note.x: a notification's title has 45 characters, not 46"},
		{"en", "note_do.x", strings.Repeat("x", 46), "en: note_do.x: a notification's title has 45 characters"},
		{"en", "note.x_body", strings.Repeat("é", 91), "en: note.x_body: a notification's body has 90 characters"},
		{"en", "note_why.x", strings.Repeat("é", 91), "en: note_why.x: a notification's body has 90 characters"},
		{"en", "note.toggled", "confirmed", "en: note.toggled: the body repeats the title"},
		{"en", "window.try", "Save", "two buttons of one name in the window settings"},
		{"en", "x", "Set the token anew.", `en: x: "anew": write modern English`},
		{"en", "x", "Recording ended.", `en: x: "Recording": calls are recorded`},
		{"en", "x", "Your call was resumed.", "which way hold toggled"},
		{"es", "x", "Haga clic en el icono.", "se escribe ícono"},
		{"es", "x", "Grabar…", "se graban llamadas"},
		{"es", "x", "El Registro", "escriba log"},
		{"es", "x", "La espera cambió.", "escriba hold"},
		{"pt", "x", "Um acionamento.", "escreva toque"},
		{"pt", "x", "Desbloqueie-o.", "em vez do pronome"},
		{"pt", "x", "Gravação", "chamadas são gravadas"},
		{"pt", "x", "O pedido foi recusado.", "é o que um cliente compra"},
		{"en", "x", "Licence: none", "write American English"},
	} {
		all := map[string]forms{
			"note.toggled": {"": "Hold"}, "note.toggled_body": {"": "Confirmed by it."}, "window.save": {"": "Save"}, "window.try": {"": "Try"},
		}
		if wrong := style(tt.code, all); wrong != nil {
			t.Fatalf("a good one: %q", wrong)
		}
		all[tt.id] = forms{"": tt.text}
		if got := style(tt.code, all); len(got) != 1 || !strings.Contains(got[0], tt.want) {
			t.Errorf("%s %s: got %q, want one line with %q", tt.code, tt.id, got, tt.want)
		}
	}
}

// presses are all presses that a notification reports.
func presses(t *testing.T) iter.Seq[Press] {
	reasons := map[string][]string{
		"toggled": {"confirmed"}, "not_toggled": append(family(t, "note_why"), "not_set_up"), "unknown": family(t, "unknown"), "ignored": family(t, "ignored"),
	}
	return func(yield func(Press) bool) {
		for result, reasons := range reasons {
			for _, reason := range reasons {
				for _, extension := range []string{"", "12345", longExtension, strings.Repeat("9", 20)} {
					p := Press{Result: result, Reason: reason, AgentID: extension}
					after, only, crashed, more := p, p, p, p
					after.AfterUnknown, only.OnlyExtension, crashed.Crashed = true, true, true
					if result != "ignored" {
						more.AlsoIgnored, more.ThirdUnknown = 99, result == "unknown"
					}
					for _, p := range []Press{p, after, only, crashed, more} {
						if !yield(p) {
							return
						}
					}
				}
			}
		}
	}
}

// TestNotifications: a title has 45 characters and each line of a body 90, with the longest
// extension and help desk; the body adds something, and the extension is in it or in the title.
func TestNotifications(t *testing.T) {
	long := strings.Repeat("Mesa de ayuda de la operación ", 3)
	for _, c := range catalogs {
		for _, desk := range []struct {
			name, contact string
			manages       bool
		}{{"", "", false}, {"", "", true}, {"Soporte", "", false}, {"Mesa de ayuda", "ext. 100", true}, {"", "ext. 100", true}, {long, long, true}, {"", long, true}} {
			w := Words{Language: In(c.code), IT: &HelpDesk{}}
			w.IT.Set(desk.name, desk.contact, "", desk.manages)
			for p := range presses(t) {
				title, body := w.Note(p)
				plain, _, _ := strings.Cut(title, separator)
				lines := strings.Split(body, "\n")
				switch {
				case !fits(title, maxNoteTitle) || slices.ContainsFunc(lines, func(s string) bool { return !fits(s, maxNoteBody) }):
					t.Errorf("%s: %+v, IT %+v: too long: %q, %q", c.code, p, desk, title, body)
				case strings.Contains(strings.ToLower(body), strings.ToLower(plain)):
					t.Errorf("%s: %+v: the body repeats the title: %q, %q", c.code, p, title, body)
				case title == "" || body == "" || strings.Contains(title+body, "  ") || strings.HasSuffix(body, " "):
					t.Errorf("%s: %+v: %q, %q", c.code, p, title, body)
				case p.AgentID != "" && !p.Crashed && !(p.OnlyExtension && p.Reason == "not_set_up") && !strings.Contains(title+body, p.AgentID):
					t.Errorf("%s: %+v: no extension: %q, %q", c.code, p, title, body)
				case p.AgentID == "12345" && p.Result != "not_toggled" && !p.Crashed && !strings.HasSuffix(title, separator+"12345"):
					t.Errorf("%s: %+v: the extension is not last: %q", c.code, p, title)
				}
			}
		}
	}
	w := Words{Language: In("en"), IT: &HelpDesk{}}
	w.IT.Set("Help desk", "ext. 100", "", true)
	for p, want := range map[Press][2]string{
		{Result: "toggled", AgentID: "12345"}:                                                {"Hold toggled · 12345", "Confirmed by wolkvox."},
		{Result: "not_toggled", Reason: "connect", AgentID: "12345"}:                         {"Hold did not change: press again · 12345", "Could not connect to wolkvox. Check the network."},
		{Result: "not_toggled", Reason: "token_refused", AgentID: "12345"}:                   {"Hold did not change: call Help desk · 12345", "wolkvox refused the stored token. ext. 100"},
		{Result: "unknown", AgentID: "12345"}:                                                {"Check wolkvox Agent · 12345", "Not confirmed: it may have changed, or may within a minute. Look before you press again."},
		{Result: "ignored", Reason: "too_soon", AgentID: "12345"}:                            {"Too soon, not sent · 12345", "Wait a second, then press."},
		{Result: "not_toggled", Reason: "not_set_up"}:                                        {"Not set up yet: call Help desk", "IT's settings are missing on this computer. ext. 100"},
		{Result: "not_toggled", Reason: "not_set_up", OnlyExtension: true}:                   {"Set your extension", "Right-click the icon by the clock, then Extension. Presses do nothing until then."},
		{Result: "not_toggled", Reason: "proxy", AgentID: "12345", AfterUnknown: true}:       {"Check wolkvox Agent · 12345", "This press changed nothing. An earlier one is not confirmed: look before you press again."},
		{Result: "unknown", Reason: "crashed", Crashed: true}:                                {"Check wolkvox Agent", "Wolkvox Hold closed during a press: hold may have changed. Look before you press again."},
		{Result: "toggled", AgentID: "12345", AlsoIgnored: 1}:                                {"Hold toggled · 12345", "Confirmed by wolkvox.\nYour second press was not sent."},
		{Result: "unknown", Reason: "timeout", AgentID: "12345", ThirdUnknown: true}:         {"Check wolkvox Agent · 12345", "Not confirmed: it may have changed, or may within a minute. Look before you press again.\nThird time in a row: call Help desk (ext. 100)."},
		{Result: "not_toggled", Reason: "keychain_locked", AgentID: "12345", AlsoIgnored: 0}: {"Hold did not change: unlock the keychain", "The keychain with the token is locked.\nExtension 12345"},
	} {
		if title, body := w.Note(p); title != want[0] || body != want[1] {
			t.Errorf("%+v: got %q, %q, want %q", p, title, body, want)
		}
	}
}

// others are the files beside the catalogs that people read, with the language of each; without
// one, each line names its own. What except matches is not looked at yet: take it out once the
// file is rewritten.
var others = []struct{ files, code, except string }{
	{"../../assets/windows/en-US/*.adml", "en", ""},
	{"../../assets/windows/es-*/*.adml", "es", ""},
	{"../../assets/windows/pt-BR/*.adml", "pt", ""},
	{"../../assets/linux/*.desktop", "", ""},
	{"../../assets/linux/*.metainfo.xml", "", ""},
	{"../../assets/docs/policy.md", "en", ""},
	{"../../assets/docs/policy.es.md", "es", ""},
	{"../../assets/docs/policy.pt.md", "pt", ""},
	{"../../assets/docs/agent-guide.en.md", "en", ""},
	{"../../assets/docs/agent-guide.es.md", "es", "ícono|escriba hold"},
	{"../../assets/docs/agent-guide.pt.md", "pt", "toque|escreva hold|pronome"},
}

// TestOneWordForOneThing: policy templates, desktop files and guides have the words of the
// catalogs. Code in them is not looked at.
func TestOneWordForOneThing(t *testing.T) {
	for _, o := range others {
		files, _ := filepath.Glob(o.files)
		if len(files) == 0 {
			t.Errorf("%s: there is no such file", o.files)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for n, line := range strings.Split(string(text), "\n") {
				code := o.code
				if m := ownLanguage.FindStringSubmatch(line); code == "" && m != nil {
					code = m[1] + m[2]
				} else if code == "" {
					code = "en"
				}
				for _, bad := range spoken(code, inlineCode.ReplaceAllString(line, "")) {
					if o.except == "" || !regexp.MustCompile(o.except).MatchString(bad) {
						t.Errorf("%s:%d: %s", file, n+1, bad)
					}
				}
			}
		}
	}
}

var (
	// ownLanguage finds the language of one line of a .desktop file or of a description.
	ownLanguage = regexp.MustCompile(`^\w+\[(\w+)\]=|xml:lang="(\w+)"`)
	// inlineCode is code in a page, and the names and links in markup, which are not words.
	inlineCode = regexp.MustCompile("`[^`]*`|\\]\\([^)]*\\)|<[^>]*>")
)
