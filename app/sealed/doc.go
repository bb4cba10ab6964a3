// Package sealed keeps a secret in a file that Windows encrypts (DPAPI) with a key of one user on
// one machine, https://learn.microsoft.com/en-us/windows/win32/api/dpapi/nf-dpapi-cryptprotectdata.
// Other systems have no such file.
package sealed

import "errors"

// MaxSize limits what is read of a file, in bytes.
const MaxSize = 8 << 10

// ErrNotOurs says that another user, another machine or another program sealed the file, or that
// it is damaged.
var ErrNotOurs = errors.New("the file cannot be unsealed by this user on this machine")
