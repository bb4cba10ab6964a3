package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
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
	case err != nil: // standard input is closed, or the person cancelled the prompt
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

// readToken prompts without echo on a terminal, and reads a pipe to its end.
func readToken(p *env.Env) (string, error) {
	if f, ok := p.Stdin.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		_, _ = p.Stderr.Write([]byte(p.Words.TokenPrompt()))
		b, err := term.ReadPassword(int(f.Fd()))
		p.Warn("")
		return string(b), err
	}
	return readAll(p.Stdin, keychain.MaxValue)
}

// readAll reads to the end; more than limit bytes is [errTooLong].
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

// tokenStatus is what token status --json prints. Its field names are stable.
type tokenStatus struct {
	Present bool   `json:"present"` // an entry exists, whether or not it can be used
	Usable  bool   `json:"usable"`  // a press can use it now
	InFile  bool   `json:"in_file"` // it is in an encrypted file, because Windows' keychain refused it
	SetAt   string `json:"set_at"`  // when it was stored, RFC 3339, in UTC; empty if unknown
	Reason  string `json:"reason"`  // why it cannot be used, as in toggle --json
	Message string `json:"message"`
}

// tokenStatusCommand says whether there is a usable token and when it was stored, but never
// shows it. It opens no prompt.
func tokenStatusCommand(p *env.Env, args arguments) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "status", args, func(c *commandline.Command, _ []string) error {
		_, err := p.Keychain().Get(c.Context())
		say := words.Words.TokenPresent
		s := tokenStatus{Usable: err == nil}
		if err != nil {
			s.Reason = string(press.WhyNoToken(err))
			say = func(w words.Words) string { return w.Keychain(keychain.Code(err)) }
		}
		if found, unknown := p.Keychain().Status(c.Context()); unknown == nil {
			s.Present, s.InFile = found.Present, found.InFile
			if at := found.Changed; !at.IsZero() {
				s.SetAt = at.UTC().Format(time.RFC3339)
				if s.Usable {
					say = func(w words.Words) string { return w.TokenSetAt(at.Local()) }
				}
			}
		}
		s.Message = say(p.Words.English())
		if *asJSON {
			p.PrintJSON(s)
		}
		switch {
		case !s.Usable:
			return env.Failed(say(p.Words))
		case !*asJSON:
			p.Say(say(p.Words))
			if s.InFile {
				p.Say(p.Words.TokenInFile())
			}
		}
		return nil
	}, "t-status")
	asJSON = jsonFlag(p, c)
	return c
}
