package app

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// promptWithin is how long an agent may take over the keychain's own prompt.
const promptWithin = 60 * time.Second

func tokenCommands(p *env.Env) *commandline.Command {
	none := func(_ *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.TokenAsArgument())
		}
		return nil
	}
	set := newCommand(p, "set", none, func(c *commandline.Command, _ []string) error { return tokenSet(p, c.Context()) }, "t-set")
	unset := newCommand(p, "clear", none, func(c *commandline.Command, _ []string) error {
		if code := storeToken(p, c.Context(), wolkvox.Token{}); code != "" {
			return env.Failed(p.Words.Keychain(code))
		}
		p.Say(p.Words.TokenCleared())
		return nil
	}, "t-clear")
	return groupOf(p, "token", set, unset, tokenStatusCommand(p, none))
}

func tokenSet(p *env.Env, ctx context.Context) error {
	text, err := readToken(p)
	switch {
	case errors.Is(err, errTooLong):
		return env.Usage(p.Words.TokenTrouble(tokenLong))
	case err != nil: // a standard input that is closed, or given up on a terminal
		return env.Usage(p.Words.TokenTrouble(tokenEmpty))
	}
	token, cleaned, trouble := pastedToken(text)
	if trouble != "" {
		return env.Usage(p.Words.TokenTrouble(trouble))
	}
	if code := storeToken(p, ctx, token); code != "" {
		return env.Failed(p.Words.Keychain(code))
	}
	p.Say(p.Words.TokenStored())
	if cleaned {
		p.Say(p.Words.TokenCleaned())
	}
	return nil
}

// readToken asks on a terminal without echo, and reads a pipe as it is.
func readToken(p *env.Env) (string, error) {
	if f, ok := p.Stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		_, _ = p.Stderr.Write([]byte(p.Words.TokenPrompt()))
		b, err := term.ReadPassword(int(f.Fd()))
		p.Warn("")
		return string(b), err
	}
	return readAll(p.Stdin, maxPasted)
}

// storeToken keeps or (zero) clears the token, lets the resident know, and
// returns a keychain code for package words, empty if all is well.
func storeToken(p *env.Env, ctx context.Context, token wolkvox.Token) string {
	ctx, cancel := context.WithTimeout(ctx, promptWithin)
	defer cancel()
	var err error
	if token.IsZero() {
		err = p.Keychain().Clear(ctx)
	} else {
		err = p.Keychain().Set(ctx, token)
	}
	if err != nil && !(token.IsZero() && errors.Is(err, keychain.ErrNotFound)) {
		return keychainCode(err)
	}
	reloadResident(p, ctx, reloadMessage{Token: true})
	return ""
}

func keychainCode(err error) string {
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		return "not_found"
	case errors.Is(err, keychain.ErrInvalid):
		return "invalid"
	case errors.Is(err, keychain.ErrNotAllowed):
		return "not_allowed"
	case errors.Is(err, keychain.ErrLocked):
		return "locked"
	case errors.Is(err, keychain.ErrTimeout):
		return "timeout"
	}
	return "unreachable"
}
