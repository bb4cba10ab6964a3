package settingsdialog

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/wolkvox-hold/wolkvox-hold/app/dialog"
	"github.com/wolkvox-hold/wolkvox-hold/app/editor"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

// keyring is an editor with a desk's settings and a keychain of its own.
type keyring struct {
	*editor.Editor
	token   string
	trouble string // of reading
	refuses string // to store
	hotkey  string // what is wrong with the hotkey that was saved
	writes  []string
}

func (k *keyring) TokenStatus() (bool, string) { return k.token != "", k.trouble }

func (k *keyring) SetToken(text string) (string, string) {
	k.writes = append(k.writes, "token")
	if k.refuses == "" {
		k.token = text
	}
	return "", k.refuses
}

func (k *keyring) Save(changes map[string]string) map[string]string {
	k.writes = append(k.writes, strings.Join(slices.Sorted(maps.Keys(changes)), " "))
	return k.Editor.Save(changes)
}

func (k *keyring) Fields(keys []string) map[string]editor.Field {
	fields := k.Editor.Fields(keys)
	if f, ok := fields["hotkey"]; ok && f.Origin == "user" {
		f.Problem = k.hotkey
		fields["hotkey"] = f
	}
	return fields
}

func at(t *testing.T, user settings.Raw, enforced settings.Raw) (*desk.Desk, *keyring, *dialogs) {
	o := desk.New(t, user)
	o.Set = policy.Policy{Enforced: enforced}
	o.P.Words.Language = new(words.Language)
	k := &keyring{Editor: &editor.Editor{P: o.P, Ctx: t.Context()}}
	return o, k, &dialogs{editor: k, words: o.P.Words, ctx: t.Context()}
}

func field(t *testing.T, f dialog.Form, key string) dialog.Field {
	t.Helper()
	for _, field := range f.Fields {
		if field.Key == key {
			return field
		}
	}
	t.Fatalf("there is no field %s", key)
	return dialog.Field{}
}

// TestFirstSetUp: a person fills in everything, is refused beside the field with nothing changed,
// and is done.
func TestFirstSetUp(t *testing.T) {
	o, k, d := at(t, nil, nil)
	form := d.settings()
	for key, want := range map[string]string{"server": "", "agent_id": "", "hotkey": "Ctrl+Shift+F9", "token": ""} {
		if f := field(t, form, key); f.Value != want || f.Fixed || f.Note.Text == "" || f.Label == "" || f.Secret != (key == "token") {
			t.Errorf("%s: got %+v", key, f)
		}
	}
	if note := form.Look()["token"]; note.Problem || note.Text != d.text("token_none") {
		t.Errorf("no token: got %+v", note)
	}
	values := map[string]string{"server": "42", "agent_id": " 12345 ", "token": "0a1b 2c3d", "hotkey": "Ctrl+Shift+F9"}
	if a := form.Submit(values, false); a.Done || !a.Notes["token"].Problem || len(k.writes) > 0 {
		t.Errorf("half a token: got %+v, and wrote %q", a, k.writes)
	}
	values["token"] = "0a1b2c3d"
	a := form.Submit(values, false)
	if a.Done || !a.Notes["server"].Problem || a.Notes[""].Text != d.text("not_saved") || a.Notes["token"].Problem || k.token != "" {
		t.Errorf("a bad server: got %+v, token %q", a, k.token)
	}
	if _, err := o.File().Load(); err != nil || o.P.Load().Server != "" {
		t.Errorf("a refusal changed the settings: %v", err)
	}
	values["server"] = "https://wv0042.wolkvox.com/x"
	if a := form.Submit(values, false); !a.Done {
		t.Errorf("got %+v", a)
	}
	if l := o.P.Load(); l.Server != "0042" || l.AgentID != "12345" || k.token != "0a1b2c3d" {
		t.Errorf("got %s, %s, token %q", l.Server, l.AgentID, k.token)
	}
}

// What IT set is shown with who set it, and is not sent back.
func TestWhatITSet(t *testing.T) {
	by := map[string]any{"name": "Desk IT", "contact": "4711"}
	_, k, d := at(t, settings.Raw{"agent_id": "12345"}, settings.Raw{"server": "0042", "managed_by": by})
	form := d.settings()
	if f := field(t, form, "server"); !f.Fixed || f.Value != "0042" || !strings.Contains(f.Note.Text, "Desk IT") || f.Note.Problem {
		t.Errorf("got %+v", f)
	}
	if a := form.Submit(map[string]string{"server": "9999", "agent_id": "12345", "hotkey": "Ctrl+Shift+F9"}, false); !a.Done || len(k.writes) > 0 {
		t.Errorf("got %+v, and wrote %q", a, k.writes)
	}
	_, _, d = at(t, settings.Raw{"agent_id": "12345"}, settings.Raw{"lock_settings": true, "managed_by": by})
	form = d.settings()
	if s, a := field(t, form, "server"), field(t, form, "agent_id"); !s.Fixed || a.Fixed || !strings.Contains(s.Note.Text, "Desk IT") {
		t.Errorf("locked: got %+v and %+v", s, a)
	}
}

