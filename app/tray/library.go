//go:build linux || windows || (darwin && cgo)

package tray

import (
	"context"
	"sync/atomic"

	"fyne.io/systray"
)

// build makes the menu of the first view and returns the screen on which later ones are shown. The menu is made once
// and never rebuilt: an open menu would lose its items under the mouse.
func (t *Tray) build(ctx context.Context, first View) *screen {
	first = clean(first)
	items := make([]*systray.MenuItem, len(first.Items))
	for i, item := range first.Items {
		if item.Separator {
			systray.AddSeparator()
			continue
		}
		items[i] = systray.AddMenuItem(item.Label, "")
		if item.Disabled {
			items[i].Disable()
		}
		if item.Hidden {
			items[i].Hide()
		}
		go t.clicks(ctx, items[i].ClickedCh, item.ID)
	}
	if t.Opened != nil {
		go t.openings(ctx)
	}
	s := &screen{log: t.log(), shown: View{Items: first.Items}, on: surface{
		icon:    func(picture []byte) { systray.SetIcon(drawn(picture)) },
		tooltip: setTooltip,
		title:   systray.SetTitle,
		item:    func(i int, was, is Item) { change(items[i], was, is) },
	}}
	return s
}

// change brings one item from was to is. A hidden item is not written to: on Windows that would bring it back.
func change(item *systray.MenuItem, was, is Item) {
	if is.Hidden {
		if !was.Hidden {
			item.Hide()
		}
		return
	}
	if was.Hidden || is.Label != was.Label {
		item.SetTitle(is.Label)
	}
	if item.Disabled() != is.Disabled {
		if is.Disabled {
			item.Disable()
		} else {
			item.Enable()
		}
	}
	if was.Hidden {
		item.Show()
	}
}

// tapped is the library's callback for a left click; nil leaves the left click to the menu. A click that comes while
// Tapped has not returned is dropped: on Linux the library calls it on a goroutine for each.
func (t *Tray) tapped(ctx context.Context) func() {
	if t.Tapped == nil {
		return nil
	}
	var busy atomic.Bool
	return func() {
		if ctx.Err() == nil && busy.CompareAndSwap(false, true) {
			defer busy.Store(false)
			t.Tapped()
		}
	}
}

// clicks passes the clicks on one item on. The library drops a click when nobody listens, which
// is what we want while Clicked has not returned.
func (t *Tray) clicks(ctx context.Context, clicked <-chan struct{}, id string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-clicked:
			if t.Clicked != nil && ctx.Err() == nil {
				t.Clicked(id)
			}
		}
	}
}

func (t *Tray) openings(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-systray.TrayOpenedCh:
			if ctx.Err() == nil {
				t.Opened()
			}
		}
	}
}
