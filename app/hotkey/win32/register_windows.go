package win32

import (
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strconv"
	"sync"
	"time"
	"unsafe"

	xhotkey "golang.design/x/hotkey"
	"golang.org/x/sys/windows"

	"github.com/wolkvox-hold/wolkvox-hold/app/eventage"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// New makes the backend. It registers nothing yet, and so always succeeds.
func New(log *slog.Logger) *Keys {
	k := &Keys{log: log, firstGrab: true, Timeout: registerTimeout, events: make(chan winEvent, 256), lost: make(chan struct{})}
	k.closing, k.cancel = context.WithCancel(context.Background())
	return k
}

const (
	// registerTimeout is long because a host on which many people sign in at once may be busy
	// for seconds. A caller that gave up earlier would find the chord taken by this same
	// program.
	registerTimeout = 20 * time.Second
	// shortTimeout is for releasing a chord, and for registering one as a test.
	shortTimeout = 2 * time.Second
	// releasePoll is how often a key that is down is asked for, in milliseconds: Windows does
	// not report its release.
	releasePoll = 50
)

// From winuser.h.
const (
	modNoRepeat = 0x4000

	wmHotkey = 0x0312
	wmApp    = 0x8000
)

var (
	user32             = windows.NewLazySystemDLL("user32.dll")
	procRegisterHotKey = user32.NewProc("RegisterHotKey")
	procUnregister     = user32.NewProc("UnregisterHotKey")
	procPeekMessage    = user32.NewProc("PeekMessageW")
	procPostThread     = user32.NewProc("PostThreadMessageW")
	procSetTimer       = user32.NewProc("SetTimer")
	procKillTimer      = user32.NewProc("KillTimer")
	procKeyState       = user32.NewProc("GetAsyncKeyState")
)

// winEvent is an event as the thread found it.
type winEvent struct {
	down bool
	at   uint32 // by GetTickCount
}

// Keys is the backend. Its thread starts with the first chord.
//
// While the key is down its state is polled 20 times a second. Windows may answer "up" for a
// held key while a program with higher rights has the focus (documentation of
// GetAsyncKeyState). With MOD_NOREPEAT a held key is one event; Wine 8 ignores
// it and sends many.
//
// desktop.Listener says what its methods promise.
type Keys struct {
	// Timeout is for registering a chord; to be set before the first Grab.
	Timeout time.Duration

	log     *slog.Logger
	closing context.Context
	cancel  context.CancelFunc
	events  chan winEvent
	lost    chan struct{} // closed if the thread ended unasked

	mu        sync.Mutex // held while a chord is registered or released
	firstGrab bool       // no chord was requested yet
	thread    *winThread // nil before the first chord
	chord     settings.Chord
}

// Grab registers c in place of the present chord.
func (k *Keys) Grab(c settings.Chord) (heldNow bool, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.closing.Err() != nil {
		return false, &hotkey.Error{Code: hotkey.CodeLost, Chord: c}
	}
	key, ok := virtualKey(c.Key)
	if !ok {
		return false, &hotkey.Error{Code: hotkey.CodeNoSuchKey, Chord: c}
	}
	if k.thread != nil && k.chord == c {
		return keyDown(key), nil
	}
	if k.thread == nil {
		k.thread = startThread(k.events, k.lost)
	}
	try := func() error {
		heldNow, err = k.thread.do(k.closing, k.Timeout, winRequest{key: key, modifiers: modifiers(c)})
		return refusal(c, err)
	}
	if k.firstGrab {
		k.firstGrab = false
		err = hotkey.RetryTaken(k.closing, try)
	} else {
		err = try()
	}
	if err != nil {
		return false, err
	}
	k.chord = c
	k.log.Debug("chord registered", "chord", c.String())
	return heldNow, nil
}

// refusal is the error of a registration. One code alone says that the chord is taken. A program
// that has no desktop (yet) is refused with others: it opens a listener again later.
func refusal(c settings.Chord, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, windows.ERROR_REQUIRES_INTERACTIVE_WINDOWSTATION), errors.Is(err, windows.ERROR_ACCESS_DENIED):
		return &hotkey.Error{Code: hotkey.CodeLost, Chord: c, Err: errors.Join(hotkey.ErrSilent, err)}
	case errors.Is(err, hotkey.ErrSilent):
		return &hotkey.Error{Code: hotkey.CodeLost, Chord: c, Err: err}
	case errors.Is(err, windows.ERROR_HOTKEY_ALREADY_REGISTERED):
		return &hotkey.Error{Code: hotkey.CodeTaken, Chord: c, Err: err}
	}
	return &hotkey.Error{Code: hotkey.CodeFailed, Chord: c, Err: err}
}