// A token that is stored is replaced only after a question, also where the keychain cannot say
// whether there is one.
func TestATokenIsReplacedAfterAQuestion(t *testing.T) {
	for _, trouble := range []string{"", "the keychain is locked"} {
		_, k, d := at(t, nil, nil)
		k.token, k.trouble = "old", trouble
		form := d.settings()
		if note := form.Look()["token"]; note.Problem != (trouble != "") {
			t.Errorf("got %+v", note)
		}
		values := map[string]string{"server": "0042", "token": "new1", "hotkey": "Ctrl+Shift+F9"}
		if a := form.Submit(values, false); a.Ask == "" || a.Done || len(k.writes) > 0 || k.token != "old" {
			t.Errorf("got %+v, and wrote %q", a, k.writes)
		}
		if a := form.Submit(values, true); !a.Done || k.token != "new1" || !slices.Equal(k.writes, []string{"server", "token"}) {
			t.Errorf("agreed: got %+v, and wrote %q", a, k.writes)
		}
	}
}

// For a token that cannot be stored the reason is shown beside it, it stays typed, and the settings are saved.
func TestATokenThatIsNotStored(t *testing.T) {
	o, k, d := at(t, nil, nil)
	k.refuses = "the keychain cannot be reached"
	form := d.settings()
	values := map[string]string{"server": "wv0042", "token": "new1", "hotkey": "Ctrl+Shift+F9"}
	a := form.Submit(values, false)
	if _, cleared := a.Values["token"]; a.Done || a.Notes["token"] != (dialog.Note{Text: k.refuses, Problem: true}) || cleared || a.Values["server"] != "0042" {
		t.Errorf("got %+v", a)
	}
	if o.P.Load().Server != "0042" {
		t.Error("the server is not saved")
	}
	k.refuses, k.writes, values["server"] = "", nil, "0042"
	if a := form.Submit(values, false); !a.Done || !slices.Equal(k.writes, []string{"token"}) {
		t.Errorf("again: got %+v, and wrote %q", a, k.writes)
	}
}

// For a chord that another program has this is shown beside it, after the resident has tried it.
func TestATakenHotkey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, k, d := at(t, settings.Raw{"server": "0042", "agent_id": "1"}, nil)
		form := d.settings()
		k.hotkey = "another program has it"
		values := map[string]string{"server": "0042", "agent_id": "1", "token": "new1", "hotkey": "ctrl+shift+f8"}
		a := form.Submit(values, false)
		if a.Done || !a.Notes["hotkey"].Problem || a.Values["hotkey"] != "Ctrl+Shift+F8" || a.Notes[""].Text != d.text("saved") {
			t.Errorf("got %+v", a)
		}
		if v, ok := a.Values["token"]; !ok || v != "" || a.Notes["token"].Problem {
			t.Errorf("the token is stored: got %q and %+v", v, a.Notes["token"])
		}
		k.hotkey, values["token"], values["hotkey"] = "", "", "Ctrl+Shift+F7"
		if a := form.Submit(values, false); !a.Done {
			t.Errorf("a free one: got %+v", a)
		}
		values["hotkey"] = "F7"
		if a := form.Submit(values, false); a.Done || !a.Notes["hotkey"].Problem {
			t.Errorf("no chord: got %+v", a)
		}
	})
}

// TestAskedExtension: the input starts empty, and takes only an extension.
func TestAskedExtension(t *testing.T) {
	o, _, d := at(t, settings.Raw{"server": "0042", "agent_id": "12345"}, nil)
	form := d.extension()
	f := field(t, form, "agent_id")
	if f.Value != "" || !strings.Contains(f.Note.Text, "12345") || form.Intro == "" || len(form.Fields) != 1 {
		t.Errorf("got %+v", form)
	}
	for _, text := range []string{"", "  ", "12 34", "x", strings.Repeat("1", 21)} {
		a := form.Submit(map[string]string{"agent_id": text}, false)
		if note := a.Notes["agent_id"]; a.Done || !note.Problem || note.Text == "" || strings.Contains(note.Text, "agent_id") {
			t.Errorf("%q: got %+v", text, a)
		}
	}
	if o.P.Load().AgentID != "12345" {
		t.Error("a refused extension changed something")
	}
	if a := form.Submit(map[string]string{"agent_id": " 55501 "}, false); !a.Done || o.P.Load().AgentID != "55501" {
		t.Errorf("got %+v, and %s", a, o.P.Load().AgentID)
	}

	o.Set = policy.Policy{UserEnforced: settings.Raw{"agent_id": "777"}}
	if f := field(t, d.extension(), "agent_id"); !f.Fixed || f.Value != "777" || f.Note.Text == "" {
		t.Errorf("by IT: got %+v", f)
	}
}

// Each language has all sentences.
func TestThreeLanguages(t *testing.T) {
	titles := map[string]bool{}
	for _, language := range []string{"en", "es", "pt"} {
		_, _, d := at(t, nil, nil)
		d.words = d.words.In(language)
		for _, form := range []dialog.Form{d.settings(), d.extension()} {
			texts := []string{form.Title, form.OK, form.Cancel, form.Working}
			for _, f := range form.Fields {
				texts = append(texts, f.Label, f.Note.Text)
			}
			for _, text := range texts {
				if text == "" || strings.Contains(text, "_") {
					t.Errorf("%s: %q is no sentence", language, text)
				}
			}
			titles[form.Fields[0].Label+form.OK] = true
		}
	}
	if len(titles) != 6 {
		t.Errorf("got %d different texts, want 6: %v", len(titles), titles)
	}
}
