//go:build !darwin || cgo

package tray

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"fyne.io/systray"
)

// build creates the menu of the first view and returns the screen for later views. The menu is never rebuilt: an
// open menu would lose its items under the mouse.
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
		go t.forwardClicks(ctx, items[i].ClickedCh, item.ID)
	}
	if t.Opened != nil {
		go t.forwardOpenings(ctx)
	}
	s := &screen{log: t.log(), shown: View{Items: first.Items}, on: surface{
		icon: func(picture []byte, sizes [][]byte) bool {
			t.showing.Lock()
			defer t.showing.Unlock()
			return t.showPicture(ctx, picture, sizes)
		},
		tooltip: func(text string) {
			t.showing.Lock()
			defer t.showing.Unlock()
			t.setTooltip(text)
		},
		title: systray.SetTitle,
		item:  func(i int, was, is Item) { updateItem(items[i], was, is) },
	}}
	return s
}

// showPicture reports whether the icon has that picture now. One that it has not is reported as lost: an icon that
// says "toggled" after a refusal would be a lie. The caller holds showing.
func (t *Tray) showPicture(ctx context.Context, picture []byte, sizes [][]byte) bool {
	if err := t.setPicture(picture, sizes); err != nil {
		t.setLost(ctx, fmt.Errorf("%w (%w)", ErrPicture, err))
		return false
	}
	t.mu.Lock()
	stale := errors.Is(t.lost, ErrPicture)
	t.mu.Unlock()
	if stale {
		t.setBack()
	}
	return true
}

// updateItem changes one item from was to is. A hidden item is not changed: on Windows that would show it again.
func updateItem(item *systray.MenuItem, was, is Item) {
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

// onTap is the library's callback for a left click; with nil a left click opens the menu. Clicks that come before
// Tapped has returned are dropped: on Linux the library calls it on a new goroutine for each.
func (t *Tray) onTap(ctx context.Context) func() {
	if t.Tapped == nil {
		return nil
	}
	var busy atomic.Bool
	return func() {
		if ctx.Err() == nil && busy.CompareAndSwap(false, true) {
			defer busy.Store(false)
			t.Tapped(t.tapped())
		}
	}
}

// forwardClicks calls Clicked for one item. The library drops clicks while nobody receives, as we want before
// Clicked has returned.
func (t *Tray) forwardClicks(ctx context.Context, clicked <-chan struct{}, id string) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-clicked:
			if t.Clicked != nil && ctx.Err() == nil {
				t.Clicked(id, t.chosen())
			}
		}
	}
}

func (t *Tray) forwardOpenings(ctx context.Context) {
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
