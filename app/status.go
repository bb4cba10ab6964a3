package app

import (
	"context"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/control"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// statusReply is what status --json prints. Its field names are stable.
type statusReply struct {
	Running       bool     `json:"running"`
	Version       string   `json:"version"`
	Extension     string   `json:"extension"`
	Backend       string   `json:"hotkey_backend"`
	Hotkey        string   `json:"hotkey"`
	HotkeyTrouble string   `json:"hotkey_trouble"`
	HotkeySpare   string   `json:"hotkey_spare"` // a chord to use instead
	HotkeySteps   []string `json:"hotkey_steps"`
	StandsDown    bool     `json:"stands_down"`
	Session       string   `json:"session"`
	LastPress     string   `json:"last_hotkey_press"`
	LastOutcome   string   `json:"last_outcome"`
	LastReason    string   `json:"last_reason"`
	LastAt        string   `json:"last_outcome_at"`
	Tray          bool     `json:"tray"`
	Notifications bool     `json:"notifications"`
	Token         bool     `json:"token"`
	Missing       []string `json:"missing"`
	// Why there is no icon, no notification and no token: codes of package words,
	// empty where there is one.
	TrayTrouble         string `json:"tray_trouble"`
	NotificationTrouble string `json:"notification_trouble"`
	TokenTrouble        string `json:"token_trouble"`
	// What is looked for every minute, since the system lets nothing be watched:
	// "policy", "program", "proxy".
	SlowLooks []string `json:"slow_looks"`
}

// statusMessage asks a resident for its status, in the language of who asks.
type statusMessage struct {
	Language string `json:"language"`
}

// status runs on the loop's goroutine. NoIcon is the code of why no icon is shown.
func (r *resident) status(noIcon string, words words.Words) statusReply {
	l := r.current.Load()
	s := statusReply{
		Running:   true,
		Version:   r.p.Version,
		Extension: l.AgentID,
		Hotkey:    r.keyboard.Name(),
		Tray:      noIcon == "",
		Missing:   []string{},

		HotkeySteps: []string{},
		SlowLooks:   append([]string{}, r.state.slow...),
		TrayTrouble: noIcon,
	}
	var last time.Time
	s.Backend, s.HotkeyTrouble, last = r.keyboard.Status()
	s.LastPress = stamp(last)
	if s.StandsDown, s.Session = r.standsDown(); s.StandsDown {
		s.Missing = append(s.Missing, words.StoodDown(s.Session))
	}
	if !r.state.lastAt.IsZero() {
		s.LastOutcome, s.LastReason = string(r.state.last.Result), string(r.state.last.Reason)
		s.LastAt = stamp(r.state.lastAt)
	}
	if s.HotkeyTrouble != "" {
		s.HotkeySpare = r.state.spare.String()
		s.Missing = append(s.Missing, words.HotkeyInstead(s.HotkeyTrouble, l.Hotkey.String(), s.HotkeySpare))
		if helped(s.HotkeyTrouble) {
			s.HotkeySteps = hotkeySteps(r.p, words, l.Hotkey).Lines
		}
	}
	if s.TrayTrouble != "" {
		s.Missing = append(s.Missing, words.Part(s.TrayTrouble))
	}
	s.NotificationTrouble = notify.Code(r.notifier.Err())
	s.Notifications = s.NotificationTrouble == ""
	if !s.Notifications {
		s.Missing = append(s.Missing, words.Part(s.NotificationTrouble))
	}
	if l.Policy.Refused || l.Policy.UserRefused {
		for _, bad := range l.Policy.Problems {
			s.Missing = append(s.Missing, words.PolicyTrouble(bad.Source, bad.Code))
		}
	}
	if l.Policy.Last {
		s.Missing = append(s.Missing, words.LastPolicy(l.Policy.Source))
	}
	for _, k := range l.Missing() {
		s.Missing = append(s.Missing, l.WhyMissing(words, k))
	}
	if err := r.vault.Err(); err != nil {
		s.TokenTrouble = keychainCode(err)
		s.Missing = append(s.Missing, words.Keychain(s.TokenTrouble))
	} else {
		s.Token = true
	}
	return s
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

func statusCommand(p *env.Env) *commandline.Command {
	var asJSON *bool
	c := newCommand(p, "status", noArgs(p), func(c *commandline.Command, _ []string) error {
		ctx, cancel := context.WithTimeout(c.Context(), 6*time.Second)
		defer cancel()
		ask := p
		if *asJSON {
			ask = p.English()
		}
		s, err := askStatus(ask, ctx)
		if *asJSON {
			p.PrintJSON(s)
		}
		switch {
		case errors.Is(err, control.ErrNoResident):
			return env.Failed(p.Words.NotRunning())
		case err != nil:
			return env.Failed(p.Words.ResidentSilent())
		}
		if !*asJSON {
			sayStatus(p, s)
		}
		return nil
	})
	asJSON = jsonFlag(p, c)
	return c
}

func askStatus(p *env.Env, ctx context.Context) (statusReply, error) {
	s := statusReply{Version: p.Version, Backend: "none", Missing: []string{}, HotkeySteps: []string{}, SlowLooks: []string{}}
	conn, err := findResident(p, ctx, false)
	if err != nil {
		return s, err
	}
	defer conn.Close()
	err = conn.Call(ctx, opStatus, statusMessage{p.Words.Language.Code()}, &s)
	return s, err
}

func sayStatus(p *env.Env, s statusReply) {
	words := p.Words
	p.Say(words.Running(s.Version, words.Extension(s.Extension)))
	p.Say(words.StatusHotkey(s.Hotkey, s.Backend, s.LastPress))
	p.Say(words.StatusOutcome(s.LastOutcome, s.LastReason, s.LastAt))
	for _, m := range s.Missing {
		p.Say(words.StatusMissing(m))
	}
	for i, step := range s.HotkeySteps {
		p.Say(words.HotkeyStep(i+1, step))
	}
}
