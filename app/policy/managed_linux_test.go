package policy

import (
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// managed is a folder like that of macOS, with the lists of the machine and of the user
// ana.
func managed(t *testing.T) (folder string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "Managed Preferences")
	do(t, os.MkdirAll(filepath.Join(folder, "ana"), 0o755))
	do(t, os.WriteFile(filepath.Join(folder, managedFile), []byte(xmlDict("<key>server</key><string>0042</string>")), 0o644))
	do(t, os.WriteFile(filepath.Join(folder, "ana", managedFile), []byte(xmlDict(
		"<key>agent_id</key><string>12345</string><key>defaults</key><dict><key>language</key><string>es</string></dict>")), 0o644))
	return folder
}

func TestAUsersListMaySetTheExtensionAndTheMachinesMayNot(t *testing.T) {
	folder := managed(t)
	p := readManaged(folder, "ana")
	want := Policy{
		Enforced: settings.Raw{"server": "0042"}, UserEnforced: settings.Raw{"agent_id": "12345"},
		UserDefaults: settings.Raw{"language": "es"}, Source: filepath.Join(folder, managedFile),
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v, want %+v", p, want)
	}
	do(t, os.Remove(filepath.Join(folder, managedFile)))
	p = readManaged(folder, "ana")
	if p.Enforced != nil || p.UserEnforced["agent_id"] != "12345" || p.Source != filepath.Join(folder, "ana", managedFile) {
		t.Errorf("without the machine's: got %+v", p)
	}
	if p = readManaged(folder, "luis"); !reflect.DeepEqual(p, Policy{}) {
		t.Errorf("somebody without a list: got %+v, want nothing", p)
	}
	if p = readManaged(filepath.Join(folder, "none"), "ana"); !reflect.DeepEqual(p, Policy{}) {
		t.Errorf("a machine that nobody manages: got %+v, want nothing", p)
	}
}

// A user's name must not lead to another folder.
func TestAUsersNameIsOneFolder(t *testing.T) {
	folder := managed(t)
	for _, name := range []string{"", ".", "..", "../" + filepath.Base(folder) + "/ana", "ana/../ana"} {
		if p := readManaged(folder, name); p.UserEnforced != nil || p.Enforced == nil {
			t.Errorf("%q: got %+v, want the machine's list alone", name, p)
		}
	}
}
