package words

// What stands in brackets behind what doctor found, where it is no word of a system or a
// server.

// ProgramIs names program, system and the folder of the log.
func (w Words) ProgramIs(program, system, folder string) string {
	return w.text("detail.program", "Program", program, "System", system, "Folder", folder)
}

// InRunningProgram says where the token was found.
func (w Words) InRunningProgram() string { return w.text("detail.running_program") }

// OtherVersion says that a part is of another version than this program.
func (w Words) OtherVersion(theirs, ours string) string {
	return w.text("detail.other_version", "Theirs", theirs, "Ours", ours)
}

// IssuedBy names the authority of a certificate.
func (w Words) IssuedBy(authority string) string {
	return w.text("detail.issued_by", "Authority", authority)
}

// Instead says what was gone around, and what serves in its place.
func (w Words) Instead(broken, used string) string {
	return w.text("detail.instead", "Broken", broken, "Used", used)
}

// ValidFrom says for when a certificate is, and what this machine takes for now; all
// three in UTC.
func (w Words) ValidFrom(from, until, clock string) string {
	return w.text("detail.valid_from", "From", from, "Until", until, "Clock", clock)
}

// LogOf says when the log was last written by its file's time, and what this machine
// takes for now; both in UTC.
func (w Words) LogOf(written, clock string) string {
	return w.text("detail.log_of", "Written", written, "Clock", clock)
}
