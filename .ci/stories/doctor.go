package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// report is what doctor --json prints.
type report struct {
	Well     bool
	Findings []struct{ Check, Code, State, Text, Advice, Detail string }
}

// wanted is a line of a story: what doctor shall find, with a text in the first of it.
type wanted struct {
	env   []string // arguments of env(1)
	codes []string // as STATE:CODE
	text  *regexp.Regexp
}

var (
	variable = regexp.MustCompile(`^[A-Z_]+=`)
	finding  = regexp.MustCompile(`^(ok|warning|trouble):([a-z_]+)$`)
)

// parseWanted reads the arguments of doctor. While no resident runs, doctor says so each time.
func parseWanted(args []string, resident bool) (w wanted, err error) {
	var text []string
	well, told := false, false
	for _, arg := range args {
		m := finding.FindStringSubmatch(arg)
		switch {
		case len(text) > 0:
			text = append(text, arg)
		case variable.MatchString(arg):
			if name, isEmpty := strings.CutSuffix(arg, "="); isEmpty {
				w.env = slices.Insert(w.env, 0, "--unset="+name)
				continue
			}
			w.env = append(w.env, arg)
		case arg == "ok":
			well = true
		case m != nil:
			w.codes = append(w.codes, arg)
			told = told || strings.HasPrefix(m[2], "resident_")
		default:
			text = append(text, arg)
		}
	}
	if (len(w.codes) > 0) == well || well && len(text) > 0 {
		return w, errors.New("it needs either ok alone or what doctor shall find, as in: doctor trouble:token_missing 'token set'")
	}
	if !resident && !told {
		w.codes = append(w.codes, "warning:resident_not_running")
	}
	w.text, err = pattern(text)
	return w, err
}

// compare says what is wrong with a report. What is not wanted must be ok.
func (w wanted) compare(r report, code int) error {
	var got, bad []string
	text := ""
	for _, f := range r.Findings {
		found := f.State + ":" + f.Code
		got = append(got, found)
		if f.State != "ok" {
			bad = append(bad, found)
			if f.Advice == "" || f.Text == "" || f.Text == f.Code {
				return fmt.Errorf("%s lacks a sentence or an advice: %+v", found, f)
			}
		}
		if len(w.codes) > 0 && found == w.codes[0] {
			text += fmt.Sprintf("%s: %s (%s) %s\n", f.Check, f.Text, f.Detail, f.Advice)
		}
	}
	isOK := func(found string) bool { return strings.HasPrefix(found, "ok:") }
	notOK := slices.DeleteFunc(slices.Clone(w.codes), isOK)
	slices.Sort(notOK)
	slices.Sort(bad)
	stopped := slices.ContainsFunc(bad, func(found string) bool { return strings.HasPrefix(found, "trouble:") })
	switch {
	case !slices.Equal(bad, notOK):
		return fmt.Errorf("it found %q, want %q", bad, notOK)
	case slices.ContainsFunc(w.codes, func(found string) bool { return !slices.Contains(got, found) }):
		return fmt.Errorf("it found %q, want %q", got, w.codes)
	case r.Well == stopped, (code == 1) != stopped, code > 1:
		return fmt.Errorf("well is %v and the exit code is %d with %q", r.Well, code, bad)
	case !w.text.MatchString(text):
		return fmt.Errorf("want %s in %s", w.text, text)
	}
	return nil
}

// doctor waits until doctor finds exactly that. It never says the token or asks wolkvox for
// anything.
func doctor(d *desk, ts *testscript.TestScript, args []string) error {
	w, err := parseWanted(args, d.resident != nil)
	if err != nil {
		return err
	}
	requests := len(d.server.Requests())
	var wrong error
	err = until("doctor", func() bool {
		code, failed := 0, ts.Exec("env", slices.Concat(w.env, []string{program, "doctor", "--json"})...)
		if exit := (*exec.ExitError)(nil); errors.As(failed, &exit) {
			code = exit.ExitCode()
		}
		out := ts.ReadFile("stdout")
		switch {
		case strings.Contains(out+ts.ReadFile("stderr"), d.token):
			wrong = errors.New("doctor says the token")
			return true
		case len(d.server.Requests()) != requests:
			wrong = errors.New("doctor sent a request")
			return true
		}
		var r report
		if wrong = json.Unmarshal([]byte(out), &r); wrong == nil {
			wrong = w.compare(r, code)
		}
		return wrong == nil
	})
	return errors.Join(err, wrong)
}

// freeze stops a part of the desk, the latest with that program, until thaw lets it go on.
func freeze(d *desk, _ *testscript.TestScript, args []string) error {
	return d.signalPart(args[0], syscall.SIGSTOP)
}

func thaw(d *desk, _ *testscript.TestScript, args []string) error {
	return d.signalPart(args[0], syscall.SIGCONT)
}

func (d *desk) signalPart(name string, s syscall.Signal) error {
	for _, part := range slices.Backward(d.parts) {
		if filepath.Base(part.Path) == name {
			return part.Process.Signal(s)
		}
	}
	return fmt.Errorf("no part of the desk is called %s", name)
}

// thawAll lets everything go on, so that it can be ended.
func (d *desk) thawAll() {
	for _, part := range d.parts {
		_ = part.Process.Signal(syscall.SIGCONT)
	}
}
