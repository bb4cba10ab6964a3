// Package settingsdialog joins the dialogs of app/dialog with settings, keychain and the running
// resident: what each field shows, and what an answer leads to.
package settingsdialog

import (
	"context"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/editor"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// Run shows the dialog with server, extension, token and hotkey, or if extension is true the one
// that changes only the extension, in w. It returns when that is closed, which it is when ctx ends.
// The error says why there is no dialog; on other systems than Windows there never is one.
func Run(ctx context.Context, p *env.Env, w *dialog.Window, extension bool) error {
	d := &dialogs{editor: &editor.Editor{P: p, Ctx: ctx}, words: p.Words, ctx: ctx}
	if extension {
		return w.Run(ctx, d.extension())
	}
	return w.Run(ctx, d.settings())
}

// tokenField is the key of the token's field, which is not a setting.
const tokenField = "token"

// registrationTime is how long after a save the new chord is asked for: the resident tries to
// register it for up to a second.
const registrationTime = 1500 * time.Millisecond

// edits is what a dialog needs of [editor.Editor].
type edits interface {
	Fields(keys []string) map[string]editor.Field
	Save(changes map[string]string) (refused map[string]string)
	Extension() editor.Field
	SaveExtension(text string) (problem string)
	TokenStatus() (present bool, problem string)
	CheckToken(text string) (problem string)
	SetToken(text string) (remark, problem string)
}

// dialogs makes forms, and keeps what is in effect while one is open. After its first method it
// belongs to Look and Submit of the form.
type dialogs struct {
	editor edits
	words  words.Words
	ctx    context.Context
	loaded map[string]editor.Field
}

func (d *dialogs) text(id string, args ...any) string { return d.words.Window(id, args...) }

// settings is the form with what a first set-up needs.
func (d *dialogs) settings() dialog.Form {
	server, agent, hotkey := string(settings.Server), string(settings.AgentID), string(settings.Hotkey)
	d.loaded = d.editor.Fields([]string{server, agent, hotkey})
	field := func(key, hint string) dialog.Field {
		f := d.loaded[key]
		return dialog.Field{Key: key, Label: d.words.Label(key), Value: f.Value, Fixed: f.Locked, Note: d.note(f, hint)}
	}
	return dialog.Form{
		Title: d.words.Title(),
		Fields: []dialog.Field{
			field(server, "server_hint"),
			field(agent, "extension_hint"),
			{Key: tokenField, Label: d.words.Label(tokenField), Secret: true, Note: dialog.Note{Text: d.text("token_unknown")}},
			field(hotkey, "hotkey_hint"),
		},
		Note: dialog.Note{Text: d.text("dialog_more")},
		OK:   d.text("save"), Cancel: d.text("extension_cancel"), Working: d.text("saving"),
		Look:   func() map[string]dialog.Note { return map[string]dialog.Note{tokenField: d.tokenNote()} },
		Submit: d.save,
	}
}

// note is the text below a field: what is wrong with it, who set it, or what belongs there.
func (d *dialogs) note(f editor.Field, hint string) dialog.Note {
	by := ""
	switch {
	case f.Locked && f.Origin == string(settings.OriginPolicy):
		by = d.text("set_by", f.SetBy)
	case f.Locked:
		by = d.text("locked_by", f.SetBy)
	}
	switch {
	case f.Problem != "":
		return dialog.Note{Text: strings.TrimSuffix(f.Problem+"\n"+by, "\n"), Problem: true}
	case by != "":
		return dialog.Note{Text: by}
	case f.Origin == string(settings.OriginPolicyDefault) || f.Origin == string(settings.OriginMachine):
		return dialog.Note{Text: d.text("suggested")}
	}
	return dialog.Note{Text: d.text(hint)}
}

func (d *dialogs) tokenNote() dialog.Note {
	switch present, problem := d.editor.TokenStatus(); {
	case problem != "":
		return dialog.Note{Text: problem, Problem: true}
	case present:
		return dialog.Note{Text: d.text("token_present")}
	}
	return dialog.Note{Text: d.text("token_none")}
}

// save stores what was changed: nothing if one value is refused, then the settings, then the token.
func (d *dialogs) save(values map[string]string, confirmed bool) dialog.Answer {
	changes := map[string]string{}
	for key, f := range d.loaded {
		if text := strings.TrimSpace(values[key]); !f.Locked && text != f.Value {
			changes[key] = text
		}
	}
	token := values[tokenField]
	typed := strings.TrimSpace(token) != ""
	if typed {
		if problem := d.editor.CheckToken(token); problem != "" {
			return d.refused(map[string]string{tokenField: problem})
		}
		if present, problem := d.editor.TokenStatus(); !confirmed && (present || problem != "") {
			return dialog.Answer{Ask: d.text("token_ask_replace"), Yes: d.text("token_yes_replace"), No: d.text("token_keep")}
		}
	}
	if len(changes) > 0 {
		if refused := d.editor.Save(changes); len(refused) > 0 {
			return d.refused(refused)
		}
	}
	if typed {
		if _, problem := d.editor.SetToken(token); problem != "" {
			return d.kept(map[string]dialog.Note{
				tokenField: {Text: problem, Problem: true}, "": {Text: d.text("saved_no_token")},
			}, nil)
		}
	}
	if _, changed := changes[string(settings.Hotkey)]; !changed {
		return dialog.Answer{Done: true}
	}
	return d.hotkeySaved(typed)
}

// refused shows reasons, by key; nothing was changed.
func (d *dialogs) refused(reasons map[string]string) dialog.Answer {
	notes := map[string]dialog.Note{"": {Text: d.text("not_saved"), Problem: true}}
	for key, reason := range reasons {
		notes[key] = dialog.Note{Text: reason, Problem: true}
	}
	return dialog.Answer{Notes: notes}
}

// hotkeySaved waits until the new chord is registered, and keeps the dialog open where it cannot
// be. Stored says that the token was stored.
func (d *dialogs) hotkeySaved(stored bool) dialog.Answer {
	timer := time.NewTimer(registrationTime)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-d.ctx.Done():
	}
	values := map[string]string{}
	notes := map[string]dialog.Note{"": {Text: d.text("saved")}}
	if stored {
		values[tokenField], notes[tokenField] = "", dialog.Note{Text: d.text("token_stored")}
	}
	answer := d.kept(notes, values)
	answer.Done = d.loaded[string(settings.Hotkey)].Problem == ""
	return answer
}

