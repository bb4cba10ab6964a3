package resident

import (
	"context"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// showTokenTrouble reports why there is no token, once for each reason.
func (r *resident) showTokenTrouble(err error) {
	code := ""
	if err != nil {
		code = keychain.Code(err)
	}
	if code != "" && code != r.screen.state.Keychain {
		r.log.Warn("keychain", "err", err)
		r.p.Warn(r.p.Words.Keychain(code))
	}
	r.screen.state.Keychain = code
	r.show(false)
}

// token returns the token that was read before the press.
func (r *resident) token(ctx context.Context, within time.Duration) (wolkvox.Token, error) {
	token, err := r.tokens.Token(ctx, within)
	if err != nil {
		r.tokens.ReadAgain()
	}
	return token, err
}
