package policy

import (
	"bytes"
	"errors"
	"fmt"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

const (
	// maxPlist limits a property list, in bytes. A policy with every key set has about
	// 2 KiB. The parser keeps several copies of it in memory.
	maxPlist = 64 << 10
	// maxValues limits the number of values that are decoded.
	maxValues = 1000
	// maxLevels limits nested dictionaries: the root, "defaults", and managed_by in it.
	maxLevels = 3
)

var (
	errTooMany   = fmt.Errorf("more than %d values", maxValues)
	errNotDict   = errors.New("the root is not a dictionary")
	errOldFormat = errors.New("not an XML or binary property list")
)

// parsePlist parses a property list, XML or binary, as parse does with JSON. If a key
// appears twice, the last value counts: the library does not report it.
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
	return p.split(root)
}

// payloadKeys are in every payload of a configuration profile. Apple does not say whether
// they are written into the property list. They are no settings of ours and no error of
// IT's.
var payloadKeys = []string{
	"PayloadDescription", "PayloadDisplayName", "PayloadEnabled", "PayloadIdentifier", "PayloadOrganization",
	"PayloadScope", "PayloadType", "PayloadUUID", "PayloadVersion",
}

// decodePlist returns the root dictionary with the types that package settings knows.
// Any other type (a list, bytes) becomes an empty list, which settings reports as a
// wrong type under its key. A date in the root makes the whole list unreadable, because
// the library decodes it only into a time.
func decodePlist(b []byte) (root settings.Raw, err error) {
	// The library panics on some invalid input.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("not a property list: %v", r)
		}
	}()
	if err := checkFormat(b); err != nil {
		return nil, err
	}
	var top node
	format, err := plist.Unmarshal(b, &top)
	switch {
	case err != nil:
		return nil, fmt.Errorf("not a property list: %w", err)
	case format != plist.XMLFormat && format != plist.BinaryFormat:
		return nil, errOldFormat // has only text values
	}
	entries, ok := top.entries()
	if !ok {
		return nil, errNotDict
	}
	left := maxValues
	return rawOf(entries, 1, &left)
}

// checkFormat refuses input that the library must not get.
func checkFormat(b []byte) error {
	if bytes.HasPrefix(b, []byte("bplist")) {
		return checkBinary(b)
	}
	text := bytes.TrimSpace(bytes.TrimPrefix(b, []byte("\ufeff")))
	if !bytes.HasPrefix(text, []byte("<")) {
		return errOldFormat
	}
	return nil
}

// node is a value that is decoded only when it is needed. A binary property list may
// refer to one value from many places, so decoding everything could fill the memory.
type node struct{ decode func(any) error }

// UnmarshalPlist keeps the decoder for later.
func (n *node) UnmarshalPlist(decode func(any) error) error {
	n.decode = decode
	return nil
}

// entries returns the entries of a dictionary, and false for any other value.
func (n node) entries() (map[string]node, bool) {
	var m map[string]node
	if n.decode == nil || n.decode(&m) != nil {
		return nil, false
	}
	return m, true
}

// rawOf decodes a dictionary. Left counts down the values that may still be decoded.
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
	case n.decode == nil: // a type that the library does not know
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
