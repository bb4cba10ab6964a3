package policy

import (
	"bytes"
	"errors"
	"fmt"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

const (
	// maxPlist bounds, in bytes, a property list. A policy with every key set has
	// some 2 KiB; the parser holds all of it in memory several times.
	maxPlist = 64 << 10
	// maxValues bounds the values that are unpacked.
	maxValues = 1000
	// maxLevels is how many dictionaries may stand inside each other: the root,
	// "defaults", and managed_by in it.
	maxLevels = 3
)

var (
	errTooMany   = fmt.Errorf("more than %d values", maxValues)
	errNotDict   = errors.New("the root is not a dictionary")
	errOldFormat = errors.New("not an XML or binary property list")
)

// parsePlist takes apart the bytes of a property list, XML or binary, as parse
// does with JSON. Of a key that stands twice the last value counts: the library
// does not tell.
func parsePlist(source string, b []byte) Policy {
	p := Policy{Source: source}
	if len(b) > maxPlist {
		return p.refused(CodeTooBig, fmt.Sprintf("larger than %d KiB", maxPlist>>10))
	}
	root, err := decodePlist(b)
	switch {
	case errors.Is(err, errNotDict):
		return p.refused(CodeWrongType, err.Error())
	case err != nil:
		return p.refused(CodeTorn, err.Error())
	}
	for _, name := range payloadKeys {
		delete(root, name)
	}
	return p.take(root)
}

// payloadKeys are the keys that every payload of a configuration profile has. Apple
// does not say whether they come along into the property list; they are no setting
// of ours, and no mistake of IT's.
var payloadKeys = []string{
	"PayloadDescription", "PayloadDisplayName", "PayloadEnabled", "PayloadIdentifier", "PayloadOrganization",
	"PayloadScope", "PayloadType", "PayloadUUID", "PayloadVersion",
}

// decodePlist returns the root dictionary with the types that package settings
// knows. What has none of these types (a list, bytes) becomes an empty list,
// which settings tells as a wrong type under its key. A date in the root spoils
// the whole list, since the library gives it to nothing but a time.
func decodePlist(b []byte) (root settings.Raw, err error) {
	// The library panics on some input that breaks its own assumptions.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("not a property list: %v", r)
		}
	}()
	if err := sound(b); err != nil {
		return nil, err
	}
	var top node
	format, err := plist.Unmarshal(b, &top)
	switch {
	case err != nil:
		return nil, fmt.Errorf("not a property list: %w", err)
	case format != plist.XMLFormat && format != plist.BinaryFormat:
		return nil, errOldFormat // its values are all text
	}
	entries, ok := top.entries()
	if !ok {
		return nil, errNotDict
	}
	left := maxValues
	return rawOf(entries, 1, &left)
}

// sound refuses what the library must not be given.
func sound(b []byte) error {
	if bytes.HasPrefix(b, []byte("bplist")) {
		return soundBinary(b)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	if !bytes.HasPrefix(text, []byte("<")) {
		return errOldFormat
	}
	return nil
}

// node is a value that was parsed and not yet unpacked. A binary property list
// may hold one value in many places, so that unpacking all of it could fill the
// memory; this way only what is asked for is unpacked.
type node struct{ decode func(any) error }

// UnmarshalPlist keeps the value for later.
func (n *node) UnmarshalPlist(decode func(any) error) error {
	n.decode = decode
	return nil
}

// entries returns what a dictionary holds, and false for any other value.
func (n node) entries() (map[string]node, bool) {
	var m map[string]node
	if n.decode == nil || n.decode(&m) != nil {
		return nil, false
	}
	return m, true
}

// rawOf unpacks a dictionary, at most *left values of it and of those inside.
func rawOf(entries map[string]node, level int, left *int) (settings.Raw, error) {
	if *left -= len(entries); *left < 0 {
		return nil, errTooMany
	}
	raw := settings.Raw{}
	for name, n := range entries {
		v, err := valueOf(n, level, left)
		if err != nil {
			return nil, err
		}
		raw[name] = v
	}
	return raw, nil
}

func valueOf(n node, level int, left *int) (any, error) {
	var (
		text   string
		truth  bool
		number int64
		real   float64
	)
	switch {
	case n.decode == nil: // nothing that the library knows
	case n.decode(&text) == nil:
		return text, nil
	case n.decode(&truth) == nil:
		return truth, nil
	case n.decode(&number) == nil:
		return number, nil
	case n.decode(&real) == nil:
		return real, nil
	case level < maxLevels:
		if inner, ok := n.entries(); ok {
			m, err := rawOf(inner, level+1, left)
			return map[string]any(m), err
		}
	}
	return []any{}, nil
}
