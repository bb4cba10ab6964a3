package app

import (
	"os/exec"
	"reflect"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// What follows runs on the loop's goroutine.

// settleAfter is how long the icon shows a clear outcome before it is ready
// again, and the tooltip a dropped press. Unknown stays until it is seen.
const settleAfter = 5 * time.Second

// told shows an outcome: icon, tooltip, menu, notification, log.
func (r *resident) told(o hold.Outcome) {
	press.LogOutcome(r.log, o)
	if o.Result == hold.Ignored {
		r.ignored(o)
		return
	}
	o.Ending = o.Ending || r.ctx.Err() != nil // it may have begun to end since
	r.warmth.Pressed(o.Reply)
	r.state.working = false
	switch {
	case o.Result != hold.Unknown || o.Reason == hold.Crashed:
		r.unclear = 0
	case r.unclear > 0 && o.Reason != r.state.last.Reason:
		r.unclear = 1
	default:
		r.unclear++
	}
	r.state.last, r.state.lastAt, r.state.dropped = o, time.Now(), time.Time{}
	switch o.Result {
	case hold.Toggled:
		r.state.unknownAt = time.Time{}
	case hold.Unknown:
		r.state.unknownAt, r.state.unknownOf = r.state.lastAt, o.Number
	}
	words := r.p.Words
	body := []string{r.sentence(o)}
	if also := words.AlsoIgnored(o.AlsoIgnored); also != "" {
		body = append(body, also)
	}
	if r.unclear >= 3 {
		body = append(body, words.CallIT())
	}
	shownAs := o
	if o.AfterUnknown {
		shownAs.Result = hold.Unknown // what stands is still true, and comes first
	}
	r.express(o, func() {
		r.note(r.summary(shownAs), strings.Join(body, "\n"), shownAs.Result == hold.Unknown)
	})
	r.state.settled = false
	r.show(false)
	shown := r.state.lastAt
	time.AfterFunc(settleAfter, func() { r.post(func() { r.settle(shown) }) })
}

// noteLasts is how long a notification stands that need not be seen.
const noteLasts = 4 * time.Second

// settle follows the outcome that was shown at that time, unless another one has
// come since.
func (r *resident) settle(shown time.Time) {
	if !r.state.lastAt.Equal(shown) || r.state.working {
		return
	}
	r.state.settled = true
	r.show(false)
	r.rest()
	r.renewIfIdle()
}

// ignored says a dropped press: in the tooltip beside an outcome that will count it,
// within a double click, and while an unknown outcome stands, whose notification stays;
// else in a notification, since the agent would take the outcome before it for this
// one's. The icon keeps that outcome: it is true, and a dropped press has none.
func (r *resident) ignored(o hold.Outcome) {
	if !o.Soft && !o.AfterUnknown {
		r.express(o, func() { r.note(r.summary(o), r.sentence(o), false) })
		return
	}
	now := time.Now()
	r.state.dropped = now
	r.show(false)
	time.AfterFunc(settleAfter, func() {
		r.post(func() {
			if r.state.dropped.Equal(now) {
				r.state.dropped = time.Time{}
				r.show(false)
			}
		})
	})
}

func (r *resident) working(hold.Stage) {
	r.state.working = true
	r.show(true)
}

// menuOpened: an unknown outcome has been seen.
func (r *resident) menuOpened() {
	if r.state.unseen() {
		r.toggler.Seen(r.state.unknownOf)
		r.state.unknownAt = time.Time{}
	}
	r.state.openedAt = time.Now()
	r.warmth.Likely()
	r.show(true)
	r.hotkeyAgain()
	r.renewIfIdle()
}

// tokenRead says why there is no token, once for each reason.
func (r *resident) tokenRead(err error) {
	code := ""
	if err != nil {
		code = keychainCode(err)
	}
	if code != "" && code != r.state.keychain {
		r.log.Warn("keychain", "err", err)
		r.p.Warn(r.p.Words.Keychain(code))
	}
	r.state.keychain = code
	r.show(false)
}

// hotkeyTrouble tells why there is no hotkey, with a chord to use instead where there is
// one, and that there is one again. Without a code it works.
func (r *resident) hotkeyTrouble(code string, c, spare settings.Chord) {
	r.state.spare = spare
	text := r.p.Words.HotkeyInstead(code, c.String(), spare.String())
	if code != "" && code != r.state.hotkey {
		if helped(code) {
			r.showSteps(code, c)
		} else {
			r.aside(text)
		}
		r.p.Warn(text)
		if code == hotkey.CodePermission {
			go hotkey.AskPermission()
		}
	}
	if code == "" && (refused(r.state.hotkey) || r.state.hotkey == hotkey.CodeLayoutSwitch) && r.practice == nil {
		r.aside(r.p.Words.HotkeyBack(c.String())) // in the place of the note that it does not
	}
	r.state.hotkey = code
	r.show(false)
	if r.practice != nil && code == "" {
		r.p.Say(r.p.Words.PracticeStarted(practiceAgent, c.String()))
	}
}

// spareFor finds a chord to use instead of one that does not get through.
func (r *resident) spareFor(code string, c settings.Chord) (spare settings.Chord) {
	if code == hotkey.CodeLayoutSwitch {
		spare, _ = hotkey.FirstFree(r.log, settings.SpareChords(c))
	}
	return spare
}

// hotkeyAgain registers the chord once more where what was missing may have come
// since. No event tells that the person has given the permission, so it is tried
// when the tray is there and whenever the menu opens; settings that are saved
// and a restart try it as well.
func (r *resident) hotkeyAgain() {
	if mayHaveCome(r.state.hotkey) {
		go func() { _ = r.keyboard.Grab(r.chords()[0]) }()
	}
}

// mayHaveCome reports whether a hotkey refused with this code may be had now. One that
// is taken is tried again by the keyboard itself.
func mayHaveCome(code string) bool {
	return code == hotkey.CodePermission || code == hotkey.CodeLost
}

// say tells that a part of the desktop is missing; the rest goes on.
func (r *resident) say(code string, err error) {
	r.log.Warn(code, "err", err)
	r.p.Warn(r.p.Words.Part(code))
}

// aside is a note that tells no outcome and that nobody asked for. Where its place is
// taken, or outcomes are told by the icon alone, log and status tell it.
func (r *resident) aside(text string) {
	if !r.taken() && !r.iconAlone() {
		r.remark(text)
	}
}

// iconAlone reports whether the agent wants no notes. What answers a click is shown all
// the same: without it the click would do nothing.
func (r *resident) iconAlone() bool { return r.current.Load().Feedback == "icon" }

// taken reports whether the one note on the screen has to stay: an unknown outcome
// until it has been seen, a question until it is answered.
func (r *resident) taken() bool { return r.state.unseen() || r.asking }

// remark is a note without an outcome. Its head names the extension all the same.
func (r *resident) remark(text string) { r.note(r.heading(), text, false) }

// late is remark for what comes some time after the click that it answers, or by nobody's
// act: an unknown outcome that came meanwhile keeps its place.
func (r *resident) late(text string) {
	if !r.state.unseen() {
		r.remark(text)
	}
}

func (r *resident) note(summary, body string, urgent bool) {
	n := notify.Note{Summary: summary, Body: body, Urgent: urgent}
	if !urgent {
		n.Expire = noteLasts
	}
	r.notifier.Show(n)
}

func (r *resident) show(now bool) { r.tray.Show(r.view(), now) }

// clicked is a click in the menu; it comes on a goroutine of the tray.
func (r *resident) clicked(id string) {
	switch id {
	case itemToggle:
		r.click(hold.Menu)
	case itemQuit:
		r.end()
	default:
		r.post(func() { r.menu(id) })
	}
}

func (r *resident) menu(id string) {
	switch id {
	case itemExtension:
		byCommand := func() { r.remark(r.p.Words.ExtensionByCommand()) }
		if r.openSmall("--extension", byCommand) != nil {
			byCommand()
		}
	case itemHotkey:
		byNote := func() {
			s := hotkeySteps(r.p, r.p.Words, r.current.Load().Hotkey)
			r.note(r.p.Words.HotkeyHow(), strings.Join(s.Lines, "\n"), false)
		}
		if r.openSmall("--hotkey", byNote) != nil {
			byNote()
		}
	case itemSettings:
		if r.openSettings() != nil {
			r.p.Warn(r.p.Words.NoWindow())
			r.remark(r.p.Words.NoWindow())
		}
	case itemLog:
		go func() { // a share that is gone keeps a file manager waiting, and no outcome
			folder := r.p.StateFolder()
			if openFolder(folder) != nil {
				r.post(func() { r.late(r.p.Words.LogIn(folder)) })
			}
		}()
	case itemAbout:
		r.remark(r.p.Words.About(r.p.Version))
	}
}

// openSettings starts the settings window as a child, or raises the one that is open.
// The child ends by itself where there is no OpenGL; the resident stays and says what
// to do.
func (r *resident) openSettings() error {
	if r.practice != nil {
		r.remark(r.p.Words.PracticeNoSettings())
		return nil
	}
	if r.windows.raise() {
		return nil
	}
	if r.window != nil {
		r.windowWanted = true // it opens, or has closed and is ending
		return nil
	}
	began := time.Now()
	child, err := r.startWindow(func(_ *exec.Cmd, err error) {
		r.window = nil
		if err == nil && r.windowWanted && r.ctx.Err() == nil && r.openSettings() == nil {
			return
		}
		r.windowWanted = false
		if err != nil && time.Since(began) < 10*time.Second {
			r.late(r.p.Words.NoWindow())
		}
		r.renewIfIdle()
	}, "settings")
	r.window, r.windowWanted = child, false
	return err
}

// startWindow starts the window program as a child, or returns none and why. Ended is
// called on the loop's goroutine. A start that takes longer than outcomes may wait, on a
// share that is gone or under a virus scanner, goes on: then what is returned only
// stands for the child.
func (r *resident) startWindow(ended func(child *exec.Cmd, err error), args ...string) (*exec.Cmd, error) {
	type result struct {
		child *exec.Cmd
		err   error
	}
	wait := func(s result, known *exec.Cmd) {
		if s.err == nil {
			s.err = s.child.Wait()
		}
		r.post(func() { ended(known, s.err) })
	}
	starting := new(exec.Cmd)
	s, slow := deadline.Begin(env.ReadWithin, env.ErrSlow, func() (result, error) {
		path, err := windowProgram()
		if err != nil {
			return result{nil, err}, nil
		}
		child := exec.Command(path, args...)
		return result{child, startProgram(child)}, nil
	}, func(late result) { wait(late, starting) })()
	switch {
	case slow != nil:
		return starting, nil
	case s.err != nil:
		return nil, s.err
	}
	go wait(s, s.child)
	return s.child, nil
}

// startProgram is another one in tests.
var startProgram = (*exec.Cmd).Start

// policyChanged looks at what IT set: something near it has changed. A fault of a policy
// whose last good values stay in force touches nothing that presses use.
func (r *resident) policyChanged() {
	now := r.current.Load()
	found, kept := r.p.PolicyInForce(env.ReadWithin, now.Snapshot)
	defer kept()
	switch {
	case reflect.DeepEqual(found, now.Policy):
	case env.SameValues(found, now.Policy):
		l, next := *now.Snapshot, *now
		l.Policy, next.Snapshot = found, &l
		r.current.Store(&next)
		r.logTroubles()
	default:
		r.log.Info("policy changed")
		r.reloaded()
		r.autostartKept()
		r.logTroubles()
	}
}

// saidAgain is how long a trouble that comes and goes is not logged again.
const saidAgain = time.Hour

// logTroubles logs what is wrong with the settings, for IT.
func (r *resident) logTroubles() {
	now := time.Now()
	for _, s := range r.p.English().Troubles(*r.current.Load().Snapshot) {
		if last, said := r.said[s]; said && now.Sub(last) < saidAgain {
			continue
		}
		if len(r.said) >= maxSaid || r.said == nil {
			r.said = map[string]time.Time{}
		}
		r.said[s] = now
		r.log.Warn("settings", "problem", s)
	}
}

// maxSaid bounds what is remembered of the log.
const maxSaid = 500

// reloaded puts changed settings to work: the next press uses them, a changed
// chord is registered. The token is none of them, so the keychain is left alone: reading
// it can ask the person.
func (r *resident) reloaded() {
	asked := r.current.Load().AsksAgentID()
	l := r.reload()
	if r.asking && !l.AsksAgentID() {
		r.answeredByNote()
	}
	if !asked && l.AsksAgentID() {
		r.ask() // IT wants it asked for from now on
	}
	r.sessionLooked()
	if r.practice == nil && r.keyboard.lacks(l.Hotkey) {
		go func() { _ = r.keyboard.Grab(l.Hotkey) }()
	}
	r.show(false)
}
