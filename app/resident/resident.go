package resident

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"runtime"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/crash"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/keyboard"
	"github.com/wolkvox-hold/wolkvox-hold/app/livesettings"
	"github.com/wolkvox-hold/wolkvox-hold/app/logoff"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/openwindows"
	"github.com/wolkvox-hold/wolkvox-hold/app/parts"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/sound"
	"github.com/wolkvox-hold/wolkvox-hold/app/tokencache"
	"github.com/wolkvox-hold/wolkvox-hold/app/tray"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// resident is the process behind the tray icon. Presses go straight to the Toggler, which
// owns them. Every other part owns its own state; what must happen in order goes through
// the one loop (see [core]).
type resident struct {
	*core
	lock     *instance.Lock
	toggler  *hold.Toggler
	live     *livesettings.Settings // settings in force
	tokens   *tokencache.Cache      // the token, read before a press needs it
	hotkey   *keyboard.Keyboard     // the chord and its presses
	clicks   clickAges              // how old a click can be
	screen   screen                 // what the person sees and hears
	windows  *openwindows.Windows   // open windows, each a process
	hints    hints                  // one-time hints
	restart  restart                // a newer program that waits
	shutdown shutdown               // the order of the end
}

// core is what every part uses: the environment, the log, and the loop that runs posted
// work one piece at a time.
type core struct {
	p        *env.Env
	practice *practice.Setup // nil outside practice
	log      *slog.Logger
	journal  env.Log // log's file and level

	ctx    context.Context // ends when the resident must end
	end    context.CancelFunc
	posted chan func()
	polled []string // parts that the system cannot watch; owned by the loop
}

func newCore(ctx context.Context, p *env.Env, pr *practice.Setup) *core {
	c := &core{p: p, practice: pr, posted: make(chan func(), 64)}
	c.ctx, c.end = context.WithCancel(ctx)
	return c
}

// loop runs posted functions one at a time.
func (c *core) loop(ctx context.Context) error {
	for {
		select {
		case f := <-c.posted:
			f()
		case <-ctx.Done():
			return nil
		}
	}
}

// post hands f to the loop. It blocks only while 64 others wait, and after the end for at
// most a second.
func (c *core) post(f func()) {
	select {
	case c.posted <- f:
	case <-c.ctx.Done():
		select {
		case c.posted <- f:
		case <-time.After(time.Second):
		}
	}
}

// call hands f to the loop and waits until it has run. It returns false if ctx ended first.
func (c *core) call(ctx context.Context, f func()) bool {
	done := make(chan struct{})
	c.post(func() { defer close(done); f() })
	select {
	case <-done:
		return true
	case <-ctx.Done():
		return false
	}
}

// newResident joins the parts; prepare gives them settings and log.
func newResident(ctx context.Context, p *env.Env, lock *instance.Lock, pr *practice.Setup) *resident {
	c := newCore(ctx, p, pr)
	r := &resident{
		core:     c,
		lock:     lock,
		live:     livesettings.New(c.ctx, p, pr),
		tokens:   tokencache.New(p.Keychain()),
		clicks:   new(eventage.Clicks),
		screen:   screen{freeMemory: freeMemory},
		windows:  openwindows.New(c.ctx, p, c.post),
		shutdown: shutdown{over: make(chan struct{})},
	}
	r.windows.Closed = r.upgradeIfIdle
	r.windows.Unseen = func() bool { return r.screen.state.Unseen() }
	if pr != nil {
		r.tokens = tokencache.Fixed(pr.Token)
	}
	return r
}

// prepare reads the settings, opens the log and sets up what depends on them.
func (r *resident) prepare() {
	enterDesktop()
	l := r.live.Reload()
	r.journal = env.OpenLog(r.p.StateFolder(), r.practice != nil, l.LogLevel)
	r.log, r.live.Log, r.windows.Log = r.journal.Logger, r.journal, r.journal.Logger
	r.live.RestoreLastUse()
	// The tray library writes to package log. Send that to our log, not to the terminal.
	slog.SetDefault(r.log)
	_, _ = env.Within(env.ReadWithin, func() (struct{}, error) { crash.KeepTraces(r.p.StateFolder()); return struct{}{}, nil })
	r.live.LogTroubles()
	if r.practice == nil {
		crash.AskRestart(r.log)
	}
	for _, s := range r.p.Troubles(*l) {
		r.p.Warn(s)
	}
	r.toggler = r.newToggler()
	if last := r.toggler.Last; last.Unknown { // nobody has seen it yet
		now := time.Now() // with its monotonic reading, which a clock that is set does not change
		r.screen.state.UnknownAt = now.Add(-wolkvox.Age(now, last.At))
	}
	r.tokens.Done = func(err error) { r.post(func() { r.showTokenTrouble(err) }) }
	r.tokens.Replaced = func() { r.post(func() { r.hintNote("new_token", r.p.Words.NewToken()) }) }
	r.screen.tray = r.newTray()
	r.screen.notifier = &notify.Notifier{
		Log:          r.log,
		AppName:      r.p.Words.Title(),
		DesktopEntry: env.AppID,
		Picture:      r.notePicture,
		Pressed:      func(action string) { r.clicked(action, time.Now()) },
	}
	r.screen.sounds = &sound.Player{Log: r.log, Folder: filepath.Join(r.p.StateFolder(), "sounds")}
	r.hotkey = r.newKeyboard()
}

