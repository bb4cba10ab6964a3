package tray

import (
	"bytes"
	"log/slog"
	"slices"
)

// surface is what a view is drawn on: the tray library, or a test's notebook.
type surface struct {
	icon    func(picture []byte)
	tooltip func(text string)
	title   func(text string)
	item    func(position int, was, is Item)
}

// screen remembers what the desktop shows and sends only what differs: each call costs the tray host a redraw.
type screen struct {
	on     surface
	log    *slog.Logger
	shown  View
	strict bool // the complaint about a changed menu was made
}

// show brings the surface to v.
func (s *screen) show(v View) {
	v = clean(v)
	if len(v.Icon) > 0 && !bytes.Equal(v.Icon, s.shown.Icon) {
		s.on.icon(v.Icon)
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
	if !sameSet(s.shown.Items, v.Items) {
		if !s.strict {
			s.log.Error("tray menu not updated: its items are fixed by the first view")
			s.strict = true
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

// sameSet tells whether two menus have the same items in the same order, whatever they say.
func sameSet(a, b []Item) bool {
	return slices.EqualFunc(a, b, func(x, y Item) bool { return x.ID == y.ID && x.Separator == y.Separator })
}

// clean returns v as the desktop may see it.
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
