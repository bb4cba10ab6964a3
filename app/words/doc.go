// Package words has every sentence that a person reads, and nothing else, in Spanish
// (neutral, Latin American), Brazilian Portuguese and English.
//
// # Rules
//
//   - A sentence about a press says what wolkvox confirmed or did not; it never
//     says "held" or "resumed", because it cannot be known which way hold toggled.
//   - Not toggled names the one thing to do now.
//   - Unknown never sounds like success or failure.
//   - No sentence contains text that a server sent, and none needs markup: the
//     characters <, > and & are not used, since some notification daemons
//     interpret them.
//   - JSON and log keys are not sentences; they stay English and stable, and are
//     in the code that writes them. Where JSON or the log repeats a sentence, it
//     is [Words.English].
//
// The rest of the program uses stable reasons (not_set_up, token_refused, chord_altgr);
// this package turns a reason into a sentence. An unknown reason gets a true general
// sentence, never an empty one.
//
// # Where things are
//
// words.go has the outcomes, catalog.go finds a sentence, language.go chooses the
// language, helpdesk.go says whom to call. The other files have the sentences for one
// part of the program each: commands, doctor, extension, session, tray, trouble (what
// is wrong with settings, policy and hotkey), wayland, window.
//
// # How to add or change a sentence
//
// The texts are in locales/active.en.json, active.es.json and active.pt.json, message
// files of go-i18n with one message a line, sorted by ID. A method of [Words] returns
// one:
//
//	func (w Words) LogIn(folder string) string { return w.text("log_in", "Folder", folder) }
//
//	"log_in": "the log is in {{.Folder}}"
//
// To add one:
//
//   - A sentence: give it an ID and write it into all three files. Each value in it
//     is a placeholder, {{.Name}}, so that another language can put it elsewhere:
//     return w.text("id", "Name", value, ...).
//   - A number of things: {"one": "...", "other": "..."} in the files, and
//     w.count("id", n). {{.Count}} is n; "one" may spell it, but in Portuguese it
//     also serves none.
//   - A sentence for each code: the IDs are family.code, and
//     w.byCode("family", code, "Name", value) finds one, if there is one; otherwise
//     use a general sentence. A message of a family need not use every value. A
//     sentence of the settings window is window.NAME, its argument {{.Arg}}; the
//     help of a command or flag is help.NAME.
//   - A sentence that ends in "call IT" or "tell IT" does so in each language,
//     because w.callIT adds whom to call.
//   - Sentences that are joined (a list, a parenthesis at the end) may be joined in
//     Go, as long as each is complete.
//
// Then run the tests of this package; with -args -layout they write the files sorted
// and in their layout. The tests find a message that is missing in a language or never
// used, a placeholder that is not filled, different plural forms, characters that do
// not belong in a sentence, and a sentence that is too long: add a new method to
// fits_test.go if Windows or the menu limits its length.
//
// # Style
//
// Agents have ten seconds between two calls: short, one action, no technical word that
// wolkvox itself does not use. Spanish says usted ("presione", "mire", never "pulsa",
// never "vos"), Portuguese você ("pressione", "olhe"). Commands, keys of settings and
// chords are not translated.
//
//	English         Spanish                     Portuguese
//	hold            la espera, en espera        a espera, em espera
//	toggle hold     poner o quitar la espera    colocar ou tirar da espera
//	hold toggled    la espera cambió            a espera mudou
//	not toggled     no cambió                   não mudou
//	press           pulsación                   acionamento
//	extension       extensión                   ramal
//	hotkey, chord   atajo, combinación          atalho, combinação
//	keychain        llavero                     chaveiro
//	setting         ajuste                      configuração
//	Settings        Configuración               Configurações
//	call IT         llame a TI                  fale com a TI
//	tell IT         avise a TI                  avise a TI
//	session         sesión                      sessão
//	bundle          paquete                     pacote
//	practice        práctica                    prática
package words
