package keychain

import (
	"time"

	"github.com/danieljoos/wincred"
)

// credential is the entry's name in Credential Manager.
const credential = Service + ":" + User

// store stores the entry so that it follows a roaming profile to other hosts, which
// go-keyring's does not. Where Windows refuses that, it stays on this host.
func store(secret string) error {
	c := wincred.NewGenericCredential(credential)
	c.UserName, c.CredentialBlob, c.Persist = User, []byte(secret), wincred.PersistEnterprise
	err := c.Write()
	if err != nil {
		c.Persist = wincred.PersistLocalMachine
		err = c.Write()
	}
	return err
}

// changed returns when Windows stored the entry last, zero if unknown.
func changed() time.Time {
	c, err := wincred.GetGenericCredential(credential)
	if err != nil {
		return time.Time{}
	}
	return fromSeconds(c.LastWritten.Unix())
}
