package app

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/logon"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// The extension belongs to the person: a wrong one holds somebody else's call. Which
// one counts is decided by package settings; here is what a person gave by hand, and
// how they are asked.

// choiceFile lies beside the settings, since it is the person's and not the
// machine's. It is no setting itself: what is in it ends with the log-on or the day.
const choiceFile = "extension.json"

var (
	errNoLogon  = errors.New("log-ons cannot be told apart here")
	errNoDialog = errors.New("no window for the extension")
)

// here names this log-on. A resident keeps the name that it began with.
func (p *program) here() string {
	switch {
	case p.logon != "":
		return p.logon
	case p.logons != nil:
		return p.logons(p.getenv)
	}
	return logon.Name(p.getenv)
}

// begin fixes what a resident goes by until it ends: its log-on, and the day whose
// answer counts. So nobody is without an extension at midnight in the middle of a
// shift. Where log-ons have no name, what is chosen ends with this process.
func (p *program) begin() {
	p.since = today()
	if p.logon = p.here(); p.logon == "" {
		var random [16]byte
		_, _ = rand.Read(random[:])
		p.logon = hex.EncodeToString(random[:])
	}
}

func today() string { return time.Now().Format(settings.DayLayout) }

// days are those whose answer counts. A clock that was set back takes none away.
func (p *program) days() (first, last string) {
	last = today()
	if p.since == "" {
		return last, last
	}
	return p.since, max(p.since, last)
}

func (p *program) choices() (settingsfile.File, error) {
	path, err := settingsfile.DefaultPath(p.getenv)
	return settingsfile.File{Path: filepath.Join(filepath.Dir(path), choiceFile)}, err
}

// readChoice returns what was last given by hand; last is what counts while that
// cannot be read at all.
func (p *program) readChoice(limit time.Duration, last settings.Choice) settings.Choice {
	file, err := p.choices()
	if err != nil {
		return settings.Choice{}
	}
	raw, err := within(limit, file.Load)
	if err != nil && !errors.Is(err, settingsfile.ErrTorn) {
		return last
	}
	return settings.ParseChoice(raw)
}

// keepChoice keeps an extension given by hand, for this log-on and this day. An
// empty one takes the last back.
func (p *program) keepChoice(id string) error {
	c := settings.Choice{AgentID: id, Logon: p.here(), Day: today()}
	if l := p.load(); c.Logon == "" && !l.AgentIDByDay() {
		return errNoLogon
	}
	file, err := p.choices()
	if err != nil {
		return err
	}
	return file.Save(func(raw settings.Raw) error {
		c.Put(raw)
		return nil
	})
}

// extensionMessage is what a command sends to the resident.
type extensionMessage struct {
	AgentID string `json:"agent_id"`
}

// choose gives the extension by hand: to the resident where one runs, since it is
// the resident's log-on that counts then, else for the log-on of this process.
func (p *program) choose(id string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	conn, err := p.findResident(ctx, false)
	switch {
	case err == nil:
		defer conn.Close()
		if conn.Call(ctx, opExtension, extensionMessage{id}, nil) != nil {
			return failed(p.words.ExtensionNotKept())
		}
		return nil
	case !errors.Is(err, control.ErrNoResident):
		return failed(p.words.ResidentSilent())
	}
	switch err := p.keepChoice(id); {
	case errors.Is(err, errNoLogon):
		return failed(p.words.NoLogon())
	case err != nil:
		return failed(p.words.ExtensionNotKept())
	}
	return nil
}

// givenExtension reads an extensionMessage: an extension, or "" to take the last back.
func givenExtension(data []byte) (id string, ok bool) {
	var m extensionMessage
	if err := json.Unmarshal(data, &m); err != nil || m.AgentID == "" {
		return "", err == nil
	}
	id, err := settings.ParseAgentID(m.AgentID)
	return id, err == nil
}

// changeExtension is choose where the resident hears it. It is answered when the
// next press uses the extension.
func (r *resident) changeExtension(ctx context.Context, data []byte) control.Message {
	id, ok := givenExtension(data)
	if !ok {
		return control.Message{Err: control.CodeMalformed}
	}
	if r.practice != nil || r.current.Load().AgentIDFixed() {
		return control.Message{Err: "enforced"}
	}
	if err := r.p.keepChoice(id); err != nil {
		r.log.Warn("extension not kept", "err", err)
		return control.Message{Err: "not_kept"}
	}
	r.log.Info("the extension was given by hand")
	done := make(chan struct{})
	r.post(func() { r.reloaded(); close(done) })
	select {
	case <-done:
	case <-ctx.Done():
	}
	return control.Message{}
}

// residentTold is an outcome as the resident answers a press: with why there is no
// extension, which the command says in words of its own.
type residentTold struct {
	told
	NoExtension string `json:"no_extension,omitempty"`
}

