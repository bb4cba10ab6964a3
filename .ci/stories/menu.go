package main

import (
	"bytes"
	"errors"
	"fmt"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/wolkvox-hold/wolkvox-hold/assets"
)

// layout is an item of a menu as com.canonical.dbusmenu describes it.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// pixels is a picture as org.kde.StatusNotifierItem has it.
type pixels struct {
	Width, Height int32
	ARGB          []byte
}

// trayIcon is an icon of the tray: practice has one of its own.
type trayIcon struct {
	bus  dbus.BusObject
	Name string // of its owner on the bus
}

// property reads a property of the icon.
func (i trayIcon) property(name string) (any, error) {
	v, err := i.bus.GetProperty("org.kde.StatusNotifierItem." + name)
	return v.Value(), err
}

// trayIcons finds the icons of the tray.
func trayIcons(bus *dbus.Conn) (icons []trayIcon, err error) {
	items, err := bus.Object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher").
		GetProperty("org.kde.StatusNotifierWatcher.RegisteredStatusNotifierItems")
	if err != nil {
		return nil, err
	}
	names, _ := items.Value().([]string)
	for _, name := range names {
		owner, path, _ := strings.Cut(name, "/")
		icons = append(icons, trayIcon{bus.Object(owner, dbus.ObjectPath("/"+path)), owner})
	}
	if len(icons) == 0 {
		return nil, errors.New("the tray has no icon")
	}
	return icons, nil
}

// chooseItem clicks the item that has that text, in the menu of any of our icons.
func chooseItem(bus *dbus.Conn, text string) error {
	icons, err := trayIcons(bus)
	if err != nil {
		return err
	}
	var labels []string
	for _, icon := range icons {
		at, err := icon.property("Menu")
		if err != nil {
			return err
		}
		menuPath, _ := at.(dbus.ObjectPath)
		menu := bus.Object(icon.Name, menuPath)
		var revision uint32
		var root layout
		if err := menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
			return err
		}
		for _, child := range root.Children {
			var item layout
			if err := dbus.Store([]any{child.Value()}, &item); err != nil {
				return err
			}
			label, _ := item.Properties["label"].Value().(string)
			label = strings.ReplaceAll(label, "_", "")
			if visible, set := item.Properties["visible"].Value().(bool); set && !visible {
				continue
			}
			if label == text {
				return menu.Call("com.canonical.dbusmenu.Event", 0, item.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(time.Now().Unix())).Err
			}
			labels = append(labels, label)
		}
	}
	return fmt.Errorf("no menu has an item %q, only %q", text, labels)
}

// icon waits until an icon of the tray is the picture of that name.
func icon(d *desk, _ *testscript.TestScript, args []string) error {
	if assets.Icon(args[0], 16) == nil {
		return fmt.Errorf("no picture has that name, only %s have", strings.Join(assets.Names(), ", "))
	}
	var shown []string
	err := until("the icon "+args[0], func() bool {
		icons, err := trayIcons(d.bus)
		if err != nil {
			shown = []string{err.Error()}
			return false
		}
		shown = nil
		for _, i := range icons {
			shown = append(shown, i.picture())
		}
		return slices.Contains(shown, args[0])
	})
	if err != nil {
		return fmt.Errorf("%w; it is %s", err, strings.Join(shown, ", "))
	}
	return nil
}

// picture is the name of the picture that the tray shows, or what is wrong.
func (i trayIcon) picture() string {
	value, err := i.property("IconPixmap")
	var sizes []pixels
	if err == nil {
		err = dbus.Store([]any{value}, &sizes)
	}
	if err == nil && len(sizes) == 0 {
		err = errors.New("without a picture")
	}
	if err != nil {
		return err.Error()
	}
	for _, name := range assets.Names() {
		if name == "app" { // no tray shows it, and it is drawn as ready
			continue
		}
		if same, err := isPicture(sizes[0], assets.Icon(name, int(sizes[0].Width))); err != nil || same {
			return name
		}
	}
	return "a picture of no name"
}

// isPicture compares a picture of the tray with a PNG; nil is none.
func isPicture(shown pixels, picture []byte) (bool, error) {
	if picture == nil {
		return false, nil
	}
	img, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return false, err
	}
	size := img.Bounds().Size()
	if int(shown.Width) != size.X || int(shown.Height) != size.Y || len(shown.ARGB) != 4*size.X*size.Y {
		return false, nil
	}
	for y := range size.Y {
		for x := range size.X {
			want, got := color.NRGBAModel.Convert(img.At(x, y)).(color.NRGBA), shown.ARGB[4*(y*size.X+x):]
			if want != (color.NRGBA{R: got[1], G: got[2], B: got[3], A: got[0]}) {
				return false, nil
			}
		}
	}
	return true, nil
}
