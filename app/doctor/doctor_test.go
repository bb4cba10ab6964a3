package doctor

import (
	"context"
	"testing"
)

func TestAReportIsWellUnlessACheckFoundTrouble(t *testing.T) {
	found := func(states ...State) Check {
		return Check{Name: "x", Look: func(context.Context) []Finding {
			var f []Finding
			for _, s := range states {
				f = append(f, Finding{State: s})
			}
			return f
		}}
	}
	for _, tt := range []struct {
		name   string
		checks []Check
		well   bool
		count  int
	}{
		{"nothing to look at", nil, true, 0},
		{"nothing found", []Check{found()}, true, 0},
		{"a warning stops no press", []Check{found(OK), found(Warning)}, true, 2},
		{"one trouble among many", []Check{found(OK, Trouble), found(OK)}, false, 3},
	} {
		r := Examine(t.Context(), tt.checks)
		if r.Well != tt.well || len(r.Findings) != tt.count {
			t.Errorf("%s: got well %v with %d findings, want %v with %d", tt.name, r.Well, len(r.Findings), tt.well, tt.count)
		}
		for _, f := range r.Findings {
			if f.Check != "x" {
				t.Errorf("%s: got a finding of check %q, want x", tt.name, f.Check)
			}
		}
	}
}
