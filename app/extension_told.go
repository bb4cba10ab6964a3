package app

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
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
	t := residentTold{told: toldOf(r.p, o), AfterUnknown: o.AfterUnknown}
	if t.Reason == string(press.NotSetUp) {
		t.NoExtension = r.current.Load().NoAgentID()
	}
	return t
}

// whyNot says on standard error why there is no extension, where that is known.
func whyNot(p *env.Env, t told, code string) {
	if text := p.Words.NoExtension(code); text != "" && t.Reason == string(press.NotSetUp) {
		p.Warn(text)
	}
}

// tell is given every outcome. It runs on the goroutine of the Toggler.
func (r *resident) tell(o hold.Outcome) { r.post(func() { r.told(o) }) }

// summary is the first line of an outcome's notification. Of the press of a process
// that died nobody knows the extension.
func (r *resident) summary(o hold.Outcome) string {
	if o.Number == 0 {
		return r.p.Words.SummaryOfBefore(string(o.Result))
	}
	return r.p.Words.Summary(string(o.Result), o.AgentID)
}

// sentence is what an outcome's notification says. A press without an extension
// names what should have given one.
func (r *resident) sentence(o hold.Outcome) string {
	if o.Reason == hold.Reason(press.NotSetUp) && !o.AfterUnknown {
		if text := r.p.Words.NotToggledWithoutExtension(r.current.Load().NoAgentID()); text != "" {
			return text
		}
	}
	return sentenceOf(r.p, o)
}
