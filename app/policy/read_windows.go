package policy

import (
	"errors"
	"io"

	"golang.org/x/sys/windows/registry"
)

// The registry keys of policy, in both HKLM and HKCU, and the one in HKLM that
// the installer writes.
const (
	PolicyKey  = `Software\Policies\WolkvoxHold`
	MachineKey = `Software\WolkvoxHold`
)

// maxEntries bounds how many values and sub-keys of one key are read.
const maxEntries = 500

// Read reads this machine's and this user's policy, and what the installer was
// told.
func Read() Policy {
	return read(
		place{registry.LOCAL_MACHINE, `HKLM\`, PolicyKey},
		place{registry.CURRENT_USER, `HKCU\`, PolicyKey},
		place{registry.LOCAL_MACHINE, `HKLM\`, MachineKey},
	)
}

// place is where a registry key stands.
type place struct {
	hive   registry.Key
	prefix string // the hive's name
	path   string
}

func read(machine, user, installer place) Policy {
	var r regRoots
	calmUser := calm(sectionWithin, section(false), func() { r.user = user.open() })
	calmMachine := calm(sectionWithin, section(true), func() { r.machine, r.installer = machine.open(), installer.open() })
	return r.policy(registry.ExpandString).busy(!calmMachine, !calmUser)
}

// open reads the key with its sub-keys.
func (p place) open() regKey {
	k := readKey(p.hive, p.path, p.prefix+p.path)
	if k.path == "" {
		return k
	}
	key, err := openKey(p.hive, p.path)
	if err != nil {
		return k
	}
	defer key.Close()
	names, err := key.ReadSubKeyNames(maxEntries)
	if err != nil && !errors.Is(err, io.EOF) {
		k.code = CodeUnreadable
	}
	if len(names) > 0 {
		k.subs = map[string]regKey{}
	}
	for _, name := range names {
		k.subs[lower(name)] = readKey(key, name, k.path+`\`+shown(name))
	}
	// Defaults have a managed_by of their own.
	if d, ok := k.subs["defaults"]; ok {
		const by = "managed_by"
		if sub := readKey(key, `Defaults\`+by, d.path+`\`+by); sub.path != "" {
			d.subs = map[string]regKey{by: sub}
			k.subs["defaults"] = d
		}
	}
	return k
}

// openKey opens the view of 64-bit programs: what an installer of either kind
// writes for this program lies there.
func openKey(parent registry.Key, path string) (registry.Key, error) {
	return registry.OpenKey(parent, path, registry.QUERY_VALUE|registry.ENUMERATE_SUB_KEYS|registry.WOW64_64KEY)
}

// readKey reads the values of one key, each up to maxData.
func readKey(parent registry.Key, path, shown string) regKey {
	key, err := openKey(parent, path)
	if errors.Is(err, registry.ErrNotExist) {
		return regKey{}
	}
	k := regKey{path: shown}
	if err != nil {
		k.code = CodeUnreadable
		return k
	}
	defer key.Close()
	names, err := key.ReadValueNames(maxEntries + 1)
	switch {
	case err != nil && !errors.Is(err, io.EOF): // EOF: there are no more than these
		k.code = CodeUnreadable
	case len(names) > maxEntries:
		k.code = CodeTooMany
		names = names[:maxEntries]
	}
	buf := make([]byte, maxData)
	for _, name := range names {
		v := regValue{name: name}
		n, kind, err := key.GetValue(name, buf)
		switch {
		case errors.Is(err, registry.ErrNotExist):
			continue // gone since it was listed
		case errors.Is(err, registry.ErrShortBuffer):
			v.code = CodeValueTooBig
		case err != nil:
			v.code = CodeUnreadable
		default:
			v.kind, v.data = kind, append([]byte(nil), buf[:n]...)
		}
		k.values = append(k.values, v)
	}
	return k
}