// kept is the answer after a save that leaves the dialog open: with what is in effect now.
func (d *dialogs) kept(notes map[string]dialog.Note, values map[string]string) dialog.Answer {
	var keys []string
	for key := range d.loaded {
		keys = append(keys, key)
	}
	d.loaded = d.editor.Fields(keys)
	if values == nil {
		values = map[string]string{}
	}
	for key, f := range d.loaded {
		values[key] = f.Value
		if note := d.note(f, ""); note.Problem {
			notes[key] = note
		}
	}
	return dialog.Answer{Notes: notes, Values: values}
}

// extension is the form that changes only the extension. The input starts empty, so that nobody
// confirms another person's number by accident.
func (d *dialogs) extension() dialog.Form {
	key, now := string(settings.AgentID), d.editor.Extension()
	form := dialog.Form{
		Title: d.text("extension_title"), Intro: d.text("extension_ask"),
		Fields: []dialog.Field{{Key: key, Label: d.text("extension"), Fixed: now.Locked}},
		OK:     d.text("extension_ok"), Cancel: d.text("extension_cancel"), Working: d.text("extension_saving"),
		Submit: func(values map[string]string, _ bool) dialog.Answer {
			typed := strings.TrimSpace(values[key])
			problem := d.text("extension_digits")
			if typed != "" {
				problem = d.editor.SaveExtension(typed)
			}
			if problem == "" {
				return dialog.Answer{Done: true}
			}
			return dialog.Answer{Notes: map[string]dialog.Note{key: {Text: problem, Problem: true}}}
		},
	}
	field := &form.Fields[0]
	switch {
	case now.Locked:
		field.Value, field.Note.Text = now.Value, d.text("set_by", now.SetBy)
	case now.Value != "":
		field.Note.Text = d.text("extension_now", now.Value)
	default:
		field.Note.Text = d.text("extension_hint")
	}
	return form
}
