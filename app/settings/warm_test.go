package settings

import "testing"

// TestWarmIsOneOfTwo: any other value is reported, wherever it is set, and the next
// origin counts.
func TestWarmIsOneOfTwo(t *testing.T) {
	l := Layers{Policy: Raw{"warm": "hot"}, User: Raw{"warm": true}, PolicyDefault: Raw{"warm": "lukewarm"}, Machine: Raw{"warm": "off"}}
	for _, c := range []struct {
		drop   *Raw
		warm   string
		origin Origin
		bad    int
	}{
		{nil, "off", OriginMachine, 3},
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

// TestAnOlderWarmOn: on counts as auto wherever it is set, keeps its rank, and is
// reported.
func TestAnOlderWarmOn(t *testing.T) {
	for _, c := range []struct {
		l      Layers
		origin Origin
	}{
		{Layers{Policy: Raw{"warm": "on"}, User: Raw{"warm": "off"}}, OriginPolicy},
		{Layers{User: Raw{"warm": " ON "}, PolicyDefault: Raw{"warm": "off"}}, OriginUser},
		{Layers{PolicyDefault: Raw{"warm": "on"}}, OriginPolicyDefault},
		{Layers{Machine: Raw{"warm": "On"}}, OriginMachine},
	} {
		e := Merge(c.l)
		problems := e.Problems()
		if e.Warm != "auto" || e.Origin(Warm) != c.origin || len(problems) != 1 ||
			problems[0].Key != Warm || problems[0].Code != CodeWarmOn || problems[0].Origin != c.origin {
			t.Errorf("got %q from %s and %+v, want auto from %s and that it is said", e.Warm, e.Origin(Warm), problems, c.origin)
		}
	}
	if _, err := Validate(Warm, "on"); err == nil {
		t.Error("on can be set still")
	}
}
