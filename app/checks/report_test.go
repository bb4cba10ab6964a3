package checks

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
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
		r := examine(t.Context(), time.Second, tt.checks)
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

// TestOneCheckThatHangsCostsNoOther: all run in parallel, the report keeps their order, and
// a check that never returns is reported.
func TestOneCheckThatHangsCostsNoOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		gone := make(chan struct{})
		say := func(code string, after time.Duration) func(context.Context) []Finding {
			return func(context.Context) []Finding {
				time.Sleep(after)
				return []Finding{{Code: code, State: OK}}
			}
		}
		began := time.Now()
		r := examine(t.Context(), 5*time.Second, []Check{
			{Name: "late", Look: say("late", 4*time.Second)},
			{Name: "hangs", Look: func(context.Context) []Finding { <-gone; return nil }, Slow: Finding{Code: "slow", State: Warning}},
			{Name: "ends with its context", Look: func(ctx context.Context) []Finding {
				<-ctx.Done()
				return []Finding{{Code: "ended", State: Trouble}}
			}},
			{Name: "quick", Look: say("quick", 0)},
		})
		if took := time.Since(began); took != 6*time.Second {
			t.Errorf("it took %v, want the limit and a second", took)
		}
		var codes []string
		for _, f := range r.Findings {
			codes = append(codes, f.Check+"="+f.Code)
		}
		if len(codes) != 4 || codes[0] != "late=late" || codes[1] != "hangs=slow" || codes[2] != "ends with its context=ended" || codes[3] != "quick=quick" {
			t.Errorf("got %q", codes)
		}
		if r.Well {
			t.Error("a trouble was found, and the report is well")
		}
		close(gone)
	})
}
