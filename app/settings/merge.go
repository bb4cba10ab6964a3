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
	OriginMachine       Origin = "machine"        // what was given to the installer
	OriginBuiltIn       Origin = "built in"
)

// maxProblems limits what one origin adds to the log: a settings file may have tens of
// thousands of unknown keys.
const maxProblems = 50

// Raw is a set of decoded values: string, bool, json.Number, int, int64, uint64,
// float64, or a map[string]any for managed_by.
type Raw map[string]any

// Layers are the places where values are set. Each may be nil.
type Layers struct {
	Policy        Raw // enforced for the machine; an agent_id in it is ignored
	UserPolicy    Raw // enforced for this user (Windows: HKCU); may set agent_id; comes after Policy
	User          Raw // the user's settings file
	PolicyDefault Raw // suggested for the machine; an agent_id in it is ignored
	UserDefault   Raw // suggested for this user; may set agent_id; comes after PolicyDefault
	Machine       Raw // what was given to the installer; an agent_id in it is ignored

	// Environ looks up an environment variable for agent_id_from, like os.Getenv. With
	// nil no variable is set.
	Environ func(string) string
	// MenuAgentID is the extension that the agent chose in the menu in this log-on, or
	// "". It wins over agent_id_from. Without agent_id_from it does not count, because
	// then the agent's choice is saved in User.
	MenuAgentID string
	// AnsweredAgentID is the agent's answer to ask_agent_id=start, if it is still
	// valid, or "".
	AnsweredAgentID string
	// UserUnread says that User could not be read, and ByHandUnread that MenuAgentID and
	// AnsweredAgentID could not. They may name another extension than a weaker origin does,
	// so that one does not count.
	UserUnread, ByHandUnread bool
	// PolicyUnread says that there is a policy, and that neither it nor a copy of the last good
	// one could be read. It may name another extension than any origin does.
	PolicyUnread bool
}

// Effective has the values in effect and their origins.
type Effective struct {
	Values
	origins   map[Key]Origin
	problems  []Error
	fixed     bool
	temporary bool   // the extension does not come from a setting
	byDay     bool   // it is the answer for one day
	noAgentID string // the code why there is no extension
}

// Merge finds the value in effect for each key: the first valid one in the
// order policy, user, policy default, machine, built in. See the package
// documentation for agent_id.
func Merge(l Layers) Effective {
	e := Effective{Values: BuiltIn(), origins: map[Key]Origin{}}
	for _, layer := range []struct {
		raw     Raw
		origin  Origin
		byIT    bool // may have settings that only a policy can set
		perUser bool // may have agent_id
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
				// Older versions had this value, and policies may keep it for years.
				e.Code, e.Origin = CodeWarmOn, layer.origin
				problems = append(problems, e)
				x, err = BuiltIn().Warm, nil
			}
			if err != nil && k == AskAgentID && layer.byIT {
				// IT wants something about the extension. Asking is never wrong.
				problems = append(problems, withOrigin(err, layer.origin))
				x, err = askAtStart, nil
			}
			_, isSet := e.origins[k]
			if err != nil {
				problems = append(problems, withOrigin(err, layer.origin))
				decides := k == AgentIDFrom || k == AgentID && layer.perUser
				if decides && !isSet {
					e.origins[k] = layer.origin // set but empty: no weaker origin may decide
				}
			} else if !isSet {
				e.set(k, x)
				e.origins[k] = layer.origin
			}
		}
		e.problems = append(e.problems, problems[:min(len(problems), maxProblems)]...)
	}
	e.chooseAgentID(l)
	return e
}

// chooseAgentID decides which extension counts. If a variable or an answer should
// decide, or something that could not be read may, it never falls back to another
// number: that number may belong to the person who sat here before, and a press would
// hold their call. For the same reason a bad number is not replaced by a weaker origin's.
func (e *Effective) chooseAgentID(l Layers) {
	_, byVariable := e.origins[AgentIDFrom]
	if e.Origin(AgentID) == OriginPolicy && e.Origin(AgentIDFrom) != OriginPolicy {
		e.fixed = true
		return
	}
	unread := func(k Key) bool {
		return l.UserUnread && e.Origin(k).weakerThanUser() || l.PolicyUnread && e.Origin(k) != OriginPolicy
	}
	switch {
	case byVariable:
		e.temporary = true
		switch {
		case e.byHand(l.MenuAgentID):
		case l.ByHandUnread, unread(AgentIDFrom):
			e.clearAgentID(CodeAgentIDUnread)
			e.origins[AgentID] = e.origins[AgentIDFrom]
		default:
			e.byVariable(l.Environ)
		}
	case e.AskAgentID == askAtStart:
		e.temporary, e.byDay = true, true
		if !e.byHand(l.AnsweredAgentID) {
			e.clearAgentID(CodeNotAnswered) // this is normal, not a problem
		}
	case l.PolicyUnread: // what the person gives now is right all the same
		if e.temporary = true; !e.byHand(l.MenuAgentID) {
			e.clearAgentID(CodeAgentIDUnread)
		}
	case e.AgentID != "" && unread(AgentID):
		e.clearAgentID(CodeAgentIDUnread)
	}
}

