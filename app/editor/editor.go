// Package editor reads, checks and saves what a person edits: settings, extension and token.
// The settings window and the dialogs of Windows use it, so that both have the same rules.
package editor

import (
	"context"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Editor edits the settings of P. Its methods ask files, keychain and resident, and may block for
// seconds, or as long as a person takes to answer the keychain's prompt. A problem is a sentence,
// empty for none.
type Editor struct {
	P   *env.Env
	Ctx context.Context // its end ends what can be interrupted
}

// Field is a setting in effect.
type Field struct {
	// Value is the canonical text: "0042", "Ctrl+Shift+F9", "on", "1200".
	Value string
	// Origin is where the value comes from: "policy", "user", "policy default", "machine" or
	// "built in".
	Origin string
	// Locked means that only IT can change it.
	Locked bool
	// SetBy names who locked it; empty means "IT".
	SetBy string
	// Problem says what is wrong with the value now, for example that another program has
	// registered the hotkey.
	Problem string
}

// Fields returns the settings of these keys. A key that is not a setting has the zero Field.
func (e *Editor) Fields(keys []string) map[string]Field {
	l := e.P.Load()
	fields := map[string]Field{}
	for _, key := range keys {
		fields[key] = e.field(l, key)
	}
	return fields
}

func (e *Editor) field(l env.Snapshot, key string) Field {
	k, ok := settings.Known(key)
	if !ok {
		return Field{}
	}
	f := Field{
		Value:  l.Text(k),
		Origin: string(l.Origin(k)),
		Locked: e.P.MayChange(l, k) != nil,
		SetBy:  l.HelpDesk(),
	}
	if k == settings.AgentID && l.AgentIDIsTemporary() {
		f.Value, f.Problem = e.extension(l)
	}
	if k == settings.Autostart && e.P.StartsAtLogOn(&l) {
		f.Value = "on"
	}
	if bad, ok := l.Trouble(k); ok {
		f.Problem = e.fieldProblem(bad)
	}
	if k == settings.Hotkey {
		ctx, cancel := context.WithTimeout(e.Ctx, time.Second)
		defer cancel()
		if s, err := residentapi.AskStatus(ctx, e.P); err == nil && s.HotkeyTrouble != "" {
			f.Problem = e.P.Words.HotkeyHere(s.HotkeyTrouble, f.Value, f.Locked)
		}
	}
	return f
}

// Save stores changes if all of them are valid, and returns the refusals by key, with an empty
// key for one that is about no single setting. An empty value removes the person's own.
func (e *Editor) Save(changes map[string]string) map[string]string {
	refused := map[string]string{}
	values := map[settings.Key]string{}
	for name, text := range changes {
		k, ok := settings.Known(name)
		if !ok {
			continue
		}
		values[k] = text
		if text == "" {
			continue
		}
		if _, err := settings.Validate(k, text); err != nil {
			refused[name] = e.whyRefused(err)
		}
	}
	if len(refused) > 0 {
		return refused
	}
	l := e.P.Load()
	if err := e.P.SaveSettings(&l, values, residentapi.SetExtension(e.P)); err != nil {
		return map[string]string{"": err.Error()}
	}
	if err := residentapi.Changed(e.Ctx, e.P, residentapi.Reload{}); err != nil {
		return map[string]string{"": err.Error()}
	}
	return nil
}

// fieldProblem says what is wrong with the value of a field, with the field's label.
func (e *Editor) fieldProblem(bad settings.Error) string {
	return e.P.WhyRefusedAs(e.P.Words.Label(string(bad.Key)), bad)
}

// whyRefused says why the value of a field was refused.
func (e *Editor) whyRefused(err error) string {
	if bad, ok := errors.AsType[settings.Error](err); ok {
		return e.fieldProblem(bad)
	}
	return e.P.Refuse(err).Error()
}

// ParseChord returns the canonical text of a chord.
func (e *Editor) ParseChord(text string) (canonical, problem string) {
	c, err := settings.ParseChord(text)
	if err != nil {
		return "", e.whyRefused(err)
	}
	return c.String(), ""
}

// spareWithin is how long the resident may take to find a free chord.
const spareWithin = 4 * time.Second

// SpareChord asks the resident for a chord that no program has registered, empty if none.
func (e *Editor) SpareChord() string {
	ctx, cancel := context.WithTimeout(e.Ctx, spareWithin)
	defer cancel()
	conn, err := residentapi.Find(ctx, e.P.Places(false))
	if err != nil {
		return ""
	}
	defer conn.Close()
	chord, err := conn.SpareChord(ctx)
	if err != nil {
		return ""
	}
	canonical, _ := e.ParseChord(chord)
	return canonical
}

// Extension returns the extension as a window shows it that changes nothing else: the value only
// if it is still in force, since one from yesterday may be another person's.
func (e *Editor) Extension() Field {
	l := e.P.Load()
	now, _ := e.extension(l)
	return Field{Value: now, Origin: string(l.Origin(settings.AgentID)), Locked: l.AgentIDFixed(), SetBy: l.HelpDesk()}
}

// SaveExtension changes the extension as config set does.
func (e *Editor) SaveExtension(text string) (problem string) {
	if _, err := settings.Validate(settings.AgentID, text); err != nil {
		return e.whyRefused(err)
	}
	if _, err := e.P.SetSetting(settings.AgentID, text, residentapi.SetExtension(e.P)); err != nil {
		return err.Error()
	}
	if err := residentapi.Changed(context.Background(), e.P, residentapi.Reload{}); err != nil {
		return err.Error()
	}
	return ""
}

// extension returns the extension in force where it is no setting, or why there is none. It
// takes that of a running resident, which may have started on another day or in another
// log-on.
func (e *Editor) extension(l env.Snapshot) (id, problem string) {
	ctx, cancel := context.WithTimeout(e.Ctx, residentapi.HelloWithin)
	defer cancel()
	if s, err := residentapi.AskStatus(ctx, e.P); err == nil {
		l.AgentID = s.Extension
	}
	if l.AgentID != "" {
		return l.AgentID, ""
	}
	return "", e.P.Words.NoExtension(l.NoAgentID())
}

// TokenStatus reports whether a token is stored.
func (e *Editor) TokenStatus() (present bool, problem string) {
	_, err := e.P.Keychain().Get(e.Ctx)
	if err == nil {
		return true, ""
	}
	switch code := keychain.Code(err); code {
	case "not_allowed": // the token exists; only the resident may read it
		return true, ""
	case "not_found":
		return false, ""
	default:
		return false, e.P.Words.Keychain(code)
	}
}

// CheckToken says what is wrong with a pasted token, without storing it.
func (e *Editor) CheckToken(text string) (problem string) {
	if _, _, trouble := keychain.ParsePasted(text); trouble != "" {
		return e.P.Words.TokenTrouble(trouble)
	}
	return ""
}

// SetToken stores a pasted token. Remark says if something was removed from the text.
func (e *Editor) SetToken(text string) (remark, problem string) {
	token, cleaned, trouble := keychain.ParsePasted(text)
	if trouble != "" {
		return "", e.P.Words.TokenTrouble(trouble)
	}
	if cleaned {
		remark = e.P.Words.TokenCleaned()
	}
	return remark, e.store(token)
}

// ClearToken removes the stored token.
func (e *Editor) ClearToken() (problem string) { return e.store(wolkvox.Token{}) }

func (e *Editor) store(token wolkvox.Token) (problem string) {
	if code := residentapi.StoreToken(e.Ctx, e.P, token); code != "" {
		return e.P.Words.Keychain(code)
	}
	return ""
}