func (k *Keys) Ungrab() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.thread == nil || k.chord == (settings.Chord{}) {
		return
	}
	k.chord = settings.Chord{}
	if _, err := k.thread.do(context.Background(), shortTimeout, winRequest{}); err != nil {
		k.log.Warn("the chord could not be unregistered", "err", err)
	}
}

func (k *Keys) Close() {
	k.cancel()
	k.Ungrab()
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.thread != nil {
		k.thread.post(winRequest{end: true})
		k.thread = nil // its ID may be another thread's soon
	}
}

func (k *Keys) Run(ctx context.Context, events func(hotkey.Event), _ func(error)) error {
	defer k.Close()
	var at time.Duration // of the latest event, by Windows' count
	last := winapi.TickCount()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-k.closing.Done():
			return nil
		case <-k.lost:
			return &hotkey.Error{Code: hotkey.CodeLost, Err: hotkey.ErrSilent}
		case e := <-k.events:
			age := eventage.Ticks(winapi.TickCount(), e.at)
			at += time.Duration(int32(e.at-last)) * time.Millisecond
			last = e.at
			events(hotkey.Event{Down: e.down, Time: at, Age: age})
		}
	}
}

// NoRetry turns off the retry of the first chord and shortens the timeout.
func (k *Keys) NoRetry() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.firstGrab, k.Timeout = false, shortTimeout
}

// winRequest asks the thread for another chord: with no key for none.
type winRequest struct {
	key, modifiers uint32
	end            bool
	done           chan winReply
	abandoned      *bool // guarded by the thread's mu: nobody waits for it any more
}

type winReply struct {
	heldNow bool
	err     error
}

// winThread is the thread that the chord is registered on: Windows posts its messages to
// the thread that called RegisterHotKey, and to no other.
type winThread struct {
	events chan<- winEvent
	lost   chan<- struct{}
	ready  chan struct{} // closed when it has a message queue
	id     uint32        // set before ready

	mu       sync.Mutex
	requests []winRequest

	// Used only by the thread.
	hotkey uintptr // the ID of the registered chord; 0 for none
	key    uint32
	down   bool    // the key is down, and its release is waited for
	timer  uintptr // runs while it is down
}

func startThread(events chan<- winEvent, lost chan<- struct{}) *winThread {
	t := &winThread{events: events, lost: lost, ready: make(chan struct{})}
	go t.loop()
	return t
}

// do carries out a request on the thread. What completes after the timeout, or after ctx has
// ended, is undone.
func (t *winThread) do(ctx context.Context, timeout time.Duration, r winRequest) (heldNow bool, err error) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	select {
	case <-t.ready:
	case <-timer.C:
		return false, hotkey.ErrSilent
	}
	r.done, r.abandoned = make(chan winReply, 1), new(bool)
	t.post(r)
	select {
	case reply := <-r.done:
		return reply.heldNow, reply.err
	case <-timer.C:
	case <-ctx.Done():
	}
	t.mu.Lock()
	*r.abandoned = true
	t.mu.Unlock()
	select {
	case reply := <-r.done: // in that instant
		return reply.heldNow, reply.err
	default:
		return false, hotkey.ErrSilent
	}
}

func (t *winThread) post(r winRequest) {
	t.mu.Lock()
	t.requests = append(t.requests, r)
	t.mu.Unlock()
	select {
	case <-t.ready:
		_, _, _ = procPostThread.Call(uintptr(t.id), wmApp, 0, 0)
	default: // it looks for requests when it begins
	}
}

// loop is the thread, which is not given back to other goroutines.
func (t *winThread) loop() {
	runtime.LockOSThread()
	t.id = windows.GetCurrentThreadId()
	var m winapi.Message
	_, _, _ = procPeekMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0, 0) // makes the queue
	close(t.ready)
	if t.serve() {
		return
	}
	for {
		if !m.Get() {
			// The end of the thread releases the chord, too, but Go never ends a process's first one.
			t.replace(0, 0)
			close(t.lost)
			return
		}
		switch m.Message {
		case wmApp:
			if t.serve() {
				return
			}
		case wmHotkey:
			if m.WParam == t.hotkey {
				t.emit(winEvent{true, m.Time})
				if t.watch(true); !keyDown(t.key) {
					// A tap, or one that waited in the queue: the next message may be older than now.
					t.released(m.Time)
				}
			}
		}
		if t.down && !keyDown(t.key) {
			t.released(winapi.TickCount())
		}
	}
}

