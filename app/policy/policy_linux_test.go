package policy

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// desk is a policy folder with the mode and owner that an administrator would set.
func desk(t *testing.T, content string) (path string, owner uint32) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "wolkvox-hold")
	path = filepath.Join(folder, "policy.json")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path, uint32(os.Getuid())
}

func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestPolicyIsTakenApart(t *testing.T) {
	for _, c := range []struct {
		in                 string
		enforced, defaults settings.Raw
		codes              []string
	}{
		{`{}`, settings.Raw{}, nil, nil},
		{`{"server":"0042","lock_settings":true,"defaults":{"language":"es"}}`,
			settings.Raw{"server": "0042", "lock_settings": true}, settings.Raw{"language": "es"}, nil},
		{"\ufeff{\"server\":\"0042\"}", settings.Raw{"server": "0042"}, nil, nil},
		{`{"server":"0042","defaults":null}`, settings.Raw{"server": "0042"}, nil, nil},
		{`{"server":"0042","defaults":"es"}`, settings.Raw{"server": "0042"}, nil, []string{CodeWrongType}},
		{`{"Defaults":{}}`, settings.Raw{"Defaults": map[string]any{}}, nil, nil}, // an unknown key, for package settings to report
		{`[]`, nil, nil, []string{CodeWrongType}},
		{`null`, nil, nil, []string{CodeWrongType}},
		{``, nil, nil, []string{CodeTorn}},
		{`{"server":"00`, nil, nil, []string{CodeTorn}},
		{`{"server":"0042","server":"0043"}`, nil, nil, []string{CodeTorn}},
		{`{"server":"0042"} {}`, nil, nil, []string{CodeTorn}},
		{`{"server":"0042","x":"` + strings.Repeat("x", 1<<20) + `"}`, nil, nil, []string{CodeTooBig}},
	} {
		path, owner := desk(t, c.in)
		p := ReadFile(path, owner)
		if !reflect.DeepEqual(p.Enforced, c.enforced) || !reflect.DeepEqual(p.Defaults, c.defaults) || p.Source != path {
			t.Errorf("%.60q: got %v, %v from %q", c.in, p.Enforced, p.Defaults, p.Source)
		}
		wantProblems(t, p, path, c.codes...)
	}
}

func wantProblems(t *testing.T, p Policy, source string, codes ...string) {
	t.Helper()
	var got []string
	for _, problem := range p.Problems {
		got = append(got, problem.Code)
		if problem.Source != source || problem.Detail == "" {
			t.Errorf("got problem %+v, want one that names %s and has a detail", problem, source)
		}
	}
	if !reflect.DeepEqual(got, codes) {
		t.Errorf("got problems %v, want %v", p.Problems, codes)
	}
}

func TestAMissingPolicyIsNoProblem(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{dir + "/policy.json", dir + "/wolkvox-hold/policy.json"} {
		if p := ReadFile(path, uint32(os.Getuid())); !reflect.DeepEqual(p, Policy{}) {
			t.Errorf("got %+v, want nothing", p)
		}
	}
}

// Each case lets somebody besides the owner write the policy, so none of it may be used.
func TestAPolicyThatOthersCanHaveWrittenIsRefused(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(t *testing.T, path string)
		want string
	}{
		{"group can write the file", func(t *testing.T, path string) { do(t, os.Chmod(path, 0o664)) }, CodeWritableByOthers},
		{"all can write the file", func(t *testing.T, path string) { do(t, os.Chmod(path, 0o646)) }, CodeWritableByOthers},
		{"group can write the folder", func(t *testing.T, path string) { do(t, os.Chmod(filepath.Dir(path), 0o775)) }, CodeFolder},
		{"all can write the folder, sticky", func(t *testing.T, path string) { do(t, os.Chmod(filepath.Dir(path), 0o757|os.ModeSticky)) }, CodeFolder},
		{"the file is a link", func(t *testing.T, path string) {
			do(t, os.Rename(path, path+".real"))
			do(t, os.Symlink(path+".real", path))
		}, CodeSymlink},
		{"the file is a link to nothing", func(t *testing.T, path string) {
			do(t, os.Remove(path))
			do(t, os.Symlink("nothing", path))
		}, CodeSymlink},
		{"the folder is a link", func(t *testing.T, path string) {
			folder := filepath.Dir(path)
			do(t, os.Rename(folder, folder+".real"))
			do(t, os.Symlink(folder+".real", folder))
		}, CodeSymlink},
		{"the file is a folder", func(t *testing.T, path string) {
			do(t, os.Remove(path))
			do(t, os.Mkdir(path, 0o755))
		}, CodeNotRegular},
		{"the file is a pipe that nobody writes to", func(t *testing.T, path string) {
			do(t, os.Remove(path))
			do(t, unix.Mkfifo(path, 0o644))
		}, CodeNotRegular},
		{"the folder is a file", func(t *testing.T, path string) {
			do(t, os.RemoveAll(filepath.Dir(path)))
			do(t, os.WriteFile(filepath.Dir(path), nil, 0o644))
		}, CodeUnreadable},
	} {
		t.Run(c.name, func(t *testing.T) {
			path, owner := desk(t, `{"server":"0042","defaults":{"language":"es"}}`)
			c.do(t, path)
			p := ReadFile(path, owner)
			if p.Enforced != nil || p.Defaults != nil {
				t.Errorf("got %v, %v, want nothing used", p.Enforced, p.Defaults)
			}
			wantProblems(t, p, path, c.want)
		})
	}
	t.Run("somebody else's", func(t *testing.T) {
		path, owner := desk(t, `{"server":"0042"}`)
		p := ReadFile(path, owner+1)
		if p.Enforced != nil {
			t.Errorf("got %v, want nothing used", p.Enforced)
		}
		wantProblems(t, p, path, CodeFolder)
	})
}

