package cli

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/deadline"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// quitAllWithin bounds `quit --all-sessions`: residents wait up to 2 s for a press in flight
// and then need time to show its outcome.
const quitAllWithin = 15 * time.Second

// everySession adds --all-sessions to the quit command, for the installer: it can remove the
// program only when no copy of it runs.
func everySession(p *env.Env, c *commandline.Command) {
	all := c.Flags().Bool("all-sessions", false, "all-sessions")
	one := c.Run
	c.Run = func(c *commandline.Command, args []string) error {
		if *all {
			return quitAll(c.Context(), p)
		}
		return one(c, args)
	}
}

// quitAll ends the residents of all sessions, practice included, and waits for their
// processes. The system account reaches those of all users, a user only their own. It also
// succeeds if none runs.
func quitAll(ctx context.Context, p *env.Env) error {
	ctx, cancel := context.WithTimeout(ctx, quitAllWithin)
	defer cancel()
	found, err := channel.Everywhere(env.ProgramName, p.Places(false).Name, p.Places(true).Name)
	if err != nil {
		return env.Failed(p.Words.QuitAllBlind())
	}
	var asked sync.WaitGroup
	results := make([]error, len(found))
	for i, r := range found {
		asked.Go(func() { results[i] = endOne(ctx, r.Channel) })
	}
	asked.Wait()
	ended, left := 0, false
	for i, r := range found {
		switch {
		case results[i] == nil:
			ended++
		case !errors.Is(results[i], channel.ErrNoResident):
			left = true
			p.Warn(p.Words.QuitAllLeft(r.User, r.Session))
		}
	}
	p.Say(p.Words.QuitAll(ended))
	if left {
		return &env.Exit{Code: env.ExitFailed}
	}
	return nil
}

// endOne ends one resident and waits for the end of its process.
func endOne(ctx context.Context, name string) error {
	conn, err := residentapi.Dial(ctx, instance.Owner{Channel: name})
	if err != nil {
		return err
	}
	defer conn.Close()
	// Open the process before it ends: its ID may be reused after that.
	process, err := os.FindProcess(conn.PID())
	if err != nil {
		return err
	}
	if err := conn.Quit(ctx); err != nil {
		return err
	}
	_, err = deadline.Until(ctx, process.Wait)
	return err
}
