package settings

import (
	"maps"
	"slices"
	"strings"
)

// Origin says where a value comes from.
type Origin string

// The origins, strongest first.
const (
	OriginPolicy        Origin = "policy"         // set by IT and enforced
	OriginUser          Origin = "user"           // set by the agent
	OriginPolicyDefault Origin = "policy default" // suggested by IT
	OriginMachine       Origin = "machine"        // what the installer was told
	OriginBuiltIn       Origin = "built in"
)

// maxProblems bounds what one origin can put into the log: a settings file may
// hold tens of thousands of unknown keys.
const maxProblems = 50

// Raw is a set of values as they were decoded: string, bool, json.Number,
// int, int64, uint64, float64, or a map[string]any for managed_by.
type Raw map[string]any

// Layers are the places where values are set. Any of them may be nil.
type Layers struct {
	Policy        Raw // enforced for the machine; an agent_id in it is ignored
	UserPolicy    Raw // enforced for this user (Windows: HKCU); may set agent_id; comes after Policy
	User          Raw // the user's settings file
	PolicyDefault Raw // suggested for the machine; an agent_id in it is ignored
	UserDefault   Raw // suggested for this user; may set agent_id; comes after PolicyDefault
	Machine       Raw // what the installer was told; an agent_id in it is ignored

	// Environ looks up an environment variable for agent_id_from, as
	// os.Getenv does; nil finds nothing.
	Environ func(string) string
	// MenuAgentID is the extension that the agent chose in the menu in this
	// log-on. It wins over agent_id_from, and counts beside that only: without it
	// what the agent chooses lies in User. Empty: nothing was chosen.
	MenuAgentID string
	// AnsweredAgentID is what the agent answered when ask_agent_id=start asked
	// last, if that answer still counts. Empty: there is none.
	AnsweredAgentID string
}

// Effective are the values that count, and where each comes from.
type Effective struct {
	Values
	origins  map[Key]Origin
	problems []Error
	fixed    bool
	passing  bool   // the extension is not one that settings hold
	byDay    bool   // it is the answer of a day
	nobody   string // why there is no extension, a code
}

// Merge finds the value that counts for each key: the first good one in the
// order policy, user, policy default, machine, built in. See the package
// documentation for agent_id.
func Merge(l Layers) Effective {
	e := Effective{Values: BuiltIn(), origins: map[Key]Origin{}}
	for _, layer := range []struct {
		raw     Raw
		origin  Origin
		byIT    bool // may hold what only a policy can set
		perUser bool // may hold agent_id
	}{
		{l.Policy, OriginPolicy, true, false},
		{l.UserPolicy, OriginPolicy, true, true},
		{l.User, OriginUser, false, true},
		{l.PolicyDefault, OriginPolicyDefault, true, false},
		{l.UserDefault, OriginPolicyDefault, true, true},
		{l.Machine, OriginMachine, false, false},
	} {
		var problems []Error
		for _, name := range slices.Sorted(maps.Keys(layer.raw)) {
			k, known := Known(name)
			v := layer.raw[name]
			var x any
			var err error
			switch {
			case !known:
				err = unknown(name)
			case isEmpty(v):
				continue
			case k.PolicyOnly() && !layer.byIT:
				err = Error{Key: k, Code: CodePolicyOnly}
			case k.Row().PerUser && !layer.perUser:
				err = Error{Key: k, Code: CodeAgentIDNotPerUser}
			default:
				x, err = read(k, v)
			}
			if e, refused := err.(Error); refused && k == Warm && e.Code == CodeNotOneOf && strings.EqualFold(strings.TrimSpace(e.Value), "on") {
				// Older versions had it, and policies may hold it for years.
				e.Code, e.Origin = CodeWarmOn, layer.origin
				problems = append(problems, e)
				x, err = BuiltIn().Warm, nil
			}
			_, taken := e.origins[k]
			if err != nil {
				problems = append(problems, found(err, layer.origin))
				if k == AgentIDFrom && !taken {
					e.origins[k] = layer.origin // it keeps its place, empty: no weaker source may decide
				}
			} else if !taken {
				e.put(k, x)
				e.origins[k] = layer.origin
			}
		}
		e.problems = append(e.problems, problems[:min(len(problems), maxProblems)]...)
	}
	e.chooseAgentID(l)
	return e
}

