package residentapi

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// HelloWithin is how long a resident may take to answer the hello of a new connection.
// No answer means that nothing was sent.
const HelloWithin = 1500 * time.Millisecond

// endsEvery is how often to look whether a resident has ended.
const endsEvery = 20 * time.Millisecond

// Client is a connection to a running resident. Unless its comment says otherwise, a
// method waits until its context ends.
type Client struct{ conn *channel.Conn }

// ErrEnding is the [channel.ErrNoResident] of a resident that holds the lock and does not listen
// any more: it is about to end, or has lost its channel.
var ErrEnding = fmt.Errorf("%w, but one holds the lock", channel.ErrNoResident)

// Find connects to the resident that holds the lock of places. Without one the error is
// [channel.ErrNoResident].
func Find(ctx context.Context, places instance.Places) (*Client, error) {
	owner, err := instance.Find(ctx, places)
	if err != nil {
		return nil, err
	}
	switch {
	case owner.Kind != instance.Resident:
		return nil, channel.ErrNoResident
	case owner.Channel == "":
		return nil, channel.ErrSilent // it runs but could not open its channel
	}
	c, err := Dial(ctx, owner)
	if errors.Is(err, channel.ErrNoResident) {
		err = ErrEnding
	}
	return c, err
}

// await is Find, but waits for the end of a resident that does not listen any more. One that
// does not end has lost its channel, which is [channel.ErrSilent].
func await(ctx context.Context, places instance.Places) (*Client, error) {
	for {
		c, err := Find(ctx, places)
		if !errors.Is(err, ErrEnding) {
			return c, err
		}
		select {
		case <-time.After(endsEvery):
		case <-ctx.Done():
			return nil, channel.ErrSilent
		}
	}
}

// Dial connects to the resident that owns a lock.
func Dial(ctx context.Context, owner instance.Owner) (*Client, error) {
	ctx, cancel := context.WithTimeout(ctx, HelloWithin)
	defer cancel()
	conn, err := channel.Dial(ctx, owner.Channel)
	if err != nil {
		return nil, err
	}
	return &Client{conn}, nil
}

// Close ends the connection, and with it a capture lease (see [Client.Capture]).
func (c *Client) Close() { c.conn.Close() }

// PID is the resident's process ID, from the system and not from the resident.
func (c *Client) PID() int { return c.conn.PeerPID() }

// Press hands over a press that was made at pressed. Until the message is written nothing can
// have happened; after that, no answer means [hold.Unknown]. The sentence is in the language
// of w. NoExtension is as in [PressReply].
func (c *Client) Press(ctx context.Context, pressed channel.Stamp, w words.Words) (o PressOutcome, noExtension string) {
	var r PressReply
	err := c.conn.Call(ctx, OpPress, Press{pressed}, &r)
	switch {
	case errors.Is(err, channel.ErrNotSent):
		return PlainOutcome(w, hold.NotToggled, press.ResidentSilent), ""
	case err != nil:
		return PlainOutcome(w, hold.Unknown, press.ResidentSilent), ""
	}
	o = r.PressOutcome
	o.afterUnknown = r.AfterUnknown
	return o.Checked(w), r.NoExtension
}

// Checked makes an outcome from another process safe: with our own sentence, and with its
// texts stripped and cut. A result that this program does not know becomes unknown.
func (t PressOutcome) Checked(w words.Words) PressOutcome {
	switch hold.Result(t.Outcome) {
	case hold.Toggled, hold.NotToggled, hold.Unknown, hold.Ignored:
	default:
		return PlainOutcome(w, hold.Unknown, press.ResidentSilent)
	}
	t.Message = t.Sentence(w)
	t.Reason, t.WolkvoxCode, t.WolkvoxMsg = printable.Short(t.Reason), printable.Short(t.WolkvoxCode), printable.Short(t.WolkvoxMsg)
	return t
}

// Quit asks the resident to end. It returns before the process has ended.
func (c *Client) Quit(ctx context.Context) error { return c.conn.Call(ctx, OpQuit, nil, nil) }

// ShowSettings opens the settings window, or gives it the focus.
func (c *Client) ShowSettings(ctx context.Context) error {
	child.LetOthersComeForward()
	return c.conn.Call(ctx, OpSettings, nil, nil)
}

// ShowDialog opens a dialog in the place of a window that cannot be shown. It fails where the
// resident has no dialogs.
func (c *Client) ShowDialog(ctx context.Context, d Dialog) error {
	child.LetOthersComeForward()
	return c.conn.Call(ctx, OpDialog, d, nil)
}

// Reload says that settings, policy or what changed names were changed.
func (c *Client) Reload(ctx context.Context, changed Reload) error {
	return c.conn.Call(ctx, OpReload, changed, nil)
}

// SetExtension sets the extension that the person gave by hand; an empty one removes it.
func (c *Client) SetExtension(ctx context.Context, id string) error {
	return c.conn.Call(ctx, OpExtension, Extension{id}, nil)
}

// Capture takes the capture lease: hotkey presses toggle nothing and go to
// [Client.Captured], until the connection closes or [LeaseLasts] is over.
func (c *Client) Capture(ctx context.Context) error {
	return c.conn.Call(ctx, OpCapture, nil, nil)
}

// Captured waits for a press under the lease and returns its chord, empty when the
// lease is over.
func (c *Client) Captured(ctx context.Context) (chord string, err error) {
	var r Chord
	err = c.conn.Call(ctx, OpCaptured, nil, &r)
	return r.Chord, err
}

// WaitForFocus waits, for at most [FocusWait], for a request to show the window.
func (c *Client) WaitForFocus(ctx context.Context) (wanted bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, FocusWait+HelloWithin)
	defer cancel()
	var r Focus
	err = c.conn.Call(ctx, OpFocus, nil, &r)
	return r.Wanted, err
}

// HoldBack has the resident of places send no press until the connection is closed, because
// practice is open. Presses that it takes meanwhile are [hold.NotToggled], with
// [press.PracticeOpen]. The client is nil if there is no resident; one that has lost its channel
// counts as one that does not answer.
func HoldBack(ctx context.Context, places instance.Places) (*Client, error) {
	c, err := Find(ctx, places)
	if errors.Is(err, channel.ErrNoResident) && !errors.Is(err, ErrEnding) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	asked, cancel := context.WithTimeout(ctx, HelloWithin)
	defer cancel()
	if err := c.conn.Call(asked, OpPractice, nil, nil); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

// WaitForEnd returns when the resident has ended or does not answer, or when ctx ends.
func (c *Client) WaitForEnd(ctx context.Context) {
	for alive := true; alive; {
		within, cancel := context.WithTimeout(ctx, AliveWait+HelloWithin)
		alive = c.conn.Call(within, OpAlive, nil, nil) == nil
		cancel()
	}
}

// SpareChord asks for a chord that no program has registered, empty if none was found.
func (c *Client) SpareChord(ctx context.Context) (chord string, err error) {
	var r Chord
	err = c.conn.Call(ctx, OpSpareChord, nil, &r)
	return r.Chord, err
}

// Network asks the resident to test its connection to wolkvox.
func (c *Client) Network(ctx context.Context) (n Network, err error) {
	err = c.conn.Call(ctx, OpNetwork, nil, &n)
	return n, err
}
