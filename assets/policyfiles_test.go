//go:build !windows

package assets

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"howett.net/plist"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// The templates, schema, manifest and pages for IT agree with the table: after a setting was
// changed, added or reworded they were generated again.
func TestPolicyFilesAreGenerated(t *testing.T) {
	folder := t.TempDir()
	if out, err := exec.Command("go", "run", "-trimpath", "../.ci/policydocs", folder).CombinedOutput(); err != nil {
		t.Fatalf("policydocs: %v\n%s", err, out)
	}
	made := 0
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		made++
		name, _ := filepath.Rel(folder, path)
		want, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if got, err := os.ReadFile(name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is stale (%v); run: go generate ./assets", name, err)
		}
		return nil
	})
	if err != nil || made != 12 {
		t.Errorf("%d files were made, %v", made, err)
	}
}

// What we give as an example is a policy without a fault.
func TestExamplePolicies(t *testing.T) {
	good := func(name string, root map[string]any) {
		t.Helper()
		defaults, _ := root["defaults"].(map[string]any)
		delete(root, "defaults")
		e := settings.Merge(settings.Layers{Policy: root, PolicyDefault: defaults, Environ: func(string) string { return "12345" }})
		if len(e.Problems()) > 0 || len(e.Missing()) > 0 || len(defaults) == 0 || e.ManagedBy.Contact == "" {
			t.Errorf("%s: %v, missing %v, managed by %v", name, e.Problems(), e.Missing(), e.ManagedBy)
		}
	}
	b, err := os.ReadFile("linux/policy.example.json")
	if err != nil {
		t.Fatal(err)
	}
	root, err := settings.Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	good("policy.example.json", root)

	var profile struct {
		PayloadContent []map[string]any
	}
	if b, err = os.ReadFile("macos/wolkvox-hold.example.mobileconfig"); err != nil {
		t.Fatal(err)
	}
	if _, err := plist.Unmarshal(b, &profile); err != nil || len(profile.PayloadContent) != 1 {
		t.Fatalf("the profile: %v", err)
	}
	payload := profile.PayloadContent[0]
	for key := range payload {
		if strings.HasPrefix(key, "Payload") {
			delete(payload, key)
		}
	}
	good("the profile", payload)
}
