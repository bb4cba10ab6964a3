package env

import (
	"context"
	"os"
	"os/exec"
	"runtime"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// NewKeychain is the OS keychain. On Linux, calls that can block without limit are made by a
// child process.
func (p *Env) NewKeychain() *keychain.Keychain {
	k := &keychain.Keychain{}
	if runtime.GOOS == "windows" {
		k.SealedFile, _ = p.machinePath("token", ".sealed") // without a folder there is no file
		k.MayUseFile = p.mayUseTokenFile
	}
	if runtime.GOOS == "linux" {
		k.Helper = func(ctx context.Context, args ...string) *exec.Cmd {
			// Not the path: an update may have put another or an incomplete file there.
			helper := exec.CommandContext(ctx, OwnFile, append([]string{helperCommand}, args...)...)
			helper.Args[0] = ProgramPath()
			return helper
		}
	}
	return k
}

// Keychain is that of this process: some keychains give consent per connection, so the same
// one must be used again.
func (p *Env) Keychain() *keychain.Keychain {
	if p.Keys == nil {
		return p.NewKeychain()
	}
	return p.Keys
}

// mayUseTokenFile reports whether the policy in force allows a token outside the keychain.
func (p *Env) mayUseTokenFile() bool {
	found, kept := p.PolicyInForce(ReadWithin, nil)
	defer kept()
	v := settings.Merge(settings.Layers{
		Policy: found.Enforced, PolicyDefault: found.Defaults,
		UserPolicy: found.UserEnforced, UserDefault: found.UserDefaults,
	})
	return v.TokenStore == "auto"
}

// helperCommand is the argument that makes the program a keychain helper. It is in no help.
const helperCommand = "keychain-helper"

// RunKeychainHelper makes one keychain call if this process is the helper. It is called before
// anything else is set up.
func RunKeychainHelper(args []string) (code int, done bool) {
	if len(args) == 0 || args[0] != helperCommand {
		return 0, false
	}
	return keychain.HelperMain(context.Background(), args[1:], os.Stdin), true
}
