package app

import (
	"context"
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
)

// helperCommand is how the program starts itself to make one keychain call. It
// is no command of the command line and stands in no help.
const helperCommand = "keychain-helper"

// keychainHelper serves as that child. It comes before everything else: the
// child must not set up what it does not need.
func keychainHelper(args []string) (code int, done bool) {
	if len(args) == 0 || args[0] != helperCommand {
		return 0, false
	}
	return keychain.HelperMain(context.Background(), args[1:], os.Stdin), true
}
