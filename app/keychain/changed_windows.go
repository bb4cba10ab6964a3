package keychain

import (
	"time"

	"github.com/danieljoos/wincred"
)

// changed returns when Windows stored the entry last, zero if unknown.
func changed() time.Time {
	c, err := wincred.GetGenericCredential(Service + ":" + User)
	if err != nil {
		return time.Time{}
	}
	return fromSeconds(c.LastWritten.Unix())
}
