package checks

import (
	"context"
	"sync"
	"time"
)

// State is the severity of a finding.
type State string

// The states.
const (
	OK      State = "ok"      // nothing to do
	Warning State = "warning" // a press works, something else does not
	Trouble State = "trouble" // this can stop a press
)

// Finding is what one check found.
type Finding struct {
	Check  string `json:"check"`            // stable name of the check
	Code   string `json:"code"`             // stable name of what was found
	State  State  `json:"state"`            //
	Text   string `json:"text"`             // a sentence, in English
	Advice string `json:"advice,omitempty"` // what to do; empty where there is nothing
	Detail string `json:"detail"`           // for IT: an address, a backend, an origin

	// Text, Advice and Detail in the person's language; not in JSON.
	Spoken       string `json:"-"`
	SpokenAdvice string `json:"-"`
	SpokenDetail string `json:"-"`
}

// Check looks at something that can stop a press. It must not toggle, must return soon after
// ctx ends, and may have any number of findings.
type Check struct {
	Name string
	Look func(ctx context.Context) []Finding
	// Slow is the finding if Look does not return.
	Slow Finding
}

// Report is all findings, and whether a press can work.
type Report struct {
	Well     bool      `json:"well"`    // no trouble was found
	Version  string    `json:"version"` // of the program that looked
	Findings []Finding `json:"findings"`
}

// grace is how long after the end of its context a check is still waited for.
const grace = time.Second

// examine runs the checks in parallel, each for at most limit, and returns their findings in
// the order of checks. A check that has not returned after limit and grace gets Slow.
func examine(ctx context.Context, limit time.Duration, checks []Check) Report {
	found := make([][]Finding, len(checks))
	var all sync.WaitGroup
	for i, c := range checks {
		all.Go(func() { found[i] = c.look(ctx, limit) })
	}
	all.Wait()
	r := Report{Well: true, Findings: []Finding{}}
	for i, c := range checks {
		for _, f := range found[i] {
			f.Check = c.Name
			r.Findings = append(r.Findings, f)
			if f.State == Trouble {
				r.Well = false
			}
		}
	}
	return r
}

func (c Check) look(ctx context.Context, limit time.Duration) []Finding {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	found := make(chan []Finding, 1)
	go func() { found <- c.Look(ctx) }()
	select {
	case f := <-found:
		return f
	case <-ctx.Done():
	}
	late := time.NewTimer(grace)
	defer late.Stop()
	select {
	case f := <-found:
		return f
	case <-late.C:
		return []Finding{c.Slow}
	}
}