// weakerThanUser reports whether the user's settings go before values of this origin.
func (o Origin) weakerThanUser() bool { return o == OriginPolicyDefault || o == OriginMachine }

// byHand uses the extension that the agent entered, if it is valid.
func (e *Effective) byHand(text string) bool {
	if text == "" {
		return false
	}
	id, err := ParseAgentID(text)
	if err != nil {
		e.problems = append(e.problems, withOrigin(err, OriginUser))
		return false
	}
	e.AgentID, e.origins[AgentID] = id, OriginUser
	return true
}

// byVariable uses the extension in the variable that agent_id_from names, or none.
func (e *Effective) byVariable(environ func(string) string) {
	if e.AgentIDFrom == "" {
		e.clearAgentID(CodeEnvFormat) // the problem was reported when the layer was read
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
	e.clearAgentID(code)
	e.origins[AgentID] = from
	// The variable's name, never its value: the name may be wrong and the value a secret.
	e.problems = append(e.problems, Error{Key: AgentIDFrom, Code: code, Value: e.AgentIDFrom, Origin: from})
}

func (e *Effective) clearAgentID(code string) {
	e.AgentID, e.noAgentID = "", code
	delete(e.origins, AgentID)
}

func withOrigin(err error, o Origin) Error {
	e := err.(Error) // this package returns no other type
	e.Origin = o
	return e
}

// Origin returns the origin of k's value. An extension from an environment variable has
// the origin of agent_id_from.
func (e Effective) Origin(k Key) Origin {
	if o, ok := e.origins[k]; ok {
		return o
	}
	return OriginBuiltIn
}

// Enforced reports whether a policy sets k, so that the agent cannot. If the policy
// sets agent_id through agent_id_from, the menu can still change the extension for this
// log-on: see [Effective.AgentIDFixed].
func (e Effective) Enforced(k Key) bool { return e.Origin(k) == OriginPolicy }

// AgentIDFixed reports whether a policy of this user sets the extension itself, so that
// not even the menu can change it.
func (e Effective) AgentIDFixed() bool { return e.fixed }

// AgentIDIsTemporary reports whether an extension that the agent enters counts only for a
// log-on or a day, as a [TemporaryExtension]. Otherwise it is saved in the settings file.
func (e Effective) AgentIDIsTemporary() bool { return e.temporary }

// AgentIDByDay reports whether such an extension counts for one day, not for the whole
// log-on.
func (e Effective) AgentIDByDay() bool { return e.byDay }

// NoAgentID is the code why the extension is missing: CodeEnvEmpty, CodeEnvValue,
// CodeEnvFormat, CodeAgentIDUnread or CodeNotAnswered. It is "" if there is one, if none was
// ever set, or if it is bad, which Problems has.
func (e Effective) NoAgentID() string { return e.noAgentID }

// AsksAgentID reports whether to ask the agent for the extension now.
func (e Effective) AsksAgentID() bool {
	return e.AskAgentID == askAtStart && e.AgentID == "" && !e.fixed
}

// Problems returns the bad and unknown values with their origins, strongest origin
// first, at most 50 for each place.
func (e Effective) Problems() []Error { return slices.Clone(e.problems) }

// Missing returns which of server and agent_id are not set. Without them no press can
// be sent.
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

// ManagedByIT reports whether server or token come from IT on this computer: a policy sets
// the server, settings are locked, or managed_by says who looks after it. Then an agent is
// advised to call IT about them, and not to enter what only IT has. The token is never in a
// policy, so these are the signs that there are.
func (e Effective) ManagedByIT() bool {
	return e.Enforced(Server) || e.Origin(Server) == OriginPolicyDefault || e.Origin(Server) == OriginMachine ||
		e.LockSettings || e.ManagedBy != (ManagedBy{})
}
