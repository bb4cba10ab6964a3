package app

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// residentTold is an outcome as the resident answers a press: with why there is no
// extension, which the command says in words of its own.
type residentTold struct {
	told
	NoExtension string `json:"no_extension,omitempty"`
	// AfterUnknown says that the outcome of an earlier press is unknown.
	AfterUnknown bool `json:"after_unknown,omitempty"`
}

func (r *resident) answered(o hold.Outcome) residentTold {
	t := residentTold{told: r.p.tell(o), AfterUnknown: o.AfterUnknown}
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
	if o.Result == hold.Unknown && r.ctx.Err() != nil {
		r.cutShort.Store(true)
	}
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
	if o.Reason == hold.Reason(reasonNotSetUp) && !o.AfterUnknown {
		if text := r.p.words.NotToggledWithoutExtension(r.current.Load().NoAgentID()); text != "" {
			return text
		}
	}
	return r.p.sentenceOf(o)
}
