// Package doctor runs checks that others give it, and counts what they found. It
// imports nothing of ours: what looks at the desktop, the keychain or the
// network comes in as values, so that a check is one function with a name.
package doctor

import "context"

// State is how a check ended.
type State string

// The states.
const (
	OK      State = "ok"      // nothing to do
	Warning State = "warning" // a press works, something else does not
	Trouble State = "trouble" // this can stop a press
)

// Finding is what one check found.
type Finding struct {
	Check  string `json:"check"`  // stable name
	State  State  `json:"state"`  //
	Text   string `json:"text"`   // a sentence for a person, with what to do
	Detail string `json:"detail"` // for IT: an address, a backend, an origin
}

// Check is one look at something that can stop a press. It must not toggle, must
// return soon after ctx ends, and may find several things or nothing at all.
type Check struct {
	Name string
	Look func(ctx context.Context) []Finding
}

// Report is all findings, and whether a press can work.
type Report struct {
	Well     bool      `json:"well"` // no trouble was found
	Findings []Finding `json:"findings"`
}

// Examine runs the checks in their order.
func Examine(ctx context.Context, checks []Check) Report {
	r := Report{Well: true, Findings: []Finding{}}
	for _, c := range checks {
		for _, f := range c.Look(ctx) {
			f.Check = c.Name
			r.Findings = append(r.Findings, f)
			if f.State == Trouble {
				r.Well = false
			}
		}
	}
	return r
}
