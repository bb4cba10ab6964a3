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

// maxEntries limits the values and sub-keys that are read of one key.
const maxEntries = 500

// Read reads this machine's and this user's policy, and what was given to the
// installer.
func Read() Policy {
	return read(
		keyLocation{registry.LOCAL_MACHINE, `HKLM\`, PolicyKey},
		keyLocation{registry.CURRENT_USER, `HKCU\`, PolicyKey},
		keyLocation{registry.LOCAL_MACHINE, `HKLM\`, MachineKey},
	)
}

// keyLocation is the location of a registry key.
type keyLocation struct {
	hive   registry.Key
	prefix string // the hive's name
	path   string
}

func read(machine, user, installer keyLocation) Policy {
	var r regRoots
	userIdle := readWhileIdle(sectionTimeout, section(false), func() { r.user = user.open() })
	machineIdle := readWhileIdle(sectionTimeout, section(true), func() { r.machine, r.installer = machine.open(), installer.open() })
	return r.policy(registry.ExpandString).busy(!machineIdle, !userIdle)
}

// open reads the key with its sub-keys.
func (p keyLocation) open() regKey {
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
		k.subs[asciiLower(name)] = readKey(key, name, k.path+`\`+printableName(name))
	}
	// Defaults may have their own managed_by.
	if d, ok := k.subs["defaults"]; ok {
		const by = "managed_by"
		if sub := readKey(key, `Defaults\`+by, d.path+`\`+by); sub.path != "" {
			d.subs = map[string]regKey{by: sub}
			k.subs["defaults"] = d
		}
	}
	return k
}

// openKey opens the key in the 64-bit view, where every installer of this program writes.
func openKey(parent registry.Key, path string) (registry.Key, error) {
	return registry.OpenKey(parent, path, registry.QUERY_VALUE|registry.ENUMERATE_SUB_KEYS|registry.WOW64_64KEY)
}

// readKey reads the values of one key, each up to maxData.
func readKey(parent registry.Key, path, displayPath string) regKey {
	key, err := openKey(parent, path)
	if errors.Is(err, registry.ErrNotExist) {
		return regKey{}
	}
	k := regKey{path: displayPath}
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
			continue // removed since it was listed
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