func (r *resident) answered(o hold.Outcome) residentTold {
	t := residentTold{told: r.p.tell(o)}
	if t.Reason == string(reasonNotSetUp) {
		t.NoExtension = r.current.Load().NoAgentID()
	}
	return t
}

// whyNot says on standard error why there is no extension, where that is known.
func (p *program) whyNot(t told, code string) {
	if text := p.words.NoExtension(code); text != "" && t.Reason == string(reasonNotSetUp) {
		p.warn(text)
	}
}

// missing says that k is not set, and why where that is known.
func (l loaded) missing(w words.Words, k settings.Key) string {
	if text := w.NoExtension(l.NoAgentID()); text != "" && k == settings.AgentID {
		return text
	}
	return w.MissingSetting(string(k))
}

// agentOf returns the extension that an outcome is about, which is not the one of
// today's settings if these changed while the press was in flight. It is false for
// the press of a process that died, which left only that there was one.
func (r *resident) agentOf(o hold.Outcome) (id string, known bool) {
	if o.Number == 0 {
		return "", false
	}
	if o.Result != hold.Ignored {
		if flown := r.inFlight.Swap(nil); flown != nil {
			return *flown, true
		}
	}
	return r.current.Load().AgentID, true
}

// tell is given every outcome. It runs on the goroutine of the Toggler, which takes
// no other press meanwhile, so that the extension is that of this one.
func (r *resident) tell(o hold.Outcome) {
	id, known := r.agentOf(o)
	r.post(func() { r.told(o, id, known) })
}

// summary is the first line of an outcome's notification.
func (r *resident) summary(o hold.Outcome, id string, known bool) string {
	if !known {
		return r.p.words.SummaryOfBefore(string(o.Result))
	}
	return r.p.words.Summary(string(o.Result), id)
}

// sentence is what an outcome's notification says. A press without an extension
// names what should have given one.
func (r *resident) sentence(o hold.Outcome) string {
	if o.Reason == hold.Reason(reasonNotSetUp) {
		if text := r.p.words.NotToggledWithoutExtension(r.current.Load().NoAgentID()); text != "" {
			return text
		}
	}
	return r.p.sentence(string(o.Result), string(o.Reason), o.Reply.HTTPStatus)
}

// firstQuestions asks for what is missing at the start. The extension is asked for
// at log-on, too, where IT wants that; the settings window opens by itself only for
// a person who started us by hand.
func (r *resident) firstQuestions(background bool) {
	l := r.current.Load()
	missing := l.Missing()
	if l.AsksAgentID() {
		r.post(r.ask)
		missing = slices.DeleteFunc(missing, func(k settings.Key) bool { return k == settings.AgentID })
	}
	if len(missing) > 0 && !background && r.practice == nil {
		r.post(func() { r.menu(itemSettings) })
	}
}

// ask asks the person whose extension counts: in a small window, and where there
// can be none by a notification that says how to answer. That one comes also where
// outcomes are told by the icon alone.
func (r *resident) ask() {
	if r.openExtension(r.askByNote) != nil {
		r.askByNote()
	}
}

func (r *resident) askByNote() {
	if r.state.unseen() {
		return // an unknown outcome keeps its place; the icon says that set-up is missing
	}
	r.asking = true
	r.p.warn(r.p.words.AskExtension())
	r.notifier.Show(notify.Note{Summary: r.heading(), Body: r.p.words.AskExtension(), Urgent: true})
}

// answeredByNote takes the question off the screen, where it would stand.
func (r *resident) answeredByNote() {
	r.asking = false
	body := r.p.words.ExtensionTaken()
	if r.current.Load().AgentID == "" {
		body = r.p.words.MissingSetting(string(settings.AgentID)) // it is asked for no more
	}
	r.notifier.Show(notify.Note{Summary: r.heading(), Body: body, Expire: noteLasts})
}

// heading heads a notification that tells no outcome.
func (r *resident) heading() string { return r.p.words.Heading(r.current.Load().AgentID) }

// openExtension opens the small window for the extension as a child, once. Failed
// is called on the loop if that ends at once, as it does without OpenGL.
func (r *resident) openExtension(failed func()) error {
	if r.practice != nil {
		r.remark(r.p.words.PracticeNoSettings())
		return nil
	}
	if r.dialog != nil {
		return nil
	}
	path, err := windowProgram()
	if err != nil {
		return errNoDialog
	}
	child := exec.Command(path, "settings", "--extension")
	if err := child.Start(); err != nil {
		return err
	}
	r.dialog = child
	go func() {
		err := child.Wait()
		r.post(func() {
			r.dialog = nil
			if err != nil && r.ctx.Err() == nil {
				failed()
			}
		})
	}()
	return nil
}
