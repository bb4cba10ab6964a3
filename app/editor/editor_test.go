package editor

import (
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/internal/desk"
	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// TestLoadsOnce: policy and settings are read once to show all fields, and once to save them.
func TestLoadsOnce(t *testing.T) {
	o := desk.New(t, settings.Raw{"server": "0042", "agent_id": "12435", "timeout_s": "20"})
	loads := 0
	o.P.PolicyReader = func() policy.Policy { loads++; return o.Set }
	e := &Editor{P: o.P, Ctx: t.Context()}
	var keys []string
	for _, k := range settings.Keys() {
		keys = append(keys, string(k))
	}
	if fields := e.Fields(append(keys, "token")); loads != 1 || fields["server"].Value != "0042" || len(fields) != len(keys)+1 {
		t.Errorf("loaded %d times for %d fields, the server's %+v", loads, len(fields), fields["server"])
	}
	loads = 0
	if refused := e.Save(map[string]string{"server": "0043", "language": "es"}); loads != 1 || len(refused) != 0 {
		t.Errorf("loaded %d times for a save that was refused for %v", loads, refused)
	}
	if fields := e.Fields([]string{"server"}); fields["server"].Value != "0043" {
		t.Errorf("got %+v after the save", fields["server"])
	}
}

// TestASaveThatARunningResidentDoesNotHearOf: it is saved, and presses may be for the previous
// extension until that resident is started again.
func TestASaveThatARunningResidentDoesNotHearOf(t *testing.T) {
	o := desk.New(t, settings.Raw{"server": "0042", "agent_id": "12435"})
	e := &Editor{P: o.P, Ctx: t.Context()}
	lock, err := instance.Acquire(t.Context(), o.P.Places(false), instance.Resident, false) // it has no channel
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Release()
	want := o.P.Words.SavedNotUsed()
	if refused := e.Save(map[string]string{"agent_id": "555"}); refused[""] != want {
		t.Errorf("got %q, want %q", refused, want)
	}
	if problem := e.SaveExtension("556"); problem != want {
		t.Errorf("got %q, want %q", problem, want)
	}
	if f := e.Extension(); f.Value != "556" {
		t.Errorf("got %+v, want what was saved", f)
	}
	lock.Release()
	if refused := e.Save(map[string]string{"agent_id": "557"}); len(refused) > 0 {
		t.Errorf("no resident: got %q", refused)
	}
}
