package press

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
)

// TestTheLastAnswerServesAPressWithoutAResident, in the same network only, and where the
// system is too slow for a press.
func TestTheLastAnswerServesAPressWithoutAResident(t *testing.T) {
	office := proxy.Answer{Ways: []*url.URL{{Scheme: "http", Host: "office.example:3128"}, nil}, Source: proxy.SourceScript}
	cafe := proxy.Answer{Ways: []*url.URL{{Scheme: "http", Host: "cafe.example:1"}}, Source: proxy.SourceScript}
	secret := proxy.Answer{Ways: []*url.URL{{Scheme: "http", Host: "office.example:3128", User: url.UserPassword("u", "pa55word")}}, Source: proxy.SourceScript}
	type look struct {
		answer  proxy.Answer
		err     error
		takes   time.Duration
		network string
	}
	const slow, quick = 2250 * time.Millisecond, 10 * time.Millisecond
	for _, tt := range []struct {
		name   string
		before []look // by the resident
		change func(f settingsfile.File)
		later  time.Duration // until the press
		now    look
		want   string
		took   time.Duration
	}{
		{"the same network", []look{{office, nil, slow, "a"}}, nil, time.Hour, look{cafe, nil, slow, "a"}, "http://office.example:3128 direct", recallAfter},
		{"no proxy is an answer", []look{{proxy.Answer{Source: proxy.SourceNone}, nil, slow, "a"}}, nil, time.Hour, look{cafe, nil, slow, "a"}, "", recallAfter},
		{"the system is quick", []look{{office, nil, slow, "a"}}, nil, time.Hour, look{cafe, nil, quick, "a"}, "http://cafe.example:1", quick},
		{"another network", []look{{office, nil, slow, "a"}}, nil, time.Hour, look{cafe, nil, slow, "b"}, "http://cafe.example:1", slow},
		{"there and back", []look{{office, nil, slow, "a"}, {cafe, nil, slow, "b"}}, nil, time.Hour, look{office, nil, slow, "a"}, "http://office.example:3128 direct", slow},
		{"no network", []look{{office, nil, slow, ""}}, nil, 0, look{cafe, nil, slow, ""}, "http://cafe.example:1", slow},
		{"nothing is known", nil, nil, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"what came quickly needs no memory", []look{{office, nil, quick, "a"}}, nil, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"but replaces it", []look{{office, nil, slow, "a"}, {cafe, nil, quick, "a"}}, nil, time.Minute, look{office, nil, slow, "a"}, "http://cafe.example:1", recallAfter},
		{"too old to the second", []look{{office, nil, slow, "a"}}, changed("at", "2000-01-01T00:00:02Z"), recallFor + 2*time.Second - slow - recallAfter, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"of this second", []look{{office, nil, slow, "a"}}, changed("at", "2000-01-01T00:00:10Z"), 10*time.Second - slow - recallAfter, look{cafe, nil, slow, "a"}, "http://office.example:3128 direct", recallAfter},
		{"too old", []look{{office, nil, slow, "a"}}, nil, recallFor, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"a failed look is no answer", []look{{office, nil, slow, "a"}, {cafe, errors.New("no"), slow, "a"}}, nil, 0, look{cafe, nil, slow, "a"}, "http://office.example:3128 direct", recallAfter},
		{"a failure that comes in time counts", []look{{office, nil, slow, "a"}}, nil, 0, look{cafe, errors.New("no"), quick, "a"}, "no", quick},
		{"a password is not kept", []look{{secret, nil, slow, "a"}}, nil, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"nor is the environment", []look{{proxy.Answer{Ways: office.Ways, Source: proxy.SourceEnvironment}, nil, slow, "a"}}, nil, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"a file that is torn", []look{{office, nil, slow, "a"}}, func(f settingsfile.File) { _ = os.WriteFile(f.Path, []byte("{"), 0o600) }, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"a way that is none", []look{{office, nil, slow, "a"}}, changed("ways", "socks4://office.example:1080"), 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"just slow enough", []look{{office, nil, slowLook, "a"}}, nil, 0, look{cafe, nil, slow, "a"}, "http://office.example:3128 direct", recallAfter},
		{"another server", []look{{office, nil, slow, "a"}}, changed("target", "https://wv0043.wolkvox.com/"), 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"no ways", []look{{office, nil, slow, "a"}}, changed("ways", nil), 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"no time", []look{{office, nil, slow, "a"}}, changed("at", "yesterday"), 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"a time to come", []look{{office, nil, slow, "a"}}, func(f settingsfile.File) {
			raw, _ := f.Load()
			raw["at"] = time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
			_ = f.Replace(raw)
		}, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
		{"values of other types", []look{{office, nil, slow, "a"}}, func(f settingsfile.File) {
			_ = f.Replace(settings.Raw{"target": 1, "network": true, "ways": []any{}, "at": nil})
		}, 0, look{cafe, nil, slow, "a"}, "http://cafe.example:1", slow},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				file := settingsfile.File{Path: filepath.Join(t.TempDir(), "proxy.json")}
				var now look
				m := &ProxyMemory{
					System:  func(*url.URL) (proxy.Answer, error) { l := now; time.Sleep(l.takes); return l.answer, l.err },
					Network: func() string { return now.network },
					File:    func() (settingsfile.File, error) { return file, nil },
				}
				target := ProxyTarget("0042")
				for _, now = range tt.before {
					_, _ = m.Look(target)
					synctest.Wait()
					m.Close(false)
				}
				if tt.change != nil {
					tt.change(file)
				}
				time.Sleep(tt.later)
				now = tt.now
				began := time.Now()
				ways, err := m.Find(target)
				took := time.Since(began)
				got, _ := proxy.Answer{Ways: ways}.Text()
				if err != nil {
					got = err.Error()
				}
				if got != tt.want || took != tt.took {
					t.Errorf("got %q after %v, want %q after %v", got, took, tt.want, tt.took)
				}
				time.Sleep(time.Minute) // the look goes on
				m.Close(true)
				if _, known := m.recall(target); known {
					t.Error("it is known after it was forgotten")
				}
			})
		})
	}
}

