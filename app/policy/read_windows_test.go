package policy

import (
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// hive makes a key in the real registry for one test.
func hive(t *testing.T) keyLocation {
	t.Helper()
	path := fmt.Sprintf(`Software\WolkvoxHoldTest-%d-%s`, os.Getpid(), t.Name())
	key, _, err := registry.CreateKey(registry.CURRENT_USER, path, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		clear(registry.CURRENT_USER, path)
		key.Close()
	})
	return keyLocation{registry.CURRENT_USER, `HKCU\`, path}
}

// clear removes a key and all below it.
func clear(parent registry.Key, path string) {
	if key, err := registry.OpenKey(parent, path, registry.ALL_ACCESS); err == nil {
		names, _ := key.ReadSubKeyNames(-1)
		for _, name := range names {
			clear(key, name)
		}
		key.Close()
	}
	_ = registry.DeleteKey(parent, path)
}

// below makes a key below p.
func below(t *testing.T, p keyLocation, sub string) registry.Key {
	t.Helper()
	key, _, err := registry.CreateKey(p.hive, p.path+sub, registry.ALL_ACCESS)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { key.Close() })
	return key
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// setBytes writes data that no ordinary program would write.
func setBytes(t *testing.T, key registry.Key, name string, kind uint32, data []byte) {
	t.Helper()
	p, err := windows.UTF16PtrFromString(name)
	do(t, err)
	var first *byte
	if len(data) > 0 {
		first = &data[0]
	}
	do(t, regSetValueEx(windows.Handle(key), p, kind, first, uint32(len(data))))
}

func TestPolicyFromTheRealRegistry(t *testing.T) {
	t.Setenv("WOLKVOX_TEST_FOLDER", `C:\certificates`)
	machine, user, installer := hive(t), hive(t), hive(t)
	user.path, installer.path = machine.path+`\user`, machine.path+`\installer`
	machine.path += `\machine`

	root := below(t, machine, "")
	do(t, root.SetStringValue("Server", "wv0042"))
	do(t, root.SetDWordValue("press_gap_ms", 1500))
	do(t, root.SetDWordValue("lock_settings", 1))
	do(t, root.SetQWordValue("timeout_s", 12))
	do(t, root.SetExpandStringValue("ca_file", `%WOLKVOX_TEST_FOLDER%\ca.pem`))
	do(t, root.SetStringValue("agent_id", "99999"))
	do(t, below(t, machine, `\Defaults`).SetStringValue("hotkey", "Ctrl+Shift+F10"))
	do(t, below(t, machine, `\MANAGED_BY`).SetStringValue("name", "IT desk"))
	do(t, below(t, machine, `\Defaults\managed_by`).SetStringValue("contact", "800"))
	do(t, below(t, user, "").SetStringValue("agent_id", "12435"))
	do(t, below(t, installer, "").SetStringValue("SERVER", "0001"))
	do(t, below(t, installer, "").SetStringValue("language", "pt"))

	p := read(machine, user, installer)
	want := Policy{
		Source:       `HKCU\` + machine.path + `; HKCU\` + user.path,
		Enforced:     settings.Raw{"server": "wv0042", "press_gap_ms": int64(1500), "lock_settings": int64(1), "timeout_s": uint64(12), "ca_file": `C:\certificates\ca.pem`, "agent_id": "99999", "managed_by": map[string]any{"name": "IT desk"}},
		Defaults:     settings.Raw{"hotkey": "Ctrl+Shift+F10", "managed_by": map[string]any{"contact": "800"}},
		UserEnforced: settings.Raw{"agent_id": "12435"},
		Machine:      settings.Raw{"server": "0001", "language": "pt"},
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v\nwant %+v", p, want)
	}
}

func TestBadValuesInTheRealRegistry(t *testing.T) {
	machine := hive(t)
	root := below(t, machine, "")
	setBytes(t, root, "server", regString, make([]byte, 10<<20))
	setBytes(t, root, "hotkey", 3, []byte("Ctrl+Shift+F9"))
	setBytes(t, root, "language", regString, units("es\x00evil\x00"))
	setBytes(t, root, "feedback", regString, []byte{'i', 0, 'c'})
	setBytes(t, root, "proxy", regString, units("none")) // no NUL at its end
	setBytes(t, root, "warm", regString, nil)
	setBytes(t, root, "autostart", regDWord, []byte{1})
	do(t, root.SetStringsValue("timeout_s", []string{"4", "5"}))
	do(t, root.SetStringValue(strings.Repeat("n", 250), "x"))

	none := keyLocation{registry.CURRENT_USER, `HKCU\`, machine.path + `\none`}
	p := read(machine, none, none)
	want := map[string]string{
		"server": CodeValueTooBig, "hotkey": CodeValueType, "language": CodeValueNUL,
		"feedback": CodeValueText, "autostart": CodeValueType, "timeout_s": CodeValueType,
	}
	got := map[string]string{}
	for _, problem := range p.Problems {
		got[strings.TrimPrefix(problem.Source, `HKCU\`+machine.path+`\`)] = problem.Code
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got problems %v, want %v", got, want)
	}
	if p.Enforced["proxy"] != "none" || p.Enforced["warm"] != "" || len(p.Enforced) != 3 {
		t.Errorf("got %v", p.Enforced)
	}
}

func TestMoreValuesThanOneKeyMayHave(t *testing.T) {
	machine := hive(t)
	root := below(t, machine, "")
	for i := range maxEntries + 20 {
		do(t, root.SetStringValue(fmt.Sprintf("v%04d", i), ""))
	}
	p := read(machine, keyLocation{machine.hive, "", machine.path + `\a`}, keyLocation{machine.hive, "", machine.path + `\b`})
	if len(p.Enforced) != maxEntries || len(p.Problems) != 1 || p.Problems[0].Code != CodeTooMany {
		t.Errorf("got %d values and %v", len(p.Enforced), p.Problems)
	}
}

var procRegSetValueEx = windows.NewLazySystemDLL("advapi32.dll").NewProc("RegSetValueExW")

func regSetValueEx(key windows.Handle, name *uint16, kind uint32, data *byte, n uint32) error {
	code, _, _ := procRegSetValueEx.Call(uintptr(key), uintptr(unsafe.Pointer(name)), 0, uintptr(kind), uintptr(unsafe.Pointer(data)), uintptr(n))
	if code != 0 {
		return windows.Errno(code)
	}
	return nil
}
