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
// # Why a child process
//
// A Secret Service may wait for a person without any limit, and a library call
// that waits there cannot be ended from inside a Go program. So on Linux every
// call is made by a short-lived child: the same program, started again as
// "wolkvox-hold keychain-helper OPERATION [MILLISECONDS]", which runs
// [HelperMain]. The parent waits until its deadline and then ends the child.
// On Windows and macOS the call is made in process, one at a time, and the
// parent merely stops waiting for it.
//
// The token crosses between the two only through pipes: standard input for a
// new value, standard output for one that was read. It is never an argument or
// an environment variable, both of which other programs can list, and
// HelperMain refuses to print it to anything that is not a pipe.
//
// # Prompts
//
// [Keychain.Get] and [Keychain.Status] never open a prompt: they ask with
// SearchItems, which only lists, and a locked entry is [ErrLocked]. Prompts are
// opened by [Keychain.Unlock], and by [Keychain.Set] and [Keychain.Clear] where
// they meet a locked keychain. A prompt is a window of the keychain's own
// program. It lives in a child which is left alone for as long as the window
// is open, even when the parent has stopped waiting: dismissing a prompt
// through Prompt.Dismiss crashes gnome-keyring 42.1, and a prompt that vanishes
// while somebody types a password into it is rude. Only one is open at a time.
//
// # Errors
//
// Errors are sorted by what the person has to do: [ErrNotFound] (set the
// token), [ErrInvalid] (set it anew), [ErrLocked] (unlock the keychain),
// [ErrUnreachable] (start a keychain service; call IT), [ErrTimeout] (try
// again). Test for them with errors.Is. Their texts are for the log.
package keychain
