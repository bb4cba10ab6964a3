package app

import (
	"context"
	"errors"
	"os"
	"strings"
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
	status := p.command("status", none, func(c *commandline.Command, _ []string) error {
		if code := p.tokenCode(c.Context()); code != "" {
			return failed(p.words.Keychain(code))
		}
		p.say(p.words.TokenPresent())
		return nil
	}, "t-status")
	return p.group("token", set, unset, status)
}

func (p *program) tokenSet(ctx context.Context) error {
	text, err := p.readToken()
	if err != nil {
		return usage(p.words.Setting("token", "token_long", ""))
	}
	text = strings.TrimSpace(strings.TrimPrefix(text, "\ufeff"))
	if strings.ContainsAny(text, "\r\n") {
		return usage(p.words.TokenLines())
	}
	token, err := wolkvox.ParseToken(text)
	if err != nil {
		return usage(p.words.Setting("token", tokenCode(text), ""))
	}
	if code := p.storeToken(ctx, token); code != "" {
		return failed(p.words.Keychain(code))
	}
	p.say(p.words.TokenStored())
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
	return readAll(p.stdin, 4096)
}

// tokenCode says what is wrong with a text that is no token.
func tokenCode(text string) string {
	switch {
	case text == "":
		return "token_empty"
	case len(text) > 512:
		return "token_long"
	}
	return "token_characters"
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
	p.reloadResident(ctx)
	return ""
}

func (p *program) tokenCode(ctx context.Context) string {
	_, err := p.keychain().Get(ctx)
	if err != nil {
		return keychainCode(err)
	}
	return ""
}

func keychainCode(err error) string {
	switch {
	case errors.Is(err, keychain.ErrNotFound):
		return "not_found"
	case errors.Is(err, keychain.ErrInvalid):
		return "invalid"
	case errors.Is(err, keychain.ErrLocked):
		return "locked"
	case errors.Is(err, keychain.ErrTimeout):
		return "timeout"
	}
	return "unreachable"
}
