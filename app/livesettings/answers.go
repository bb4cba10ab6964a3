package livesettings

import (
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

// answerIdleLimit is the time without a press after which an answer from an earlier day
// expires. A desk where nobody logs off has no new log-on in the morning; a break in a
// night shift is shorter than this.
const answerIdleLimit = 4 * time.Hour

// MarkUsed notes that somebody pressed or answered just now.
func (v *Settings) MarkUsed() { v.lastUse.Store(time.Now().Unix()) }

// AnswerExpired reports whether the answer in force was given on an earlier day and nobody
// has pressed for [answerIdleLimit].
func (v *Settings) AnswerExpired(now *Ready) bool {
	if !now.AgentIDByDay() || time.Now().Unix()-v.lastUse.Load() < int64(answerIdleLimit/time.Second) {
		return false
	}
	first, last := v.p.Days()
	return first != last
}

// RestoreLastUse sets the time of the last press: now, or after an upgrade that of the older
// process, if its answer is still in force.
func (v *Settings) RestoreLastUse() {
	v.MarkUsed()
	if !v.p.Resumed || v.p.Extension == nil {
		return
	}
	if c := v.p.Extension.Load(); c != nil && c.Used > 0 {
		v.lastUse.Store(c.Used)
	}
}

// HandOver saves the answer in force for the program that replaces this one.
func (v *Settings) HandOver() {
	c := v.p.Extension.Load()
	if c == nil || c.Logon != v.p.LogonName() {
		return
	}
	left := *c
	if left.Used = 0; left.Answered(v.p.AnswerDays()) != "" {
		left.Used = v.lastUse.Load()
	}
	if _, err := env.Within(env.WriteWithin, func() (none struct{}, err error) { return none, v.p.WriteExtension(left) }); err != nil {
		v.Log.Warn("the extension was not handed over", "err", err)
	}
}
