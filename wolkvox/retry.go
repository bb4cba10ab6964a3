package wolkvox

import "time"

// maxTries bounds how often one press is tried.
const maxTries = 3

// retry reports whether a press is tried again after the outcome of its try-th try, and
// after what pause. That is done only after the documented refusal for too many
// requests at once, because nothing was done then. age is how old the press is now; a
// try that could not leave within [SendWithin] is not started. random returns a
// duration from 0 to below its argument: the other clients that were refused try again
// as well, and should not meet again.
func retry(o Outcome, try int, age time.Duration, random func(time.Duration) time.Duration) (pause time.Duration, again bool) {
	if o.Result != NotToggled || o.Reason != Busy || try >= maxTries {
		return 0, false
	}
	pause = time.Duration(try) * (100*time.Millisecond + random(200*time.Millisecond))
	return pause, age+pause < SendWithin
}
