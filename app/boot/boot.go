// Package boot tells which start of the machine this is, and how long ago it was.
package boot

import (
	"hash/crc32"
	"sync"
	"time"
)

// Clock is the time since the machine started, and which start that was. An id of 0
// means that one of both is not known: then the time says nothing in another process.
func Clock() (id uint32, since time.Duration) {
	since = Since()
	if id = number(); since <= 0 {
		id = 0
	}
	return id, since
}

// Name tells the starts of a machine, and machines, apart; "" where nothing does. It
// stays the same, so it is asked for once.
var Name = sync.OnceValue(name)

var number = sync.OnceValue(func() uint32 {
	if Name() == "" {
		return 0
	}
	return max(crc32.ChecksumIEEE([]byte(Name())), 1)
})
