package words

import "fmt"

// Window returns a sentence of the settings or extension window, by its name in
// the packages below app/window. Args fill its placeholders.
func (w Words) Window(id string, args ...any) string {
	arg, other := "", ""
	if len(args) > 0 {
		arg = fmt.Sprint(args[0])
	}
	if len(args) > 1 {
		other = fmt.Sprint(args[1])
	}
	switch id {
	case "set_by":
		return w.SetBy(arg)
	case "locked_by":
		return w.LockedBy(arg)
	case "locked_all":
		return w.LockedAll(arg)
	}
	if s, ok := w.byCode("window", id, "Arg", arg, "Other", other); ok {
		return s
	}
	return id
}

// Label returns the label of a setting in the window, or its key if it has none.
func (w Words) Label(key string) string {
	id, ok := map[string]string{"agent_id": "extension", "hotkey": "hotkey_chord", "press_gap_ms": "gap", "timeout_s": "timeout"}[key]
	if !ok {
		id = key
	}
	label, ok := w.byCode("window", id, "Arg", "", "Other", "")
	if !ok {
		label = key
	}
	return label
}