// changed changes a value in the file.
func changed(key string, value any) func(settingsfile.File) {
	return func(f settingsfile.File) {
		raw, _ := f.Load()
		raw[key] = value
		_ = f.Replace(raw)
	}
}

// TestWithoutAPlaceNothingIsKept, and nothing is removed.
func TestWithoutAPlaceNothingIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := settingsfile.File{Path: filepath.Join(t.TempDir(), "proxy.json")}
		var noPlace error
		m := &ProxyMemory{
			System: func(*url.URL) (proxy.Answer, error) {
				time.Sleep(2 * time.Second)
				return proxy.Answer{Source: proxy.SourceNone}, nil
			},
			Network: func() string { return "a" },
			File:    func() (settingsfile.File, error) { return file, noPlace },
		}
		is := func(there bool) {
			t.Helper()
			synctest.Wait()
			if _, err := os.Lstat(file.Path); (err == nil) != there {
				t.Errorf("the file is there: %v", err == nil)
			}
		}
		noPlace = errors.New("no home")
		_, _ = m.Find(ProxyTarget("0042"))
		is(false)
		noPlace = nil
		_, _ = m.Look(ProxyTarget("0042"))
		is(true)
		noPlace = errors.New("no home")
		m.Close(true)
		is(true)
	})
}

// TestALookThatCrossesNetworks is kept for neither.
func TestALookThatCrossesNetworks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := settingsfile.File{Path: filepath.Join(t.TempDir(), "proxy.json")}
		network := "a"
		m := &ProxyMemory{
			System: func(*url.URL) (proxy.Answer, error) {
				time.Sleep(time.Second)
				network = "b"
				return proxy.Answer{Source: proxy.SourceNone}, nil
			},
			Network: func() string { return network },
			File:    func() (settingsfile.File, error) { return file, nil },
		}
		_, _ = m.Look(ProxyTarget("0042"))
		synctest.Wait()
		if _, err := os.Lstat(file.Path); !os.IsNotExist(err) {
			t.Errorf("something was kept: %v", err)
		}
	})
}
