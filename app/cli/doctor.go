package cli

import (
	"flag"

	"github.com/wolkvox-hold/wolkvox-hold/app/checks"
	"github.com/wolkvox-hold/wolkvox-hold/app/commandline"
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
		x := checks.New(p, p.LoadWithin(env.FirstReadWithin, nil))
		result := checks.Result{Report: x.Report(c.Context())}
		var failure error
		if wanted {
			result.Bundle, failure = x.Bundle(*bundle, result.Report)
		}
		if *asJSON {
			p.PrintJSON(result)
		} else {
			for _, line := range checks.Lines(p.Words, result.Report) {
				p.Say(line)
			}
			if result.Bundle != nil && result.Bundle.Written {
				p.Say(result.Bundle.Spoken)
			}
		}
		switch {
		case failure != nil:
			return failure
		case !result.Well:
			return env.Failed(p.Words.DoctorTrouble())
		}
		return nil
	})
	asJSON = jsonFlag(p, c)
	bundle = c.Flags().String("bundle", "", "bundle")
	return c
}
