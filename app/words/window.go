package words

import "fmt"

// Window is a sentence of the settings window, or of the small one for the extension,
// by the name that app/window/form gives it. Where the sentence has a place for
// something, those are the arguments.
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
	}
	if s, ok := w.coded("window", id, "Arg", arg, "Other", other); ok {
		return s
	}
	return id
}

// Label is how a person knows a setting in the window; another has its key alone.
func (w Words) Label(key string) string {
	id, ok := map[string]string{"agent_id": "extension", "hotkey": "hotkey_chord", "press_gap_ms": "gap", "timeout_s": "timeout"}[key]
	if !ok {
		id = key
	}
	label, ok := w.coded("window", id, "Arg", "", "Other", "")
	if !ok {
		label = key
	}
	return label
}
