// Package keychain keeps the wolkvox token in the keychain of the operating
// system: Secret Service on Linux, Credential Manager on Windows, the login
// keychain on macOS. The entry is service "wolkvox-hold", user name "token";
// on Windows that is a generic credential with the target wolkvox-hold:token. IT
// may store it with the system's own tools, which ask for the token:
//
//	secret-tool store --label=... service wolkvox-hold username token
//	cmdkey /generic:wolkvox-hold:token /user:token /pass
//
// (cmdkey takes it after "/pass:" as well, where other programs can read it.)
// What they store is read in UTF-8 or UTF-16; what is neither is [ErrInvalid].
//
// # One connection
//
// A Secret Service may give its consent to a connection: KeePassXC asks, by default,
// before it gives an entry to a connection that was not allowed to have it, and forgets
// what was allowed when that ends. So on Linux a [Keychain] reads over one connection
// for as long as it lives. A deadline drops the call and not the connection; one that
// ended (the bus did) is replaced at the next call.
//
// # Why a child process
//
// A library call that waits for a person cannot be ended from inside a Go program, and
// a prompt ends with the connection that opened it. So on Linux what changes the
// keychain, and what opens its password prompt, is done by a short-lived child: the same
// program, started again as "wolkvox-hold keychain-helper OPERATION [MILLISECONDS]",
// which runs [HelperMain]. The parent waits until its deadline and then ends the
// child. On Windows and macOS every call is made in process, one at a time, and the
// parent merely stops waiting for it.
//
// The token crosses to the child only through a pipe, its standard input, and never
// back. It is never an argument or an environment variable, both of which other
// programs can list.
//
// # Prompts
//
// [Keychain.Get] and [Keychain.Status] never open a prompt: they ask with
// SearchItems, which only lists, and a locked entry is [ErrLocked]. Where every
// collection is locked and lists nothing even that is not asked, since KeePassXC
// unlocks before it searches. Prompts are opened by [Keychain.Unlock], and by
// [Keychain.Set] and [Keychain.Clear] where they meet a locked keychain or need its
// consent. A prompt is a window of the keychain's own program. The one for a password
// lives in a child which is left alone for as long as the window is open, even when the
// parent has stopped waiting: dismissing a prompt through Prompt.Dismiss crashes
// gnome-keyring 42.1, and a prompt that vanishes while somebody types a password into
// it is rude. The one for consent is opened over the connection that is to read, since
// it is for that connection alone. Only one is open at a time.
//
// # Errors
//
// Errors are sorted by what the person has to do: [ErrNotFound] (set the
// token), [ErrInvalid] (set it again), [ErrLocked] (unlock the keychain),
// [ErrNotAllowed], a kind of it (allow this program to read the token),
// [ErrUnreachable] (start a keychain service; call IT), [ErrTimeout] (try
// again). Test for them with errors.Is. Their texts are for the log.
package keychain
