package settings

import "testing"

// TestWarmIsOneOfThree: a value that is none is named, wherever it stands, and the
// next origin serves.
func TestWarmIsOneOfThree(t *testing.T) {
	l := Layers{Policy: Raw{"warm": "hot"}, User: Raw{"warm": true}, PolicyDefault: Raw{"warm": "lukewarm"}, Machine: Raw{"warm": "on"}}
	for _, c := range []struct {
		drop   *Raw
		warm   string
		origin Origin
		bad    int
	}{
		{nil, "on", OriginMachine, 3},
		{&l.Machine, "auto", OriginBuiltIn, 3},
		{&l.Policy, "auto", OriginBuiltIn, 2},
	} {
		if c.drop != nil {
			*c.drop = nil
		}
		e := Merge(l)
		if e.Warm != c.warm || e.Origin(Warm) != c.origin || e.Enforced(Warm) || len(e.Problems()) != c.bad {
			t.Errorf("got %q from %s and %v, want %q from %s and %d problems", e.Warm, e.Origin(Warm), e.Problems(), c.warm, c.origin, c.bad)
		}
		for _, p := range e.Problems() {
			if p.Key != Warm || p.Code != CodeNotOneOf && p.Code != CodeNotText {
				t.Errorf("got the problem %+v", p)
			}
		}
	}
}
