package app

import (
	"flag"

	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
	"github.com/wolkvox-hold/wolkvox-hold/app/doctor"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
)

func doctorCommand(p *env.Env) *commandline.Command {
	var asJSON *bool
	var bundle *string
	c := newCommand(p, "doctor", noArgs(p), func(c *commandline.Command, _ []string) error {
		wanted := false
		c.Flags().Visit(func(f *flag.Flag) { wanted = wanted || f.Name == "bundle" })
		if wanted && *bundle == "" {
			return env.Usage(p.Words.BundleRefused("empty", "", ""))
		}
		x := newExamination(p)
		report := doctor.Examine(c.Context(), checkWithin, x.checks())
		report.Version = p.Version
		told := toldReport{Report: report}
		var failure error
		if wanted {
			told.Bundle, failure = x.bundle(*bundle, report)
		}
		if *asJSON {
			p.PrintJSON(told)
		} else {
			for _, line := range reportLines(p, report) {
				p.Say(line)
			}
			if told.Bundle != nil && told.Bundle.Written {
				p.Say(told.Bundle.spoken)
			}
		}
		switch {
		case failure != nil:
			return failure
		case !report.Well:
			return env.Failed(p.Words.DoctorTrouble())
		}
		return nil
	})
	asJSON = jsonFlag(p, c)
	bundle = c.Flags().String("bundle", "", "bundle")
	return c
}

// toldReport is what doctor --json prints. Its field names are stable.
type toldReport struct {
	doctor.Report
	Bundle *toldBundle `json:"bundle,omitempty"`
}
