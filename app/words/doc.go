// Package words holds every sentence that a person reads, and nothing else, in
// Spanish (neutral, of Latin America), Brazilian Portuguese and English.
//
// # Rules
//
//   - A sentence about a press says what wolkvox confirmed or did not; it never
//     says "held" or "resumed", because nothing tells which way hold toggled.
//   - Not toggled names the one thing to do now.
//   - Unknown never sounds like success or failure.
//   - No sentence holds text that a server sent, and none needs markup: the
//     characters <, > and & stay out, since some notification daemons render
//     them.
//   - JSON and log keys are not sentences; they stay English and stable, and
//     live with the code that writes them. Where JSON or the log repeats a
//     sentence it is [Words.English].
//
// The rest of the program speaks in stable reasons (not_set_up, token_refused,
// chord_altgr); this package turns a reason into words. An unknown reason gets a
// truthful general sentence, never an empty one.
//
// # How to add or change a sentence
//
// The texts stand in locales/active.en.json, active.es.json and active.pt.json,
// message files of go-i18n with one message a line, sorted by ID. A method of
// [Words] asks for one:
//
//	func (w Words) LogIn(folder string) string { return w.text("log_in", "Folder", folder) }
//
//	"log_in": "the log is in {{.Folder}}"
//
// A method that still has its English in the source is converted so:
//
//   - A sentence: give it an ID and write it into all three files. Each value that
//     is joined to it becomes a place, {{.Name}}, so that another language can put
//     it elsewhere: return w.text("id", "Name", value, ...).
//   - A number of things: {"one": "...", "other": "..."} in the files, and
//     w.count("id", n). {{.Count}} is n; "one" may spell it, but in Portuguese it
//     also serves none.
//   - A map or switch from codes to sentences: the IDs are family.code, and
//     w.coded("family", code, "Name", value) finds one, if it is there; behind it
//     stands the general sentence. A message of a family need not use every value
//     that it is given. A sentence of the settings window is window.NAME, its
//     argument {{.Arg}}; the help of a command or flag is help.NAME.
//   - A sentence that ends in "call IT" or "tell IT" ends so in each language, since
//     w.callIT names behind it whom to call.
//   - Sentences that are joined (a list, a parenthesis at the end) may be joined in
//     Go, as long as each is whole.
//
// Then run the tests of this package; with -args -layout they write the files
// sorted and laid out. The tests see a message that is missing in a language, one
// that nothing asks for, a place that is not filled, other plural forms, characters
// that do not belong in a sentence, and what is too long for its place: add a new
// method to fits_test.go where Windows or the menu bounds it.
//
// # Style
//
// Agents have ten seconds between two calls: short, one action, no technical word
// that wolkvox itself does not use. Spanish says usted ("presione", "mire", never
// "pulsa", never "vos"), Portuguese você ("pressione", "olhe"). What is typed stays
// as it is: commands, keys of settings, chords.
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
