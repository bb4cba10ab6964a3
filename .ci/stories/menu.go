package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/godbus/dbus/v5"
)

// layout is an item of a menu as com.canonical.dbusmenu describes it.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// chooseItem finds the only tray icon and clicks the item of its menu that has that text.
func chooseItem(bus *dbus.Conn, text string) error {
	items, err := bus.Object("org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher").
		GetProperty("org.kde.StatusNotifierWatcher.RegisteredStatusNotifierItems")
	if err != nil {
		return err
	}
	names, _ := items.Value().([]string)
	if len(names) != 1 {
		return fmt.Errorf("the tray has %d icons", len(names))
	}
	owner, path, _ := strings.Cut(names[0], "/")
	at, err := bus.Object(owner, dbus.ObjectPath("/"+path)).GetProperty("org.kde.StatusNotifierItem.Menu")
	if err != nil {
		return err
	}
	menuPath, _ := at.Value().(dbus.ObjectPath)
	menu := bus.Object(owner, menuPath)
	var revision uint32
	var root layout
	if err := menu.Call("com.canonical.dbusmenu.GetLayout", 0, int32(0), int32(-1), []string{}).Store(&revision, &root); err != nil {
		return err
	}
	var labels []string
	for _, child := range root.Children {
		var item layout
		if err := dbus.Store([]any{child.Value()}, &item); err != nil {
			return err
		}
		label, _ := item.Properties["label"].Value().(string)
		label = strings.ReplaceAll(label, "_", "")
		if label == text {
			return menu.Call("com.canonical.dbusmenu.Event", 0, item.ID, "clicked", dbus.MakeVariant(int32(0)), uint32(time.Now().Unix())).Err
		}
		labels = append(labels, label)
	}
	return fmt.Errorf("the menu has no item %q, only %q", text, labels)
}
