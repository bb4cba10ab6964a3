package settings

import (
	"slices"
	"strconv"
	"testing"
)

// TestTheTableIsTrue: parsing and merging do what a row says.
func TestTheTableIsTrue(t *testing.T) {
	seen := map[Key]bool{}
	for _, r := range Rows() {
		if seen[r.Key] || r.Kind == "" {
			t.Errorf("%s stands twice, or has no kind", r.Key)
		}
		seen[r.Key] = true
		good := func(text string) bool {
			e := Merge(Layers{UserPolicy: Raw{string(r.Key): text}, Environ: func(string) string { return "1" }})
			return len(e.Problems()) == 0 && e.Origin(r.Key) == OriginPolicy
		}
		if !good(r.Example) || r.Example == BuiltIn().Text(r.Key) {
			t.Errorf("%s: the example %q is not good, or is what is built in", r.Key, r.Example)
		}
		for _, c := range r.Choices {
			if !good(c) {
				t.Errorf("%s: %q can be chosen and is refused", r.Key, c)
			}
		}
		if good("no such thing") && r.Kind != KindManagedBy {
			t.Errorf("%s: anything is taken", r.Key)
		}
		if (r.Kind == KindChoice) != (len(r.Choices) > 1) || (r.Kind == KindNumber) != (r.Highest > r.Lowest && r.Step > 0) {
			t.Errorf("%s: kind %s with choices %v, %d to %d by %d", r.Key, r.Kind, r.Choices, r.Lowest, r.Highest, r.Step)
		}
		if r.Kind == KindNumber {
			for n, want := range map[int64]bool{r.Lowest - 1: false, r.Lowest: true, r.Highest: true, r.Highest + 1: false} {
				if got := good(strconv.FormatInt(n, 10)); got != want {
					t.Errorf("%s: %d is taken: %v, want %v", r.Key, n, got, want)
				}
			}
		}
		if built := BuiltIn().Text(r.Key); built != "" && !good(built) {
			t.Errorf("%s: the built-in value %q is not good", r.Key, built)
		}

		// Who may set it.
		for _, c := range []struct {
			name string
			l    Layers
			want bool
		}{
			{"a policy for the machine", Layers{Policy: Raw{string(r.Key): r.Example}}, !r.PerUser},
			{"the installer", Layers{Machine: Raw{string(r.Key): r.Example}}, !r.PerUser && !r.PolicyOnly},
			{"the user", Layers{User: Raw{string(r.Key): r.Example}}, !r.PolicyOnly},
		} {
			c.l.Environ = func(string) string { return "1" }
			if got := len(Merge(c.l).Problems()) == 0; got != c.want {
				t.Errorf("%s by %s: taken %v, want %v", r.Key, c.name, got, c.want)
			}
		}
		if _, err := Validate(r.Key, r.Example); (err == nil) == r.PolicyOnly {
			t.Errorf("%s: an agent sets it: %v", r.Key, err)
		}
	}
	if !slices.Contains(Keys(), RunWhere) || len(Keys()) != len(Rows()) {
		t.Errorf("got the keys %v", Keys())
	}
	if _, ok := Known("Server"); ok {
		t.Error("the case of a key does not count")
	}
}

// A caller that changes its copy of the table changes nothing here.
func TestRowsAreACopy(t *testing.T) {
	Rows()[0].Key = "x"
	if Rows()[0].Key != Server {
		t.Error("the table was changed")
	}
}
