package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"
)

// MaxBytes is the largest settings or policy file that is read: 1 MiB.
const MaxBytes = 1 << 20

// maxDepth limits nested objects and arrays. Our own keys need two levels; the rest is
// for keys of later versions.
const maxDepth = 20

// The errors of Decode, for errors.Is.
var (
	ErrTooBig    = errors.New("larger than 1 MiB")
	ErrNotObject = errors.New("not one JSON object")
	ErrSyntax    = errors.New("not valid JSON")
)

// Decode parses a settings or policy file: one JSON object of at most 1 MiB in valid
// UTF-8, with nothing after it. A leading byte order mark, which Windows editors write,
// is skipped. A key that appears twice in one object is refused, at any depth, because
// it is not clear which one to use. Numbers are json.Number. Errors wrap ErrTooBig,
// ErrNotObject or ErrSyntax.
func Decode(b []byte) (Raw, error) {
	if len(b) > MaxBytes {
		return nil, ErrTooBig
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		return nil, fmt.Errorf("%w: not in UTF-8", ErrSyntax)
	}
	// First a strict check of the whole file, because reading it token by token is less
	// strict. Only the position of the decoder's error is used: its text repeats the
	// file.
	if err := json.Unmarshal(b, new(json.RawMessage)); err != nil {
		if at, ok := errors.AsType[*json.SyntaxError](err); ok {
			return nil, fmt.Errorf("%w: near byte %d", ErrSyntax, at.Offset)
		}
		return nil, ErrSyntax
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	v, err := decodeValue(d, 0)
	if err != nil {
		return nil, err
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, ErrNotObject
	}
	return m, nil
}

func decodeValue(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("%w: more than %d levels deep", ErrSyntax, maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, ErrSyntax
	}
	switch t {
	case json.Delim('{'):
		m := map[string]any{}
		for d.More() {
			t, err := d.Token()
			name, ok := t.(string)
			if err != nil || !ok {
				return nil, ErrSyntax
			}
			if _, twice := m[name]; twice {
				return nil, fmt.Errorf("%w: key %q stands twice", ErrSyntax, printableValue(name))
			}
			if m[name], err = decodeValue(d, depth+1); err != nil {
				return nil, err
			}
		}
		_, err = d.Token()
		return m, err
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := decodeValue(d, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err = d.Token()
		return list, err
	}
	return t, nil
}

// Encode returns r as the bytes of a settings file: sorted, indented, with a final
// newline. It keeps keys that this version does not know, and fails if Decode would not
// accept the result.
func Encode(r Raw) ([]byte, error) {
	if r == nil {
		r = Raw{}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(r); err != nil {
		return nil, fmt.Errorf("settings cannot be written as JSON: %w", err)
	}
	if _, err := Decode(b.Bytes()); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
