// Package keychain keeps the wolkvox token in the keychain of the operating system:
// Secret Service on Linux, Credential Manager on Windows, the login keychain on macOS.
//
//	keychain.go, errors.go  the API; run.go, helper.go: in process or in a child
//	perform_*.go            the operations; entry.go, pasted.go: the value of an entry
//	secretservice_linux.go  D-Bus calls; prompt_linux.go: prompts; watch_linux.go: signals
//	store_darwin.go         how macOS stores the entry; security.go: its own program
//	credential_windows.go   the entry in Windows' Credential Manager, and what refuses it
//	sealed.go               which of two stores counts, where Windows has a file beside it
//
// The entry is service "wolkvox-hold", user name "token"; on Windows that is a generic
// credential with the target wolkvox-hold:token. IT may store it with the system's own
// tools, which ask for the token:
//
//	secret-tool store --label=... service wolkvox-hold username token
//	cmdkey /generic:wolkvox-hold:token /user:token /pass
//
// (cmdkey also accepts it after "/pass:", but other programs can read it there.) Such
// an entry may be in UTF-8 or UTF-16. Anything else is [ErrInvalid].
//
// # Where Windows refuses
//
// Some sessions may not store credentials: Windows refuses all of them in some kinds of
// log-on, and a security option refuses them on a whole machine. Then the token goes to
// [Keychain.SealedFile], encrypted by Windows (DPAPI) for this user on this machine, unless a
// policy forbids that. Credential Manager comes first: as soon as it takes the token, the
// file is removed. If both have a token, the newer one counts. A file that cannot be
// decrypted, because another user or machine made it, is [ErrSealedElsewhere].
//
// # One connection
//
// A Secret Service may give consent per connection. By default KeePassXC asks before a
// new connection may read an entry, and forgets the answer when that connection ends.
// So on Linux a [Keychain] reads over one connection for its whole life. A deadline
// ends the call, not the connection. If the connection ends (with the bus), the next
// call makes a new one.
//
// # Why a child process
//
// A library call that waits for a person cannot be cancelled in a Go program, and a
// prompt closes when the connection that opened it ends. So on Linux a short-lived
// child process changes the keychain and shows its password prompt: the same program,
// started as "wolkvox-hold keychain-helper OPERATION [MILLISECONDS]", which runs
// [HelperMain]. The parent ends the child at its deadline. On Windows and macOS every
// call is made in process, one at a time, and the caller just stops waiting.
//
// The token reaches the child only through a pipe, its standard input, and is never
// sent back. It is never an argument or environment variable: other programs can list
// those.
//
// # Prompts
//
// [Keychain.Get] and [Keychain.Status] never open a prompt: they use SearchItems, which
// only lists, and a locked entry is [ErrLocked]. If every collection is locked and
// lists nothing, they do not even search, because KeePassXC would unlock first. Only
// [Keychain.Unlock] opens prompts, and [Keychain.Set] and [Keychain.Clear] if the
// keychain is locked or asks for consent.
//
// A prompt is a window of the keychain's own program; only one is open at a time. The
// password prompt belongs to a child process that runs until the window closes, even if
// the parent no longer waits: Prompt.Dismiss crashes gnome-keyring 42.1, and a window
// should not disappear while somebody types a password. The consent prompt is opened
// over the connection that will read, because the consent is only for that connection.
//
// # Errors
//
// Errors say what the person must do: [ErrNotFound] and [ErrSealedElsewhere] (set the
// token), [ErrInvalid] (set it again), [ErrLocked] (unlock the keychain), [ErrNotAllowed], a kind of it (allow
// this program to read the token), [ErrUnreachable] (start a keychain service; call
// IT), [ErrTimeout] (try again). Test for them with errors.Is. Their texts are for the
// log.
package keychain
