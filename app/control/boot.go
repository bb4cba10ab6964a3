package control

import (
	"hash/crc32"
	"sync"
	"time"
)

// BootClock reads the machine's boot clock, and tells which boot it belongs to. An id
// of 0 means that one of both is not there: then its times say nothing in another
// process.
func BootClock() (id uint32, since time.Duration) {
	since = time.Duration(bootTime())
	if id = bootID(); since <= 0 {
		id = 0
	}
	return id, since
}

// bootID tells the boots of a machine, and machines, apart. Asked once: it stays.
var bootID = sync.OnceValue(func() uint32 {
	name := bootName()
	if name == "" {
		return 0
	}
	return max(crc32.ChecksumIEEE([]byte(name)), 1)
})
