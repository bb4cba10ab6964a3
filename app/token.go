package app

import (
	"context"
	"errors"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// promptWithin is how long an agent may take over the keychain's own prompt.
const promptWithin = 60 * time.Second

func (p *program) tokenCommands() *commandline.Command {
	none := func(_ *commandline.Command, args []string) error {
		if len(args) > 0 {
			return usage(p.words.TokenAsArgument())
		}
		return nil
	}
	set := p.command("set", none, func(c *commandline.Command, _ []string) error { return p.tokenSet(c.Context()) }, "t-set")
	unset := p.command("clear", none, func(c *commandline.Command, _ []string) error {
		if code := p.storeToken(c.Context(), wolkvox.Token{}); code != "" {
			return failed(p.words.Keychain(code))
		}
		p.say(p.words.TokenCleared())
		return nil
	}, "t-clear")
	return p.group("token", set, unset, p.tokenStatusCommand(none))
}

func (p *program) tokenSet(ctx context.Context) error {
	text, err := p.readToken()
	switch {
	case errors.Is(err, errTooLong):
		return usage(p.words.TokenTrouble(tokenLong))
	case err != nil: // a standard input that is closed, or given up on a terminal
		return usage(p.words.TokenTrouble(tokenEmpty))
	}
	token, cleaned, trouble := pastedToken(text)
	if trouble != "" {
		return usage(p.words.TokenTrouble(trouble))
	}
	if code := p.storeToken(ctx, token); code != "" {
		return failed(p.words.Keychain(code))
	}
	p.say(p.words.TokenStored())
	if cleaned {
		p.say(p.words.TokenCleaned())
	}
	return nil
}

// readToken asks on a terminal without echo, and reads a pipe as it is.
func (p *program) readToken() (string, error) {
	if f, ok := p.stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		_, _ = p.stderr.Write([]byte(p.words.TokenPrompt()))
		b, err := term.ReadPassword(int(f.Fd()))
		p.warn("")
		return string(b), err
	}
	return readAll(p.stdin, maxPasted)
}

// storeToken keeps or (zero) clears the token, lets the resident know, and
// returns a keychain code for package words, empty if all is well.
func (p *program) storeToken(ctx context.Context, token wolkvox.Token) string {
	ctx, cancel := context.WithTimeout(ctx, promptWithin)
	defer cancel()
	var err error
	if token.IsZero() {
		err = p.keychain().Clear(ctx)
	} else {
		err = p.keychain().Set(ctx, token)
	}
	if err != nil && !(token.IsZero() && errors.Is(err, keychain.ErrNotFound)) {
		return keychainCode(err)
	}
	p.reloadResident(ctx, reloadMessage{Token: true})
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
