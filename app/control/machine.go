package control

// Machine names this machine, as 16 hexadecimal digits: what lies in a home or a
// profile that goes with a person from machine to machine carries it in its name. It
// stays for the life of a process, and may change after that, as when a machine gets
// another host name where it has no ID.
func Machine() string { return machine() }
