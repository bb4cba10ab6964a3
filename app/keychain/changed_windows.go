package keychain

import (
	"time"

	"github.com/danieljoos/wincred"
)

// changed is when Windows wrote the entry last, zero where it does not say.
func changed() time.Time {
	c, err := wincred.GetGenericCredential(Service + ":" + User)
	if err != nil {
		return time.Time{}
	}
	return fromSeconds(c.LastWritten.Unix())
}
