package cli

import (
	"context"
	"errors"
	"io"
	"os"

	"golang.org/x/term"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

func tokenCommands(p *env.Env) *commandline.Command {
	none := func(_ *commandline.Command, args []string) error {
		if len(args) > 0 {
			return env.Usage(p.Words.TokenAsArgument())
		}
		return nil
	}
	set := newCommand(p, "set", none, func(c *commandline.Command, _ []string) error { return tokenSet(c.Context(), p) }, "t-set")
	unset := newCommand(p, "clear", none, func(c *commandline.Command, _ []string) error {
		if code := residentapi.StoreToken(c.Context(), p, wolkvox.Token{}); code != "" {
			return env.Failed(p.Words.Keychain(code))
		}
		p.Say(p.Words.TokenCleared())
		return nil
	}, "t-clear")
	return groupOf(p, "token", set, unset, tokenStatusCommand(p, none))
}

func tokenSet(ctx context.Context, p *env.Env) error {
	text, err := readToken(p)
	switch {
	case errors.Is(err, errTooLong):
		return env.Usage(p.Words.TokenTrouble(keychain.TokenLong))
	case err != nil: // a standard input that is closed, or given up on a terminal
		return env.Usage(p.Words.TokenTrouble(keychain.TokenEmpty))
	}
	token, cleaned, trouble := keychain.ParsePasted(text)
	if trouble != "" {
		return env.Usage(p.Words.TokenTrouble(trouble))
	}
	if code := residentapi.StoreToken(ctx, p, token); code != "" {
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
	return readAll(p.Stdin, keychain.MaxPasted)
}

// readAll reads at most limit bytes to the end.
func readAll(r io.Reader, limit int) (string, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return "", err
	}
	if len(b) > limit {
		return "", errTooLong
	}
	return string(b), nil
}

var errTooLong = errors.New("input is too long")
