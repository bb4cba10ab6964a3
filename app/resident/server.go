package resident

import (
	"context"
	"encoding/json"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/checks"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey"
	"github.com/wolkvox-hold/wolkvox-hold/app/hotkey/desktop"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/notify"
	"github.com/wolkvox-hold/wolkvox-hold/app/openwindows"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// answer serves one message of the local channel.
func (r *resident) answer(ctx context.Context, c *channel.Conn, m channel.Message) channel.Message {
	switch m.Op {
	case residentapi.OpPress:
		return r.answerPress(m.Data)
	case residentapi.OpStatus:
		return r.answerStatus(ctx, m.Data)
	case residentapi.OpSettings:
		return r.answerSettings(ctx)
	case residentapi.OpDialog:
		return r.answerDialog(m.Data)
	case residentapi.OpReload:
		return r.answerReload(ctx, m.Data)
	case residentapi.OpExtension:
		return r.answerExtension(ctx, m.Data)
	case residentapi.OpCapture:
		r.hotkey.Lease.Take(ctx)
	case residentapi.OpCaptured:
		return reply(residentapi.Chord{Chord: r.hotkey.Lease.Wait(ctx)})
	case residentapi.OpFocus:
		return reply(residentapi.Focus{Wanted: r.windows.WaitForFocus(ctx)})
	case residentapi.OpSpareChord:
		c, _ := desktop.FirstFree(r.log, settings.SpareChords(r.live.Now().Hotkey))
		return reply(residentapi.Chord{Chord: c.String()})
	case residentapi.OpNetwork:
		return r.answerNetwork(ctx)
	case residentapi.OpPractice:
		r.holdBack(ctx, c)
	case residentapi.OpAlive:
		alive, cancel := context.WithTimeout(ctx, residentapi.AliveWait)
		defer cancel()
		<-alive.Done()
	case residentapi.OpQuit:
		r.end()
	default:
		return channel.Message{Err: "unknown_op"}
	}
	return channel.Message{}
}

// answerPress waits for the outcome. The age counts from the press itself, so that one that
// waited in the channel while this process was stopped is too late.
func (r *resident) answerPress(data []byte) channel.Message {
	var msg residentapi.Press
	if err := json.Unmarshal(data, &msg); err != nil || msg.Pressed.Wall <= 0 {
		return channel.Message{Err: channel.CodeMalformed}
	}
	outcome := make(chan hold.Outcome, 1)
	r.press(hold.Command, time.Now().Add(-msg.Pressed.Age()), func(o hold.Outcome) { outcome <- o })
	return reply(r.pressReply(<-outcome))
}

// pressReply is an outcome as the answer to a press. It includes why there is no extension,
// which the command puts into its own language.
func (r *resident) pressReply(o hold.Outcome) residentapi.PressReply {
	t := residentapi.PressReply{PressOutcome: residentapi.OutcomeOf(r.p.Words, o), AfterUnknown: o.AfterUnknown}
	if t.Reason == string(press.NotSetUp) {
		t.NoExtension = r.live.Now().NoAgentID()
	}
	return t
}

func (r *resident) answerStatus(ctx context.Context, data []byte) channel.Message {
	var msg residentapi.StatusRequest
	_ = json.Unmarshal(data, &msg) // no language means English
	if r.ctx.Err() != nil {
		return channel.Message{Err: "ending"} // a start must not rely on it
	}
	words := r.p.Words.In(msg.Language)
	// Not on the loop, where outcomes would wait: the desktop may take 2 s to answer.
	noIcon := r.noIcon()
	var s residentapi.Status
	if !r.call(ctx, func() { s = r.status(noIcon, words) }) {
		return channel.Message{Err: "ending"}
	}
	return reply(s)
}

func (r *resident) answerSettings(ctx context.Context) channel.Message {
	var err error
	if r.call(ctx, func() { err = r.openSettings() }) && err != nil {
		return channel.Message{Err: "no_window"}
	}
	return channel.Message{}
}

func (r *resident) answerDialog(data []byte) channel.Message {
	var msg residentapi.Dialog
	_ = json.Unmarshal(data, &msg) // an empty message means all settings
	if !r.windows.HasDialogs || r.practice != nil {
		return channel.Message{Err: "no_window"}
	}
	r.post(func() {
		switch {
		case !msg.Extension:
			r.windows.OpenDialog(openwindows.Settings, func() { r.answerNote(r.p.Words.NoWindow()) })
		case r.live.Now().AsksAgentID():
			r.windows.OpenDialog(openwindows.Extension, r.askExtensionByNote)
		default:
			r.windows.OpenDialog(openwindows.Extension, func() { r.answerNote(r.p.Words.ExtensionByCommand()) })
		}
	})
	return channel.Message{}
}

// answerReload answers when the next press will use the changed settings, or that they cannot be
// read: the last ones stay in force then, the extension too.
func (r *resident) answerReload(ctx context.Context, data []byte) channel.Message {
	var msg residentapi.Reload
	_ = json.Unmarshal(data, &msg) // an empty message means settings only
	if msg.Token {
		r.tokens.ReadAgain()
	}
	if r.call(ctx, r.reloadSettings) && r.live.Now().Unreachable() {
		return channel.Message{Err: "not_read"}
	}
	return channel.Message{}
}

// answerExtension keeps an extension given by hand. It answers when the next press will use
// that extension.
func (r *resident) answerExtension(ctx context.Context, data []byte) channel.Message {
	id, ok := residentapi.ParseExtension(data)
	if !ok {
		return channel.Message{Err: channel.CodeMalformed}
	}
	if r.practice != nil || r.live.Now().AgentIDFixed() {
		return channel.Message{Err: "enforced"}
	}
	if err := r.p.KeepExtension(id); err != nil {
		r.log.Warn("extension not kept", "err", err)
		return channel.Message{Err: "not_kept"}
	}
	r.live.MarkUsed()
	r.log.Info("the extension was given by hand")
	if r.call(ctx, r.reloadSettings) && id != "" && r.live.Now().AgentID != id {
		return channel.Message{Err: "not_used"} // IT has another source for it by now
	}
	return channel.Message{}
}

func (r *resident) answerNetwork(ctx context.Context) channel.Message {
	now := r.live.Now()
	if now.Reason != "" {
		return channel.Message{Err: string(now.Reason)}
	}
	client := now.Client
	return reply(checks.ProbeNetwork(ctx, &client, now.Values, r.live.Proxies.Find))
}

func reply(v any) channel.Message {
	data, err := json.Marshal(v)
	if err != nil {
		return channel.Message{Err: "reply"}
	}
	return channel.Message{Data: data}
}

// status runs on the loop. NoIcon is a code for why no icon is shown.
func (r *resident) status(noIcon string, words words.Words) residentapi.Status {
	l := r.live.Now()
	s := residentapi.Status{
		Running:   true,
		Version:   r.p.Version,
		Extension: l.AgentID,
		Hotkey:    r.hotkey.Name(),
		Tray:      noIcon == "",
		Missing:   []string{},

		HotkeySteps: []string{},
		SlowLooks:   append([]string{}, r.polled...),
		TrayTrouble: noIcon,
	}
	var last time.Time
	s.Backend, s.HotkeyTrouble, last = r.hotkey.Status()
	s.LastPress = formatTime(last)
	s.StandsDown, s.Session = r.live.StandsDown()
	s.Practice = r.windows.Practice.Any()
	if o, at := r.screen.state.Standing(); !at.IsZero() {
		s.LastOutcome, s.LastReason, s.LastAt = string(o.Result), string(o.Reason), formatTime(at)
		s.LastExtension = o.AgentID
	}
	if s.HotkeyTrouble != "" {
		s.HotkeySpare = r.screen.state.Spare.String()
		if hotkey.ByHand(s.HotkeyTrouble) {
			s.HotkeySteps = r.p.HotkeySteps(words, l.Hotkey).Lines
		}
	}
	s.NotificationTrouble = notify.Code(r.screen.notifier.Err())
	s.Notifications = s.NotificationTrouble == ""
	err := r.tokens.Err()
	if s.Token = err == nil; !s.Token {
		s.TokenTrouble = keychain.Code(err)
	}
	s.Missing = append(s.Missing, s.Problems(l.Snapshot, words)...)
	return s
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
