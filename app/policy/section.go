package policy

import (
	"context"
	"runtime"
	"time"
)

// sectionTimeout is how long a read waits while the system applies policy, which may take
// minutes.
const sectionTimeout = 500 * time.Millisecond

// readWhileIdle calls read while the system is not applying policy. Enter stops the
// system from applying it, until the function that enter returns is called. If the
// system is still busy after limit, read is called anyway and the result is false: keys
// may be empty for a moment during a refresh, so a missing value was not necessarily
// removed.
//
// Enter and the function it returns run on one thread, because the system's lock
// belongs to a thread.
func readWhileIdle(limit time.Duration, enter func() (leave func()), read func()) bool {
	entered, done, left := make(chan struct{}), make(chan struct{}), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(left)
		leave := enter()
		close(entered)
		<-done
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
		defer close(done) // if enter succeeds later, it leaves at once
		read()
	}()
	if ok {
		<-left
	}
	return ok
}

// waitIdle returns when the system is not applying policy, or when ctx ends.
func waitIdle(ctx context.Context, enter func() (leave func())) {
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

// busy marks the policy that was read while the system was applying it.
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