// chooseAgentID settles whose extension counts. It never falls back to a
// number when a variable or an answer was meant to decide: that number may be of
// the person who sat here before, and toggling with it holds their call.
func (e *Effective) chooseAgentID(l Layers) {
	_, byVariable := e.origins[AgentIDFrom]
	if e.Origin(AgentID) == OriginPolicy && e.Origin(AgentIDFrom) != OriginPolicy {
		e.fixed = true
		return
	}
	switch {
	case byVariable:
		e.passing = true
		if !e.byHand(l.MenuAgentID) {
			e.byVariable(l.Environ)
		}
	case e.AskAgentID == askAtStart:
		e.passing, e.byDay = true, true
		if !e.byHand(l.AnsweredAgentID) {
			e.without(CodeNotAnswered) // nothing is wrong, so it is no problem
		}
	}
}

// byHand takes the extension that the agent gave, if it is one.
func (e *Effective) byHand(text string) bool {
	if text == "" {
		return false
	}
	id, err := ParseAgentID(text)
	if err != nil {
		e.problems = append(e.problems, found(err, OriginUser))
		return false
	}
	e.AgentID, e.origins[AgentID] = id, OriginUser
	return true
}

// byVariable takes the extension from the variable that agent_id_from names, or
// none.
func (e *Effective) byVariable(environ func(string) string) {
	if e.AgentIDFrom == "" {
		e.without(CodeEnvFormat) // the problem was said where it was read
		return
	}
	from, value := e.origins[AgentIDFrom], ""
	if environ != nil {
		value = environ(e.AgentIDFrom)
	}
	id, err := ParseAgentID(value)
	if err == nil {
		e.AgentID, e.origins[AgentID] = id, from
		return
	}
	code := CodeEnvValue
	if err.(Error).Code == CodeAgentIDEmpty {
		code = CodeEnvEmpty
	}
	e.without(code)
	e.origins[AgentID] = from
	// The variable's name, never its value: a wrong name may be that of a variable
	// with a secret in it.
	e.problems = append(e.problems, Error{Key: AgentIDFrom, Code: code, Value: e.AgentIDFrom, Origin: from})
}

func (e *Effective) without(code string) {
	e.AgentID, e.nobody = "", code
	delete(e.origins, AgentID)
}

func found(err error, o Origin) Error {
	e := err.(Error) // this package returns nothing else
	e.Origin = o
	return e
}

// Origin says where the value of k comes from. An extension taken from an
// environment variable has the origin of agent_id_from.
func (e Effective) Origin(k Key) Origin {
	if o, ok := e.origins[k]; ok {
		return o
	}
	return OriginBuiltIn
}

// Enforced reports whether a policy sets k, so that the agent cannot. Where it
// does so for agent_id by way of agent_id_from, the menu can still change the
// extension for this log-on: see [Effective.AgentIDFixed].
func (e Effective) Enforced(k Key) bool { return e.Origin(k) == OriginPolicy }

// AgentIDFixed reports whether a policy of this user sets the extension
// itself, so that not even the menu can change it.
func (e Effective) AgentIDFixed() bool { return e.fixed }

// AgentIDPasses reports whether an extension that the agent gives by hand counts
// for a log-on or a day only, as a [Choice]; otherwise it belongs into the settings
// file.
func (e Effective) AgentIDPasses() bool { return e.passing }

// AgentIDByDay reports whether such an extension counts for a day, not for a log-on.
func (e Effective) AgentIDByDay() bool { return e.byDay }

// NoAgentID says why there is no extension where there should have been one:
// CodeEnvEmpty, CodeEnvValue, CodeEnvFormat or CodeNotAnswered. It is "" where there
// is one, and where nobody has set any.
func (e Effective) NoAgentID() string { return e.nobody }

// AsksAgentID reports whether the agent is to be asked for the extension now.
func (e Effective) AsksAgentID() bool { return e.AskAgentID == askAtStart && e.AgentID == "" }

// Problems returns the bad and unknown values that were found, strongest
// origin first, at most 50 for each place. Each names its origin.
func (e Effective) Problems() []Error { return slices.Clone(e.problems) }

// Missing returns the keys without which no press can be sent and that are not
// set: server, agent_id, both or none.
func (e Effective) Missing() []Key {
	var missing []Key
	if e.Server == "" {
		missing = append(missing, Server)
	}
	if e.AgentID == "" {
		missing = append(missing, AgentID)
	}
	return missing
}
