package resident

import (
	"context"
	"errors"
	"log/slog"
	"os/exec"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/logoff"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/assets"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// resident is the process behind the tray icon. Presses go straight to the
// Toggler, which owns them; everything else that changes is owned by the
// goroutine of loop and reached by post.
type resident struct {
	p        *env.Env
	lock     *control.Lock
	practice *practice // nil in real life
	log      *slog.Logger
	journal  env.Log         // log's file and level
	ctx      context.Context // ends when the resident is to end
	end      context.CancelFunc

	toggler  *hold.Toggler
	tray     *tray.Tray
	notifier *notify.Notifier
	sounds   *sound.Player
	keyboard *keyboard
	vault    *vault
	lease    lease
	windows  raiser
	warmth   *wolkvox.Warmth
	proxies  proxy.Finder
	rest     func()                    // gives memory back
	startup  func(*env.Snapshot) error // makes the log-on entry that a policy asks for
	clicks   clicks

	whereabouts whereabouts

	// current is what the press path reads: one load, no lock.
	current   atomic.Pointer[ready]
	rereading atomic.Bool  // the settings are to be read again, see toggle
	used      atomic.Int64 // when somebody last pressed, in seconds since 1970

	posted  chan func()
	over    chan struct{} // closed when all parts but the tray have ended
	state   state         // owned by loop
	window  *exec.Cmd
	small   map[string]*exec.Cmd // the small windows that are open, by their flag
	asking  bool                 // a notification asks for the extension
	unclear int                  // unknown outcomes in a row, all of one reason

	windowWanted bool // Settings was chosen while window answered to nobody; owned by loop

	said map[string]time.Time // troubles that were logged, and when; owned by loop

	brokenTrayTold bool // that the desktop's tray does not take the icon was told; owned by loop
	noHostTold     bool // that this desktop shows no icons was told just now; owned by loop

	noted       bool        // a notification of an outcome that is not toggled may stand; owned by loop
	sessionOver bool        // nobody sees any more what is shown; owned by loop
	renewed     atomic.Bool // ended to make room for a newer program
	leftAt      int64       // when; written before renewed
}

// ready is settings and all that a press needs of them, worked out before it.
type ready struct {
	*env.Snapshot
	client wolkvox.Client // without a token; its Spare is of these settings alone
	reason wolkvox.Reason // why no press can be sent; empty if it can
}

func newResident(ctx context.Context, p *env.Env, lock *control.Lock, pr *practice) *resident {
	enterDesktop()
	r := &resident{p: p, lock: lock, practice: pr, rest: rest, startup: func(l *env.Snapshot) error { return p.KeepAutostart(l) }, posted: make(chan func(), 64), over: make(chan struct{})}
	r.ctx, r.end = context.WithCancel(ctx)
	r.vault = newVault(p.Keychain())
	if pr != nil {
		r.vault = newPracticeVault(pr.token)
	}
	r.proxies.Changed = r.dropSpare // it was dialled the way before
	l := r.reload()
	r.journal = env.OpenLog(p.StateFolder(), pr != nil, l.LogLevel)
	r.log = r.journal.Logger
	r.goOn()
	// The tray library reports to package log; that belongs into our log, not on
	// the terminal of whoever started us.
	slog.SetDefault(r.log)
	_, _ = env.Within(env.ReadWithin, func() (struct{}, error) { catchCrashes(p.StateFolder()); return struct{}{}, nil })
	r.logTroubles()
	if pr == nil {
		restartAfterCrash(r.log)
	}
	for _, s := range p.Troubles(*l) {
		p.Warn(s)
	}
	r.toggler = &hold.Toggler{
		Toggle:  r.toggle,
		AgentID: func() string { return r.current.Load().AgentID },
		Rules:   r.rules,
		Store:   r.store,
		Boot:    p.BootClock,
		Last:    press.NewestMark(lock.Stamps(), time.Now(), p.BootClock()),
		Tell:    r.tell,
		Working: func(s hold.Stage) { r.post(func() { r.working(s) }) },

		TellUnknownAgain: true, // the desktop's own parts end with the session
	}
	if last := r.toggler.Last; last.Unknown {
		r.state.unknownAt = last.At // it still stands
	}
	r.vault.done = func(err error) { r.post(func() { r.tokenRead(err) }) }
	r.vault.replaced = func() { r.post(func() { r.aside(r.p.Words.NewToken()) }) }
	r.tray = &tray.Tray{
		ID:      p.Places(pr != nil).Name,
		Log:     r.log,
		Tapped:  func() { r.click(hold.Click) },
		Clicked: r.clicked,
		Opened:  func() { r.post(r.menuOpened) },
		Ready: func() {
			go r.lookForTrayHost()
			r.post(r.hint)
			r.post(r.hotkeyAgain) // on macOS registering needs the tray's event loop
		},
		Lost: func(err error) { r.post(func() { r.trayLost(err) }) },
		Ending: func() {
			r.end()
			select {
			case <-r.over:
			case <-time.After(endWithin):
			}
		},
	}
	r.notifier = &notify.Notifier{
		Log:          r.log,
		AppName:      p.Words.Title(),
		DesktopEntry: env.AppID,
		Icon:         assets.Icon("note"),
		Pressed:      func() { r.clicked(itemHotkey) },
	}
	r.sounds = &sound.Player{Log: r.log, Folder: filepath.Join(p.StateFolder(), "sounds")}
	r.warmth = r.newWarmth()
	r.keyboard = &keyboard{
		log:     r.log,
		about:   p.Words.HotkeyIs(),
		open:    hotkey.Open,
		without: withoutHotkey(p),
		pressed: r.hotkeyPressed,
		trouble: func(code string, c settings.Chord) {
			spare := r.spareFor(code, c) // here, since the desktop may take seconds to answer
			r.post(func() { r.hotkeyTrouble(code, c, spare) })
		},
		gone:   r.sessionEnds,
		goesOn: logoff.Compositor,
	}
	if pr != nil {
		r.keyboard.open = hotkey.OpenPractice
	}
	return r
}

// endWithin is how long the end of the session is held up for the outcome of a
// press in flight.
const endWithin = 5 * time.Second

// run serves until Quit, quit, the end of the session or a signal. It must be
// called on the program's first goroutine, which the tray gets on macOS: that wants
// the event loop of its icons on the main thread. The tray ends last, because
// hotkeys are unregistered through that loop.
func (r *resident) run(background bool) error {
	var err error
	defer endInTime(r.ctx, endWithoutIt, r.lock, func() {
		r.log.Error("not every part ended in time")
		if r.renewed.Load() {
			_ = startNewer(r.p, r.leftAt, r.log.Error)
		}
		env.Leave(env.ExitDone)
	})()
	r.beginSession()
	first := r.view() // here: soon the state belongs to the loop
	shown, hide := context.WithCancel(context.WithoutCancel(r.ctx))
	go func() {
		defer hide()
		defer close(r.over)
		err = r.serve(background)
	}()
	gone := make(chan struct{})
	show := func() {
		defer close(gone)
		if err := r.tray.Run(shown, first); err != nil {
			r.log.Warn("part ended", "part", "tray", "err", err)
		}
	}
	if runtime.GOOS == "darwin" {
		show()
	} else {
		go show()
	}
	<-shown.Done()
	// A library that does not let go keeps nobody waiting.
	select {
	case <-gone:
	case <-time.After(partsEndWithin):
		r.log.Warn("the tray did not end in time")
	}
	r.log.Info("ended")
	r.journal.Flush()
	return err
}

// serve is run without the tray.
func (r *resident) serve(background bool) error {
	// The channel comes first: whoever finds the lock taken waits for it.
	server, err := r.lock.Listen()
	switch {
	case errors.Is(err, control.ErrTaken):
		r.log.Error("no channel", "err", err)
		r.p.Warn(r.p.Words.Part("channel_taken"))
	case err != nil:
		r.log.Error("no channel", "err", err)
		r.p.Warn(r.p.Words.Part("channel"))
	default:
		server.ForSystem = []string{residentapi.OpQuit}
	}
	parts, stop := context.WithCancel(context.WithoutCancel(r.ctx))
	var wait sync.WaitGroup
	serve := func(name string, run func(context.Context) error) {
		wait.Go(func() {
			if err := run(parts); err != nil {
				r.log.Warn("part ended", "part", name, "err", err)
			}
		})
	}
	serve("hotkey", func(ctx context.Context) error { return r.keyboard.Run(ctx, r.chords) })
	serve("keychain", r.vault.Run)
	if r.practice == nil {
		serve("policy", func(ctx context.Context) error {
			return r.follow(ctx, "policy", watchPolicy, func() { r.post(r.policyChanged) })
		})
		r.autostartKept()
		serve("program", r.watchProgram)
		serve("proxy", func(ctx context.Context) error { return r.follow(ctx, "proxy", watchProxy, r.networkChanged) })
	}
	if server != nil {
		serve("channel", func(ctx context.Context) error { return server.Run(ctx, r.answer) })
	}
	serve("lock", r.watchLock)
	serve("notifications", r.notifier.Run)
	serve("sounds", r.sounds.Run)
	serve("clicks", r.clicks.run)
	serve("loop", r.loop)
	serve("session", r.watchSession)
	told := make(chan struct{})
	serve("logoff", func(ctx context.Context) error { return logoff.Watch(ctx, r.sessionEnds, told) })
	if p := r.p; p.Resumed && r.toggler.Last.Unknown {
		// The note of the process before may have gone with it.
		r.post(func() {
			r.note(p.Words.SummaryOfBefore(string(hold.Unknown)), p.Words.Outcome(string(hold.Unknown), ""), true)
		})
	}
	r.firstQuestions(background)
	r.log.Info("started", "version", r.p.Version, "practice", r.practice != nil)
	time.AfterFunc(settleAfter, func() { r.post(func() { r.settle(time.Time{}) }) })

	// The Toggler ends first: it tells the outcome of a press in flight, and the
	// parts that tell it must still be there.
	err = r.toggler.Run(r.ctx)
	r.warmth.End()
	r.dropSpare()
	linger := make(chan bool, 1)
	r.post(func() { linger <- r.state.last.Ending && !r.sessionOver })
	select {
	case wanted := <-linger:
		if wanted {
			time.Sleep(lingers)
		}
	case <-time.After(time.Second):
	}
	r.journal.Flush() // where the session ends, so does this process as soon as it says that all is told
	close(told)
	stop()
	// Every outcome is told by now. A library that does not let go keeps neither the
	// lock nor the program.
	ended := make(chan struct{})
	go func() { defer close(ended); wait.Wait() }()
	select {
	case <-ended:
	case <-time.After(partsEndWithin):
		r.log.Warn("not every part ended in time")
	}
	return err
}

// partsEndWithin is how long the parts of a resident may take to end.
const partsEndWithin = 2 * time.Second

// sessionEnds is told where the end of the session is no signal.
func (r *resident) sessionEnds() {
	r.log.Info("the session ends")
	r.end()
	r.post(func() { r.sessionOver = true })
}

// loop owns the state: it runs what post brings, one after the other.
func (r *resident) loop(ctx context.Context) error {
	for {
		select {
		case f := <-r.posted:
			f()
		case <-ctx.Done():
			return nil
		}
	}
}

// post brings work to the loop. It blocks only while 64 others wait, and never
// after the end.
func (r *resident) post(f func()) {
	select {
	case r.posted <- f:
	case <-r.ctx.Done():
		select {
		case r.posted <- f:
		case <-time.After(time.Second):
		}
	}
}

// press brings a press from any source.
func (r *resident) press(source hold.Source, at time.Time, done func(hold.Outcome)) {
	r.toggler.Press(hold.Press{At: at, Source: source, Done: done})
}

// click brings a press by the icon or its menu. Of those that waited while the process
// stood still, too long to be sent, the first says so for all.
func (r *resident) click(source hold.Source) {
	age, again := r.clicks.age()
	if age > wolkvox.SendWithin {
		if again {
			return
		}
		// It is too old, and how old nobody knows: an outcome of long ago, in whose gap
		// it would fall, has no say in it.
		age = wolkvox.SendWithin + time.Millisecond
	}
	r.press(source, time.Now().Add(-age), nil)
}

// hotkeyPressed sends a hotkey press to the window while it holds the capture
// lease, else to the Toggler.
func (r *resident) hotkeyPressed(at time.Time) {
	if r.lease.deliver(r.keyboard.Chord().String()) {
		return
	}
	r.press(hold.Hotkey, at, nil)
}

// toggle is the press path. It waits for nothing but the first keychain read and
// the network.
func (r *resident) toggle(ctx context.Context, request *hold.Request) wolkvox.Outcome {
	p := press.Presser{Settings: r.pressSettings, Token: r.token, Answered: r.requestAnswered}
	return p.Toggle(ctx, request)
}

// requestAnswered learns from what became of a request.
func (r *resident) requestAnswered(o wolkvox.Outcome, token wolkvox.Token) {
	if press.NoWay(o.Reason) {
		r.proxies.Refresh()
	}
	switch {
	case o.Reason == wolkvox.TokenRefused || o.Reason == wolkvox.TokenMissing:
		r.vault.Refused(r.ctx, token)
	case o.Result == wolkvox.Toggled:
		r.vault.Accepted()
	}
}

func (r *resident) rules() hold.Rules {
	l := r.current.Load()
	return press.Rules(l.Values)
}

// store writes the mark. A press whose mark no file takes is not sent: were this
// process to die with it, nobody would ever tell of it.
func (r *resident) store(m hold.Mark) error {
	err := press.StoreMark(r.lock, m)
	if err != nil {
		r.log.Warn("mark not written", "err", err)
	}
	return err
}
