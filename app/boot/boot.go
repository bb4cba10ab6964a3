// Package boot identifies the machine's present boot and says how long ago it was. The time includes
// sleep and does not follow changes of the wall clock, so that ages can be compared across processes of
// one boot.
package boot

import (
	"hash/crc32"
	"sync"
	"time"
)

// Clock returns the ID of the boot and the time since it. An ID of 0 means that one of them is unknown;
// then the time means nothing in another process.
func Clock() (id uint32, since time.Duration) {
	since = Since()
	if id = bootID(); since <= 0 {
		id = 0
	}
	return id, since
}

// Name identifies the boot, also among machines; "" where that is not possible. It is read once.
var Name = sync.OnceValue(name)

var bootID = sync.OnceValue(func() uint32 {
	if Name() == "" {
		return 0
	}
	return max(crc32.ChecksumIEEE([]byte(Name())), 1)
})