// Not everybody who runs the tests can change owners, so checkOwner is called directly.
func TestJudge(t *testing.T) {
	const dir, reg = unix.S_IFDIR, unix.S_IFREG
	for _, c := range []struct {
		folder, file unix.Stat_t
		want         string
	}{
		{unix.Stat_t{Mode: dir | 0o755}, unix.Stat_t{Mode: reg | 0o644}, ""},
		{unix.Stat_t{Mode: dir | 0o700, Gid: 5}, unix.Stat_t{Mode: reg | 0o400, Gid: 5}, ""},
		{unix.Stat_t{Mode: dir | 0o755}, unix.Stat_t{Mode: reg | 0o644, Uid: 1000}, CodeNotRoot},
		{unix.Stat_t{Mode: dir | 0o755}, unix.Stat_t{Mode: reg | 0o664}, CodeWritableByOthers},
		{unix.Stat_t{Mode: dir | 0o755}, unix.Stat_t{Mode: reg | 0o602}, CodeWritableByOthers},
		{unix.Stat_t{Mode: dir | 0o755, Uid: 1000}, unix.Stat_t{Mode: reg | 0o644}, CodeFolder},
		{unix.Stat_t{Mode: dir | 0o770}, unix.Stat_t{Mode: reg | 0o644}, CodeFolder},
		{unix.Stat_t{Mode: dir | 0o1777}, unix.Stat_t{Mode: reg | 0o644}, CodeFolder},
		{unix.Stat_t{Mode: dir | 0o755}, unix.Stat_t{Mode: unix.S_IFCHR | 0o644}, CodeNotRegular},
	} {
		if got, detail := checkOwner(c.folder, c.file, 0); got != c.want {
			t.Errorf("folder %d %o, file %d %o: got %q (%s), want %q", c.folder.Uid, c.folder.Mode, c.file.Uid, c.file.Mode, got, detail, c.want)
		}
	}
}

func TestReadNeverFails(t *testing.T) {
	if p := Read(); p.Source != "" && p.Source != "/etc/wolkvox-hold/policy.json" {
		t.Errorf("got source %q", p.Source)
	}
}

func FuzzReadFile(f *testing.F) {
	for _, s := range []string{`{}`, `{"server":"0042","defaults":{"language":"es"}}`, `{"defaults":1}`, `[]`, `{"a":1,"a":1}`, "", "\ufeff{}"} {
		f.Add([]byte(s))
	}
	folder := f.TempDir()
	do := func(err error) {
		if err != nil {
			f.Fatal(err)
		}
	}
	do(os.Chmod(folder, 0o755))
	f.Fuzz(func(t *testing.T, b []byte) {
		path := filepath.Join(folder, "policy.json")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		p := ReadFile(path, uint32(os.Getuid()))
		raw, err := settings.Decode(b)
		if (err == nil) != (p.Enforced != nil) || err != nil && (len(p.Problems) != 1 || p.Defaults != nil) {
			t.Errorf("got %+v, decoding gives %v, %v", p, raw, err)
		}
		if _, ok := p.Enforced["defaults"]; ok {
			t.Errorf("defaults are enforced: %v", p.Enforced)
		}
		settings.Merge(settings.Layers{Policy: p.Enforced, PolicyDefault: p.Defaults})
	})
}