// emit passes an event on. A reader that has not come for 256 events gets no more.
func (t *winThread) emit(e winEvent) {
	select {
	case t.events <- e:
	default:
	}
}

// watch begins or ends to look for the release of the key. Where there can be no timer, the
// key counts as released: a key that is never released would never be pressed again.
func (t *winThread) watch(on bool) {
	switch {
	case on && !t.down:
		t.down = true
		if t.timer, _, _ = procSetTimer.Call(0, 0, releasePoll, 0); t.timer == 0 {
			t.released(winapi.TickCount())
		}
	case !on && t.down:
		t.down = false
		if t.timer != 0 {
			_, _, _ = procKillTimer.Call(0, t.timer)
		}
	}
}

// released passes on that the key came up.
func (t *winThread) released(at uint32) {
	if t.down {
		t.watch(false)
		t.emit(winEvent{false, at})
	}
}

// serve carries out the requests. It reports whether the thread is to end.
func (t *winThread) serve() (end bool) {
	for {
		t.mu.Lock()
		if len(t.requests) == 0 {
			t.mu.Unlock()
			return false
		}
		r := t.requests[0]
		t.requests = t.requests[1:]
		gone := r.abandoned != nil && *r.abandoned
		t.mu.Unlock()
		switch {
		case r.end:
			t.replace(0, 0)
			return true
		case r.key == 0: // done also where nobody waits for it any more
			t.replace(0, 0)
			t.answer(r, winReply{})
		case !gone:
			t.register(r)
		}
	}
}

// register registers the chord of a request before it releases the present one, so that a
// refusal changes nothing. A request that nobody waits for any more changes nothing either.
func (t *winThread) register(r winRequest) {
	id := 3 - max(t.hotkey, 1) // alternates between 1 and 2
	held := keyDown(r.key)
	if ok, _, err := procRegisterHotKey.Call(0, id, uintptr(r.modifiers|modNoRepeat), uintptr(r.key)); ok == 0 {
		t.answer(r, winReply{err: err})
		return
	}
	held = held && keyDown(r.key)
	if !t.answer(r, winReply{heldNow: held}) {
		_, _, _ = procUnregister.Call(0, id)
		return
	}
	t.replace(id, r.key)
	if held {
		t.watch(true) // its release belongs to no press
	}
}

// answer reports whether somebody still waits for the answer.
func (t *winThread) answer(r winRequest, reply winReply) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if *r.abandoned {
		return false
	}
	r.done <- reply
	return true
}

// replace releases the present chord and notes the next one.
func (t *winThread) replace(id uintptr, key uint32) {
	t.released(winapi.TickCount())
	if t.hotkey != 0 {
		_, _, _ = procUnregister.Call(0, t.hotkey)
	}
	t.hotkey, t.key = id, key
}

// keyDown reports whether the key is down at this moment. Windows says "up" while a program
// with higher rights has the focus; with MOD_NOREPEAT a key that is held then is still one
// message.
func keyDown(key uint32) bool {
	state, _, _ := procKeyState.Call(uintptr(key))
	return int16(state) < 0
}

func modifiers(c settings.Chord) (all uint32) {
	for _, m := range []struct {
		on  bool
		mod xhotkey.Modifier
	}{{c.Ctrl, xhotkey.ModCtrl}, {c.Shift, xhotkey.ModShift}, {c.Alt, xhotkey.ModAlt}, {c.Super, xhotkey.ModWin}} {
		if m.on {
			all |= uint32(m.mod)
		}
	}
	return all
}

// virtualKey returns the virtual-key code of a key by its chord name
// (learn.microsoft.com, "Virtual-Key Codes").
func virtualKey(name string) (uint32, bool) {
	if len(name) == 1 {
		c := name[0]
		return uint32(c), c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	}
	switch name {
	case "Pause":
		return 0x13, true
	case "Space":
		return uint32(xhotkey.KeySpace), true
	case "PageUp":
		return 0x21, true
	case "PageDown":
		return 0x22, true
	case "End":
		return 0x23, true
	case "Home":
		return 0x24, true
	case "Left":
		return uint32(xhotkey.KeyLeft), true
	case "Up":
		return uint32(xhotkey.KeyUp), true
	case "Right":
		return uint32(xhotkey.KeyRight), true
	case "Down":
		return uint32(xhotkey.KeyDown), true
	case "Insert":
		return 0x2d, true
	}
	if name != "" && name[0] == 'F' {
		if n, err := strconv.Atoi(name[1:]); err == nil && n >= 1 && n <= 20 {
			return uint32(xhotkey.KeyF1) + uint32(n-1), true
		}
	}
	return 0, false
}