func (r *resident) newTray() *tray.Tray {
	return &tray.Tray{
		ID:      r.p.Places(r.practice != nil).Name,
		Log:     r.log,
		Tapped:  func(notBefore time.Time) { r.click(hold.Click, notBefore) },
		Clicked: r.clicked,
		Opened: func() {
			at := time.Now()
			r.post(func() { r.menuOpened(at) })
		},
		Ready: func() {
			go r.lookForTrayHost()
			r.post(r.hintHiddenIcons)
			r.post(r.retryHotkey) // macOS registers hotkeys through the tray's event loop
		},
		Lost:   func(err error) { r.post(func() { r.trayLost(err) }) },
		Back:   func() { r.post(func() { r.screen.stale = false }) },
		Ending: r.sessionAsksToEnd,
	}
}

// run serves until Quit, quit, the end of the session or a signal. It must be called on the
// program's first goroutine: macOS wants the event loop of the tray on the main thread. The
// tray ends last, because hotkeys are unregistered through that loop.
func (r *resident) run(background bool) error {
	var err error
	r.prepare()
	defer r.endInTime()()
	r.checkSessionFirst()
	first := r.view() // before the loop starts and owns the state
	shown, hide := context.WithCancel(context.WithoutCancel(r.ctx))
	go func() {
		defer hide()
		defer close(r.shutdown.over)
		err = r.serve(background)
	}()
	trayEnded := make(chan struct{})
	show := func() {
		defer close(trayEnded)
		if err := r.screen.tray.Run(shown, first); err != nil {
			r.log.Warn("part ended", "part", "tray", "err", err)
		}
	}
	if runtime.GOOS == "darwin" {
		show()
	} else {
		go show()
	}
	<-shown.Done()
	// Do not wait for a tray library that never returns.
	select {
	case <-trayEnded:
	case <-time.After(parts.EndWithin):
		r.log.Warn("the tray did not end in time")
	}
	r.log.Info("ended")
	r.journal.Flush()
	return err
}

// serve runs every part but the tray.
func (r *resident) serve(background bool) error {
	running := parts.New(r.ctx, r.log)
	running.Start("hotkey", func(ctx context.Context) error { return r.hotkey.Run(ctx, r.live.Chords) })
	server := r.listen() // early: a command that finds the lock taken waits for the channel
	running.Start("keychain", r.tokens.Run)
	if r.practice == nil {
		r.startReal(running)
	}
	if server != nil {
		running.Start("channel", func(ctx context.Context) error { return server.Run(ctx, r.answer) })
	}
	running.Start("lock", r.watchLock)
	running.Start("notifications", r.screen.notifier.Run)
	running.Start("sounds", r.screen.sounds.Run)
	running.Start("clicks", r.clicks.Run)
	running.Start("loop", r.loop)
	running.Start("session", r.watchSession)
	mayEnd := make(chan struct{}) // closed when the session may end
	running.Start("logoff", func(ctx context.Context) error { return logoff.Watch(ctx, r.sessionEnds, r.askedToClose, mayEnd) })
	r.tellAtStart(background)

	// The Toggler ends before the parts: they must still run to show the outcome of a press
	// in flight.
	err := r.toggler.Run(r.ctx)
	r.live.Warmth.End()
	r.live.DropSpare()
	r.waitForLastNote()
	r.journal.Flush() // first: the system may end this process as soon as the session may end
	close(mayEnd)
	r.shutdown.deafSince = time.Now()
	running.Stop()
	return err
}

// startReal starts what practice has no use for.
func (r *resident) startReal(running *parts.Parts) {
	// One from before does not know of this resident.
	go func() { _ = residentapi.End(r.ctx, r.p, true) }()
	running.Start("policy", func(ctx context.Context) error {
		return r.follow(ctx, "policy", livesettings.WatchPolicy, func() { r.post(r.policyChanged) })
	})
	r.live.KeepAutostart()
	running.Start("program", r.watchProgram)
	if runtime.GOOS == "windows" && !r.p.Resumed {
		running.Start("first check", r.live.CheckFirst)
	}
	running.Start("proxy", func(ctx context.Context) error {
		return r.follow(ctx, "proxy", livesettings.WatchProxy, r.live.NetworkChanged)
	})
}

// listen opens the local channel, or reports why there is none.
func (r *resident) listen() *channel.Server {
	server, err := r.lock.Listen()
	switch {
	case errors.Is(err, channel.ErrTaken):
		r.log.Error("no channel", "err", err)
		r.p.Warn(r.p.Words.Part("channel_taken"))
		return nil
	case err != nil:
		r.log.Error("no channel", "err", err)
		r.p.Warn(r.p.Words.Part("channel"))
		return nil
	}
	server.ForSystem = []string{residentapi.OpQuit}
	return server
}

func (r *resident) tellAtStart(background bool) {
	if p := r.p; p.Resumed && r.toggler.Last.Unknown {
		// The notification of the replaced process may have closed with it. The sound is not
		// played again.
		r.post(func() {
			o := hold.Outcome{Result: hold.Unknown}
			r.screen.untold = func() { r.showNote(r.outcomeNote(o)) }
			if presentationOf(r.live.Now().Feedback, o, false).note || r.screen.stale {
				r.tellUntold()
			}
		})
	}
	r.askAtStart(background)
	r.log.Info("started", "version", r.p.Version, "practice", r.practice != nil)
	time.AfterFunc(settleAfter, func() { r.post(func() { r.settle(time.Time{}) }) })
}
