package tray

import (
	"bytes"
	"log/slog"
	"slices"
)

// surface draws parts of a view: the tray library, or a test's recorder.
type surface struct {
	icon    func(picture []byte, sizes [][]byte) (changed bool)
	tooltip func(text string)
	title   func(text string)
	item    func(position int, was, is Item)
}

// screen remembers what the desktop shows and sends only the differences: each call makes the tray host redraw.
type screen struct {
	on     surface
	log    *slog.Logger
	shown  View
	logged bool // the error about a changed menu was logged
}

// show updates the surface to v.
func (s *screen) show(v View) {
	v = clean(v)
	if len(v.Icon) > 0 && !bytes.Equal(v.Icon, s.shown.Icon) && s.on.icon(v.Icon, v.Sizes) {
		s.shown.Icon = v.Icon
	}
	if v.Tooltip != s.shown.Tooltip {
		s.on.tooltip(v.Tooltip)
		s.shown.Tooltip = v.Tooltip
	}
	if v.Title != s.shown.Title {
		s.on.title(v.Title)
		s.shown.Title = v.Title
	}
	if !sameItems(s.shown.Items, v.Items) {
		if !s.logged {
			s.log.Error("tray menu not updated: its items are fixed by the first view")
			s.logged = true
		}
		return
	}
	for i, is := range v.Items {
		if was := s.shown.Items[i]; was != is {
			s.on.item(i, was, is)
			s.shown.Items[i] = is
		}
	}
}

// sameItems reports whether two menus have the same items in the same order, regardless of their texts.
func sameItems(a, b []Item) bool {
	return slices.EqualFunc(a, b, func(x, y Item) bool { return x.ID == y.ID && x.Separator == y.Separator })
}

// clean returns v with texts that are safe to show.
func clean(v View) View {
	v.Tooltip = cleanText(v.Tooltip, tooltipUnits)
	v.Title = cleanText(v.Title, 0)
	v.Items = slices.Clone(v.Items)
	for i, item := range v.Items {
		if item.Separator {
			v.Items[i] = Item{ID: item.ID, Separator: true}
			continue
		}
		v.Items[i].Label = cleanLabel(item.Label, mnemonic)
	}
	return v
}
