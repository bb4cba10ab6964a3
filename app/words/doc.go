// Package words has every sentence that a person reads, and nothing else, in English,
// Spanish (neutral, Latin American) and Brazilian Portuguese.
//
// # Rules
//
//   - A sentence about a press says what wolkvox confirmed or did not; it never
//     says "held" or "resumed", because it cannot be known which way hold toggled.
//   - Not toggled names the one thing to do now. Unknown never sounds like success
//     or failure.
//   - Who can do it decides the advice: where server or token come from IT, an agent
//     is told to call IT. A message that differs there has a second ID, in the family
//     with "_it" after its name.
//   - A notification and the command line have messages of their own: the title of a
//     notification says what to do or what is so, in at most 45 characters, and the
//     body adds one sentence of at most 90. A command line says all of it in a row.
//   - A sentence ends with a full stop. One that ends with a command or a path does
//     not, since people copy it; buttons, menu items, states and doctor's findings have
//     none either, since a detail may follow.
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
// note.go has the notifications of presses, words.go the outcomes for the command line,
// catalog.go finds a sentence, language.go chooses the language, helpdesk.go knows the
// help desk and whether IT manages the computer. The other files have the sentences for
// one part of the program each: commands, doctor, extension, session, tray, trouble
// (what is wrong with settings, policy and hotkey), wayland, window.
//
// # How to add or change a sentence
//
// The texts are in locales/active.en.json, active.es.json and active.pt.json, message
// files of go-i18n with one message a line, sorted by ID. A method of [Words] returns
// one:
//
//	func (w Words) LogIn(folder string) string { return w.text("log_in", "Folder", folder) }
//
//	"log_in": "The log is in {{.Folder}}"
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
//   - The help desk is {{.IT}}, which is filled in everywhere: "Call {{.IT}}." becomes
//     "Call IT." or "Call Help desk (ext. 100)."
//   - Sentences that are joined (a list, a parenthesis at the end) may be joined in
//     Go, as long as each is complete.
//
// Then run the tests of this package; with -args -layout they write the files sorted
// and in their layout. The tests find a message that is missing in a language or never
// used, a placeholder that is not filled, different plural forms, characters that do
// not belong in a sentence, a sentence that is too long, a word that is not used
// (style_test.go has the list), and two buttons of one name in a window. Add a new
// method to fits_test.go if Windows or the menu limits its length, and a new button to
// the list in style_test.go.
//
// Stories name a sentence by its ID (notified @note.toggled), so that better words break
// none of them.
//
// # Style
//
// Agents have two seconds, on the phone: short, one action, no technical word that
// wolkvox itself does not use. Write each language as its own writers would, not word
// by word after the English one. Spanish addresses people as usted ("presione", "mire",
// never "pulsa", never "vos"); Portuguese uses the imperative of você without saying it
// ("pressione", "olhe"). Commands, keys of settings and chords are not translated.
//
//	English              Spanish                   Portuguese
//	hold                 hold (el)                 hold (o)
//	toggle hold          cambiar hold              alternar hold
//	hold toggled         hold cambiado             hold alternado
//	hold did not change  el hold no cambió         o hold não mudou
//	not confirmed        sin confirmar             sem confirmação
//	press                pulsación                 toque
//	extension            extensión                 ramal
//	hotkey               atajo                     atalho
//	capture (a key)      capturar                  capturar
//	icon                 ícono                     ícone
//	keychain             llavero                   chaveiro
//	setting              ajuste                    configuração
//	Settings             Configuración             Configurações
//	policy               política                  política
//	call IT              llame a TI                ligue para a TI
//	sign in, session     iniciar sesión, sesión    entrar, sessão
//	log                  log                       log
//	diagnostic file      archivo de diagnóstico    arquivo de diagnóstico
//	practice             práctica                  prática
//	PROBLEM, WARNING     PROBLEMA, AVISO           PROBLEMA, AVISO
//
// In a call centre "espera" alone is the queue, "pausa" a state of the agent, and
// "grabar" or "gravar" is done to calls; "registro" is the registry of Windows.
package words
