package policy

import (
	"errors"
	"fmt"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// maxPlist limits a property list, in bytes. A policy with every key set has about 2 KiB.
const maxPlist = 64 << 10

// parsePlist parses a property list as parse does with JSON. macOS itself writes it, and
// only root can, so there are no other limits.
func parsePlist(source string, b []byte) Policy {
	p := Policy{Source: source}
	if len(b) > maxPlist {
		return p.refused(CodeTooBig, fmt.Sprintf("larger than %d KiB", maxPlist>>10))
	}
	root, err := decodePlist(b)
	if err != nil {
		return p.refused(CodeTorn, err.Error())
	}
	for _, name := range payloadKeys {
		delete(root, name)
	}
	return p.split(root)
}

// payloadKeys are in every payload of a configuration profile. Apple does not say whether
// they are written into the property list. They are not settings of ours and not an error of
// IT's.
var payloadKeys = []string{
	"PayloadDescription", "PayloadDisplayName", "PayloadEnabled", "PayloadIdentifier", "PayloadOrganization",
	"PayloadScope", "PayloadType", "PayloadUUID", "PayloadVersion",
}

func decodePlist(b []byte) (root settings.Raw, err error) {
	// The library panics on some invalid input.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("not a property list: %v", r)
		}
	}()
	var values map[string]any
	format, err := plist.Unmarshal(b, &values)
	switch {
	case err != nil:
		return nil, fmt.Errorf("not a property list: %w", err)
	case format != plist.XMLFormat && format != plist.BinaryFormat:
		return nil, errors.New("not an XML or binary property list")
	}
	return values, nil
}
