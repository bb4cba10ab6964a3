package policy

import (
	"context"
	"runtime"
	"time"
)

// sectionWithin is how long a read waits for a system that is applying policy, which
// may take it minutes.
const sectionWithin = 500 * time.Millisecond

// calm has read look at policy while the system does not apply any: enter keeps it from
// that, until the function it returns is called. It reports false where the system was
// still busy after limit; read looks all the same then, but keys may be empty for the
// moment, so what is missing need not have been removed.
//
// Enter and what it returns run on one thread: the system's lock belongs to that.
func calm(limit time.Duration, enter func() (leave func()), read func()) bool {
	entered, over, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(left)
		leave := enter()
		close(entered)
		<-over
		leave()
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	ok := true
	select {
	case <-entered:
	case <-timer.C:
		ok = false
	}
	func() {
		defer close(over) // what comes late leaves at once
		read()
	}()
	if ok {
		<-left
	}
	return ok
}

// wait returns when the system no longer applies policy, or ctx ends.
func wait(ctx context.Context, enter func() (leave func())) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		enter()()
	}()
	select {
	case <-done:
	case <-ctx.Done():
	}
}

// busy marks what was read while the system was applying it.
func (p Policy) busy(machine, user bool) Policy {
	for _, part := range []struct {
		busy    bool
		refused *bool
		source  string
	}{{machine, &p.Refused, `HKLM\Software\Policies\WolkvoxHold`}, {user, &p.UserRefused, `HKCU\Software\Policies\WolkvoxHold`}} {
		if part.busy {
			*part.refused = true
			p.Problems = append(p.Problems, Problem{Source: part.source, Code: CodeBusy})
		}
	}
	if p.Source == "" && len(p.Problems) > 0 {
		p.Source = p.Problems[0].Source
	}
	return p
}
