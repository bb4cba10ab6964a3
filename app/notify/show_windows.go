package notify

import (
	"context"
	"fmt"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// From shellapi.h.
const (
	nimModify = 0x1

	nifInfo     = 0x10
	nifRealtime = 0x40 // dropped if it cannot be shown at once

	niifInfo      = 0x01
	niifWarning   = 0x02
	niifUser      = 0x04 // the picture is balloonIcon
	niifNoSound   = 0x10 // the agent is on a call
	niifLargeIcon = 0x20 // balloonIcon has the size of a large icon
)

func (n *Notifier) serve(ctx context.Context) { n.serveWaiting(ctx, n.show) }

// show shows a note as a balloon of the tray icon, or in the note window: where Windows shows no
// balloons, and every warning, since a person can also silence a single program, or all but some,
// and Windows does not say so. A zero note removes what is shown. With nil it only checks for the
// icon.
func (n *Notifier) show(note *Note) error {
	if note == nil {
		return showBalloon(nil, nil)
	}
	var picture []byte
	if n.Picture != nil {
		picture = n.Picture(note.Picture)
	}
	none := *note == Note{}
	if !none && (note.Warning || note.Urgent || Silenced() != "" || muted()) {
		if ownWindow.show(note, picture) == nil {
			removeBalloon()
			return nil
		}
		return showBalloon(note, picture) // better than nothing
	}
	_ = ownWindow.show(nil, nil)
	if none {
		removeBalloon()
		return nil
	}
	return showBalloon(note, picture)
}

// balloonShown is false when no balloon was shown since the last was removed: an Explorer that
// hangs is not asked to remove one then, which would delay the next note. It is owned by the
// goroutine of serve.
var balloonShown bool

// balloonPicture is the icon of the balloon that is shown, or 0. It is owned like balloonShown.
var balloonPicture uintptr

// removeBalloon removes the balloon that is shown, if any.
func removeBalloon() {
	if window := winapi.TrayWindow(); balloonShown && window != 0 {
		_ = modify(&winapi.IconData{Window: window, Flags: nifInfo})
	}
	balloonShown = false
}

// showBalloon shows a note as a balloon of the tray icon, with its own picture or, where Windows does not take that, with
// that of its level. With nil it only checks for the icon.
func showBalloon(note *Note, picture []byte) error {
	window := winapi.TrayWindow()
	if window == 0 {
		return ErrNoIcon
	}
	if note == nil {
		return modify(&winapi.IconData{Window: window})
	}
	// An empty text removes the previous balloon, which Windows would otherwise show to its end first.
	if err := modify(&winapi.IconData{Window: window, Flags: nifInfo}); err != nil {
		return err
	}
	balloonShown = true
	winapi.DestroyIcon(balloonPicture)
	balloonPicture, _ = winapi.NewIcon(picture, 0)
	if balloonPicture != 0 {
		d := newBalloon(note, window)
		d.InfoFlags = d.InfoFlags&^(niifInfo|niifWarning) | niifUser | niifLargeIcon
		d.BalloonIcon = balloonPicture
		if modify(d) == nil {
			return nil
		}
	}
	return modify(newBalloon(note, window))
}

// newBalloon returns the shell's structure for a note. Windows and the user's settings decide how long a balloon stays.
func newBalloon(note *Note, window uintptr) *winapi.IconData {
	d := &winapi.IconData{Window: window, Flags: nifInfo | nifRealtime, InfoFlags: niifInfo | niifNoSound}
	if note.Warning || note.Urgent {
		d.Flags, d.InfoFlags = nifInfo, niifWarning|niifNoSound
	}
	copy(d.InfoTitle[:len(d.InfoTitle)-1], units(note.Summary, len(d.InfoTitle)-1, false))
	copy(d.Info[:len(d.Info)-1], units(note.Body, len(d.Info)-1, true))
	if d.Info[0] == 0 {
		d.Info[0] = ' ' // an empty text would remove the balloon
	}
	return d
}

func modify(d *winapi.IconData) error {
	if err := d.Send(nimModify); err != nil {
		return fmt.Errorf("%w (%w)", ErrNoIcon, err)
	}
	return nil
}
