package wolkvox

import "time"

// maxTries bounds how often one press is tried.
const maxTries = 3

// retry says whether a press is tried again after the outcome of its try-th
// try, and after what pause. Only the documented refusal for too many requests
// at once is: nothing was done then. age is how old the press is now; a try
// that could not leave within [SendWithin] is not begun. random draws from 0 to
// below its argument: the others that were refused try again as well, and must
// not meet again.
func retry(o Outcome, try int, age time.Duration, random func(time.Duration) time.Duration) (pause time.Duration, again bool) {
	if o.Result != NotToggled || o.Reason != Busy || try >= maxTries {
		return 0, false
	}
	pause = time.Duration(try) * (100*time.Millisecond + random(200*time.Millisecond))
	return pause, age+pause < SendWithin
}
