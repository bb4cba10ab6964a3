package policy

import (
	"encoding/binary"
	"errors"
)

// trailerSize is the size in bytes of the end of a binary property list
// (CFBinaryPList.c in Apple's CoreFoundation describes the format).
const trailerSize = 32

var errBadLengths = errors.New("a binary property list with lengths that do not fit it")

// checkBinary refuses a binary property list in which an object claims to be longer
// than the whole list. The library (v1.0.1) adds such lengths without an overflow
// check, and then reads memory outside the list.
func checkBinary(b []byte) error {
	if len(b) < trailerSize+8 {
		return errBadLengths
	}
	end := b[len(b)-trailerSize:]
	size := int(end[6])
	count := binary.BigEndian.Uint64(end[8:])
	table := binary.BigEndian.Uint64(end[24:])
	room := uint64(len(b) - trailerSize)
	if size < 1 || size > 8 || table > room || count > (room-table)/uint64(size) {
		return errBadLengths
	}
	for i := range int(count) {
		at, ok := number(b, int(table)+i*size, size)
		if !ok || at >= table || !lengthFits(b, int(at)) {
			return errBadLengths
		}
	}
	return nil
}

// lengthFits reports whether the length of the object at that offset, if it has one, is
// at most that of the list.
func lengthFits(b []byte, at int) bool {
	switch b[at] >> 4 {
	case 0x4, 0x5, 0x6, 0xa, 0xd: // bytes, text, UTF-16 text, list, dictionary
	default:
		return true
	}
	if b[at]&0xf != 0xf {
		return true
	}
	// A long length is an integer object after the marker.
	if at+1 >= len(b) || b[at+1]>>4 != 0x1 || b[at+1]&0xf > 3 {
		return false
	}
	n, ok := number(b, at+2, 1<<(b[at+1]&0xf))
	return ok && n <= uint64(len(b))
}

// number reads an integer of size bytes, high byte first.
func number(b []byte, at, size int) (n uint64, ok bool) {
	if at+size > len(b) {
		return 0, false
	}
	for _, c := range b[at : at+size] {
		n = n<<8 | uint64(c)
	}
	return n, true
}
