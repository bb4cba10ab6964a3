package env

import (
	"context"
	"os"
	"os/exec"
	"runtime"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
)

// NewKeychain is the OS keychain. Where a keychain call can block without limit it
// is made by a child process of ours.
func NewKeychain() *keychain.Keychain {
	k := &keychain.Keychain{}
	if runtime.GOOS == "linux" {
		k.Helper = func(ctx context.Context, args ...string) *exec.Cmd {
			// The file that this process runs: at its path another may lie by now, or half
			// of one.
			helper := exec.CommandContext(ctx, OwnFile, append([]string{helperCommand}, args...)...)
			helper.Args[0] = ProgramPath()
			return helper
		}
	}
	return k
}

// Keychain is the one of this process: what it was allowed to read it can read again.
func (p *Env) Keychain() *keychain.Keychain {
	if p.Keys == nil {
		return NewKeychain()
	}
	return p.Keys
}

// helperCommand is how the program starts itself to make one keychain call. It
// is no command of the command line and stands in no help.
const helperCommand = "keychain-helper"

// RunKeychainHelper serves as that child. It comes before everything else: the
// child must not set up what it does not need.
func RunKeychainHelper(args []string) (code int, done bool) {
	if len(args) == 0 || args[0] != helperCommand {
		return 0, false
	}
	return keychain.HelperMain(context.Background(), args[1:], os.Stdin), true
}
