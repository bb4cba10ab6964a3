package words

import "fmt"

// Window is a sentence of the settings window, by the name that app/window/form
// gives it. Where the sentence has a place for something, that is the argument.
func (w Words) Window(id string, args ...any) string {
	arg := ""
	if len(args) > 0 {
		arg = fmt.Sprint(args[0])
	}
	if id == "set_by" {
		return w.SetBy(arg)
	}
	if s, ok := w.coded("window", id, "Arg", arg); ok {
		return s
	}
	return id
}

// Field is [Words.Setting] beside the setting's field in the window, where a person
// knows it by its label.
func (w Words) Field(key, code, value string) string {
	id, ok := map[string]string{"agent_id": "extension", "hotkey": "hotkey_chord", "press_gap_ms": "gap", "timeout_s": "timeout"}[key]
	if !ok {
		id = key
	}
	label, ok := w.coded("window", id, "Arg", "")
	if !ok {
		label = key
	}
	return w.refused(label, code, value)
}
