package words

// Renewed is the menu's first line in a program that took an older one's place
// while the agent worked: what that one toggled it does not know.
func (w Words) Renewed() string { return w.text("renewed") }

// RestartByHand says that a newer program is installed and that this one cannot
// make room for it.
func (w Words) RestartByHand() string { return w.mark(w.callIT(w.text("restart_by_hand"))) }
