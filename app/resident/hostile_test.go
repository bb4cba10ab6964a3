//go:build linux

package resident

import (
	"bytes"
	"context"
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
	"github.com/wolkvox-hold/wolkvox-hold/app/keyboard"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// hostileTexts are texts from outside that try to be interpreted, as they are written in the
// server's JSON. Each contains "owned", so that any part of it in the output is found.
var hostileTexts = map[string]string{
	"a little of everything": "",
	"shell":                  `$(touch owned) ; owned | rm & owned`,
	"backticks":              "`owned`",
	"quotes":                 `owned \" ' \" owned`,
	"markup":                 `<img src=x onerror=owned()><a href='x'>owned</a><b>`,
	"entities":               `&amp;owned&lt;b&gt;&#60;`,
	"terminal":               `\u001b[2J\u001b]0;owned\u0007\u001b[31m\u009b31m\u0008`,
	"terminal, unescaped":    "\x1b[2Jowned\x07",
	"direction":              `owned\u202egnp.exe\u2066\u200f`,
	"direction, unescaped":   "owned\u202egnp.exe\u2066",
	"invisible":              `o\u200bw\u200dn\u00ade\ufeffd owned`,
	"NUL":                    `\u0000owned\u0000`,
	"NUL, unescaped":         "\x00owned",
	"lines":                  `owned\r\ntime=1 level=ERROR msg=owned\u2028\u2029\u0085owned`,
	"lines, unescaped":       "owned\r\nowned\u2028owned",
	"format":                 `%s%n%!d(owned) {{.owned}} ${owned}`,
	"half a surrogate pair":  `\ud800owned\udc00`,
	"broken UTF-8":           "owned\xff\xc0\x80",
	"long":                   strings.Repeat("owned ", 10_000),
	"a megabyte":             strings.Repeat("owned ", 1<<20/6),
}

// TestHostileTextOfTheServer has the server refuse a press with each text, and checks every
// place where a person or a program could receive it.
func TestHostileTextOfTheServer(t *testing.T) {
	for name, text := range hostileTexts {
		t.Run(name, func(t *testing.T) {
			d := expose(t, text)
			var o residentapi.PressOutcome
			d.ask(residentapi.OpPress, residentapi.Press{Pressed: channel.Now()}, &o)
			if o.Outcome != "not_toggled" && o.Outcome != "unknown" {
				t.Fatalf("got %s (%s), want what a refusal or an unclear answer is", o.Outcome, o.Reason)
			}

			// Menu, tooltip and notification hold nothing that the server said.
			for _, s := range texts(d.view()) {
				mustBeInert(t, "tray", s, 400)
				mustBeOurs(t, "tray", s)
			}
			note := <-d.notes
			for _, i := range []int{0, 3, 4} { // the arguments of Notify that a person reads
				s := note[i].(string)
				mustBeInert(t, "notification", s, 600)
				mustBeOurs(t, "notification", s)
				mustHaveNoMarkup(t, s)
			}

			// The terminal gets one of our sentences.
			d.out.Reset()
			d.p.Say(o.Message)
			if want := d.p.Words.Outcome(o.Outcome, o.Reason) + "\n"; d.out.String() != want {
				t.Errorf("terminal: got %q, want %q", d.out, want)
			}
			mustBeOurs(t, "terminal", d.out.String())

			// --json quotes the server, stripped and cut.
			d.out.Reset()
			d.p.PrintJSON(o)
			d.mustBeOneJSONLine("toggle --json")
			var printed residentapi.PressOutcome
			_ = json.Unmarshal(d.out.Bytes(), &printed)
			mustBeInert(t, "wolkvox_msg", printed.WolkvoxMsg, 200)
			if o.Outcome == "not_toggled" && !strings.Contains(printed.WolkvoxMsg, "owned") {
				t.Errorf("wolkvox_msg: got %q, want what was said", printed.WolkvoxMsg)
			}

			d.out.Reset()
			var s residentapi.Status
			d.ask(residentapi.OpStatus, nil, &s)
			d.p.PrintJSON(s)
			d.mustBeOneJSONLine("status --json")
			mustBeOurs(t, "status --json", d.out.String())

			d.mustLog("msg=press")
		})
	}
}

// TestHostileTextOfOthers: text from another process, a setting, a policy, a variable, an
// argument or the bus.
func TestHostileTextOfOthers(t *testing.T) {
	for name, escaped := range hostileTexts {
		var text string
		if json.Unmarshal([]byte(`"`+escaped+`"`), &text) != nil {
			text = escaped // a text that is invalid JSON can still be an argument
		}
		if text == "" {
			continue // that one is the server's
		}
		t.Run(name, func(t *testing.T) {
			d := expose(t, "")
			t.Run("another process", func(t *testing.T) {
				o := residentapi.PressOutcome{Outcome: "not_toggled", Reason: text, Message: text, WolkvoxCode: text, WolkvoxMsg: text}.Checked(d.p.Words)
				mustBeOurs(t, "the sentence of an outcome", o.Message)
				for _, s := range []string{o.Reason, o.WolkvoxCode, o.WolkvoxMsg} {
					mustBeInert(t, "an outcome's field", s, 200)
				}
				if o := (residentapi.PressOutcome{Outcome: text, Message: text}).Checked(d.p.Words); o.Outcome != "unknown" || strings.Contains(o.Message, "owned") {
					t.Errorf("an outcome that is none: got %+v", o)
				}
				s := residentapi.Status{Version: text, Extension: text, Backend: text, Hotkey: text, LastOutcome: text, LastReason: text, LastAt: text, Missing: []string{text}}
				d.out.Reset()
				d.p.PrintJSON(s)
				d.mustBeOneJSONLine("status --json")
			})
			t.Run("settings, policy and variable", func(t *testing.T) {
				all := settings.Raw{text: text, string(settings.KeyManagedBy): map[string]any{"name": text}}
				for _, k := range settings.Keys() {
					if k != settings.KeyManagedBy && k != settings.AgentIDFrom {
						all[string(k)] = text
					}
				}
				d.env["EXT"] = text
				l := env.Snapshot{Effective: settings.Merge(settings.Layers{
					Policy: all, User: settings.Raw{string(settings.AgentIDFrom): "EXT"}, Environ: d.p.Getenv,
				})}
				mustBeInert(t, "managed_by", d.p.Words.SetBy(l.HelpDesk()), 4096)
				d.errOut.Reset()
				for _, s := range d.p.Troubles(l) {
					d.p.Warn(s)
					d.r.log.Warn("settings", "problem", s)
				}
				d.mustBeLines("troubles", d.errOut, -1)
				d.mustLog("msg=settings")
			})
			t.Run("arguments", func(t *testing.T) {
				if len(text) > 1<<16 {
					text = text[:1<<16] // the system takes no more
				}
				for _, args := range [][]string{
					{text}, {"--" + text}, {"-" + text}, {"practice", text}, {"config", text}, {"config", "get", text}, {"config", "set", text, text},
					{"config", "set", "server", text}, {"config", "set", "hotkey", text}, {"config", "set", "agent_id", text}, {"config", "unset", text}, {"toggle", "--json=" + text},
				} {
					d.errOut.Reset()
					if code := runLine(t.Context(), d.p, args); code != env.ExitUsage {
						t.Errorf("%.40q: got exit %d, want %d", args, code, env.ExitUsage)
					}
					d.mustBeLines("an argument", d.errOut, 1)
				}
			})
			t.Run("the bus", func(t *testing.T) {
				d.refusal <- []any{*dbus.NewError("org.freedesktop.DBus.Error.Failed", []any{strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")})}
				// The second notification is sent after the answer to the first.
				for range 2 {
					d.r.screen.notifier.Show(notify.Note{Summary: text, Body: text})
					note := <-d.notes
					for _, i := range []int{3, 4} {
						mustBeInert(t, "notification", note[i].(string), 5*500)
						mustHaveNoMarkup(t, note[i].(string))
					}
				}
				d.mustLog(`msg="notifications unavailable"`)
			})
		})
	}
}

// exposed is a resident as it runs for an agent, except for tray and windows: with the
// pretend server, the log file, and a bus that receives its notifications.
type exposed struct {
	t           *testing.T
	p           *env.Env
	r           *resident
	out, errOut *bytes.Buffer
	env         map[string]string
	notes       chan []any // arguments of Notify
	refusal     chan []any // what Notify answers next instead of a number
	closed      chan []any // arguments of CloseNotification
	log         string     // its path
}

func expose(t *testing.T, hostile string) *exposed {
	t.Helper()
	d := &exposed{t: t, out: &bytes.Buffer{}, errOut: &bytes.Buffer{}, env: map[string]string{}, notes: make(chan []any, 8), refusal: make(chan []any, 8), closed: make(chan []any, 8)}
	d.env["XDG_CONFIG_HOME"], d.env["XDG_STATE_HOME"] = t.TempDir(), t.TempDir()
	d.p = &env.Env{Version: "1.2.3", Stdin: strings.NewReader(""), Stdout: d.out, Stderr: d.errOut, Getenv: func(k string) string { return d.env[k] }}
	d.log = filepath.Join(d.p.StateFolder(), "wolkvox-hold.log")

	const token = "0123456789abcdef0123456789abcdef0123456789abcdef0123"
	server, err := simulator.New(simulator.Options{Server: practice.Server, Token: token, HostileText: hostile})
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Misbehave("hostile_text"); err != nil {
		t.Fatal(err)
	}
	pr := &practice.Setup{Roots: server.RootCAs(), Address: server.Addr()}
	if pr.Token, err = wolkvox.ParseToken(token); err != nil {
		t.Fatal(err)
	}

	r := newResident(context.Background(), d.p, nil, pr)
	r.live.ApplyAutostart, r.screen.freeMemory = func(*env.Snapshot) error { return nil }, func() {}
	r.hotkey, r.screen.tray = &keyboard.Keyboard{}, &tray.Tray{}
	r.screen.sounds, r.screen.noIcon = &sound.Player{}, func() string { return "" }
	r.journal = env.OpenLog(d.p.StateFolder(), false, "debug")
	r.log, r.live.Log = r.journal.Logger, r.journal
	r.screen.notifier = &notify.Notifier{Log: r.log, AppName: d.p.Words.Title(), Picture: r.notePicture}
	r.toggler = &hold.Toggler{Toggle: r.toggle, Rules: r.live.Rules, Tell: r.postOutcome}
	r.live.Reload()
	d.r = r
	fakebus.Listen(t, func(c net.Conn) { fakebus.Serve(c, d.bus) })
	var parts sync.WaitGroup
	for _, run := range []func(context.Context) error{server.Run, r.screen.notifier.Run, r.loop, r.toggler.Run} {
		parts.Go(func() { _ = run(r.ctx) })
	}
	t.Cleanup(func() {
		r.end()
		parts.Wait()
		r.live.Warmth.End()
		r.live.Now().Client.Spare.Close()
		r.journal.Flush() // else the log is written while its folder is removed
	})
	return d
}

// bus is the session's, with a notification daemon.
func (d *exposed) bus(call *dbus.Message) ([]any, []dbus.Signal) {
	switch call.Headers[dbus.FieldMember].Value() {
	case "Notify":
	case "CloseNotification":
		d.closed <- call.Body
		return []any{}, nil
	default:
		return []any{true}, nil // the daemon is there
	}
	reply := []any{uint32(1)}
	select {
	case reply = <-d.refusal:
	default:
	}
	d.notes <- call.Body
	return reply, nil
}

// ask sends the resident a message of the local channel.
func (d *exposed) ask(op string, in, out any) {
	d.t.Helper()
	data, err := json.Marshal(in)
	if err != nil {
		d.t.Fatal(err)
	}
	reply := d.r.answer(d.t.Context(), nil, channel.Message{Op: op, Data: data})
	if err := json.Unmarshal(reply.Data, out); err != nil {
		d.t.Fatalf("%s: %v in %+v", op, err, reply)
	}
}

// view returns what the tray library is given.
func (d *exposed) view() tray.View {
	v := make(chan tray.View, 1)
	d.r.post(func() { v <- d.r.view() })
	return <-v
}

func texts(v tray.View) []string {
	all := []string{v.Title, v.Tooltip}
	for _, i := range v.Items {
		all = append(all, i.Label)
	}
	return all
}

func (d *exposed) mustBeOneJSONLine(sink string) {
	d.t.Helper()
	d.mustBeLines(sink, d.out, 1)
	if !json.Valid(d.out.Bytes()) {
		d.t.Errorf("%s: not JSON: %.300q", sink, d.out)
	}
}

// mustBeLines wants n whole lines without control sequences; below 0 any number.
func (d *exposed) mustBeLines(sink string, b *bytes.Buffer, n int) {
	d.t.Helper()
	lines := strings.SplitAfter(b.String(), "\n")
	if end := lines[len(lines)-1]; end != "" {
		d.t.Errorf("%s: an unfinished line %.300q", sink, end)
	}
	if n >= 0 && len(lines)-1 != n {
		d.t.Errorf("%s: got %d lines, want %d: %.300q", sink, len(lines)-1, n, b)
	}
	for _, line := range lines {
		mustBeInert(d.t, sink, strings.TrimSuffix(line, "\n"), 1<<24)
	}
}

var record = regexp.MustCompile(`^time=\S+ level=(DEBUG|INFO|WARN) msg=`)

// mustLog wants a log record that contains part, and only whole records of bounded length.
func (d *exposed) mustLog(part string) {
	d.t.Helper()
	if !d.r.journal.File.Flush(time.Minute) {
		d.t.Error("the log is not written")
	}
	b, err := os.ReadFile(d.log)
	if err != nil || !strings.Contains(string(b), part) {
		d.t.Errorf("log: %v, or nothing of %s in %.300q", err, part, b)
	}
	for line := range strings.Lines(string(b)) {
		if !record.MatchString(line) || !strings.HasSuffix(line, "\n") {
			d.t.Errorf("log: a line that is no record: %.300q", line)
		}
		mustBeInert(d.t, "log", strings.TrimSuffix(line, "\n"), 4096)
	}
}

// mustBeInert wants text without control characters. Our own line breaks in the body of a
// notification are fine.
func mustBeInert(t *testing.T, sink, s string, limit int) {
	t.Helper()
	if !utf8.ValidString(s) {
		t.Errorf("%s: not UTF-8: %.300q", sink, s)
	}
	if n := utf8.RuneCountInString(s); n > limit {
		t.Errorf("%s: %d characters, want at most %d", sink, n, limit)
	}
	for _, r := range s {
		if !unicode.IsPrint(r) && (r != '\n' || sink != "notification") {
			t.Errorf("%s: %q in %.300q", sink, r, s)
			return
		}
	}
}

// mustBeOurs wants nothing of a hostile text.
func mustBeOurs(t *testing.T, sink, s string) {
	t.Helper()
	if strings.Contains(s, "owned") {
		t.Errorf("%s: repeats what came from outside: %.300q", sink, s)
	}
}

var entity = regexp.MustCompile(`&(amp|lt|gt);`)

// mustHaveNoMarkup wants text that a daemon which renders markup shows unchanged.
func mustHaveNoMarkup(t *testing.T, s string) {
	t.Helper()
	if strings.ContainsAny(entity.ReplaceAllString(s, ""), "<>&") {
		t.Errorf("notification: markup in %.300q", s)
	}
}
