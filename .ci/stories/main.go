// Command stories tries the unchanged program on desks of its own, as the stories in this
// folder tell: README.md lists their words. Each story runs on each desk that it names, in
// namespaces of its own (processes, mounts, network), where wv0042.wolkvox.com is the
// simulator, and desks run side by side. It ends with a table of stories and desks and with
// the count of both. With -status that table becomes the one of assets/docs/status.md, if all
// stories ran on all desks and passed.
//
//	stories [-desks x11,wine] [-jobs N] [-keep FOLDER] [-status] [NAME...]
//
// It is started in the project's folder, on Linux.
package main

import (
	"bytes"
	"cmp"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/jezek/xgb"

	"github.com/wolkvox-hold/wolkvox-hold/.ci/priority"
)

// inNamespaces, as the first argument, runs one story in the namespaces that this process
// was started in.
const inNamespaces = "in-namespaces"

func main() {
	if len(os.Args) == 5 && os.Args[1] == inNamespaces {
		xgb.Logger.SetOutput(io.Discard)
		// What a shell starts in the background ignores Ctrl+C, and so does what it starts, for
		// example a proxy that testscript ends by it. A signal that is received is not ignored.
		signal.Notify(make(chan os.Signal, 1), os.Interrupt)
		if err := runHere(os.Args[2], os.Args[3], os.Args[4]); err != nil {
			fmt.Println(err)
			os.Exit(1)
		}
		return
	}
	if len(os.Args) > 2 && os.Args[1] == neverRoot {
		fmt.Println(runNeverRoot(os.Args[2:]))
		os.Exit(1)
	}
	desks := flag.String("desks", strings.Join(deskNames(), ","), "the desks to run on")
	jobs := flag.Int("jobs", 2*runtime.NumCPU(), "how many desks run at once; stories wait more than they compute")
	keep := flag.String("keep", "", "leave logs and pictures in this folder, also of what passed")
	status := flag.Bool("status", false, "write the table of all stories and desks, if all pass, into "+statusPage)
	flag.Parse()
	names := strings.Split(*desks, ",")
	if *status && (flag.NArg() > 0 || !slices.Equal(names, deskNames())) {
		fmt.Fprintln(os.Stderr, "stories: -status goes with all stories and all desks")
		os.Exit(2)
	}
	failed, err := runAll(names, *jobs, *keep, *status, flag.Args())
	if err != nil {
		fmt.Fprintln(os.Stderr, "stories:", err)
	}
	if err != nil || failed {
		os.Exit(1)
	}
}

// run is one story on one desk.
type run struct {
	story  story
	desk   string
	folder string // with logs and pictures
	output []byte
	err    error
	took   time.Duration
}

func runAll(desks []string, jobs int, keep string, status bool, names []string) (failed bool, err error) {
	for _, name := range desks {
		if err := knownDesk(name); err != nil {
			return true, err
		}
	}
	stories, err := readStories(filepath.Join(".ci", "stories"), names)
	if err != nil {
		return true, err
	}
	for _, name := range desks {
		runsHere := func(s story) bool { return slices.Contains(s.desks, name) }
		if missing := missingPrograms(name); len(missing) > 0 && slices.ContainsFunc(stories, runsHere) {
			packages := "run"
			if name == "kde" {
				packages = "kde"
			}
			return true, fmt.Errorf("the desk %s needs %s; run bash .ci/install %s", name, strings.Join(missing, ", "), packages)
		}
	}
	folder := keep
	if keep == "" {
		folder, err = os.MkdirTemp("", "wolkvox-hold-stories.")
	}
	if err != nil {
		return true, err
	}
	if err := build(folder); err != nil {
		return true, err
	}
	if slices.ContainsFunc(stories, func(s story) bool { return slices.Contains(desks, "wine") && slices.Contains(s.desks, "wine") }) {
		if err := prepareWine(folder); err != nil {
			return true, err
		}
	}
	var runs []*run
	for _, s := range stories {
		for _, desk := range desks {
			if slices.Contains(s.desks, desk) {
				runs = append(runs, &run{story: s, desk: desk, folder: filepath.Join(folder, s.name+"."+desk)})
			}
		}
	}
	if len(runs) == 0 {
		return true, fmt.Errorf("no story runs on %s", strings.Join(desks, ", "))
	}
	priority.Raise() // of the desks
	// The longest first, so that none is left to run alone at the end.
	slices.SortStableFunc(runs, func(a, b *run) int { return cmp.Compare(b.story.length, a.story.length) })
	inParallel(jobs, runs)
	fmt.Println("\n" + matrix(stories, desks, func(s story, desk string) string {
		for _, r := range runs {
			if r.story.path == s.path && r.desk == desk && r.err == nil {
				return "passed"
			}
		}
		return "**failed**"
	}))
	slowest := slices.SortedFunc(slices.Values(runs), func(a, b *run) int { return cmp.Compare(b.took, a.took) })
	for _, r := range slowest[:min(5, len(slowest))] {
		fmt.Printf("%5.0f s  %s on %s\n", r.took.Seconds(), r.story.name, r.desk)
	}
	passed := 0
	for _, r := range runs {
		if r.err == nil {
			passed++
		}
	}
	if passed == len(runs) && keep == "" {
		os.RemoveAll(folder)
	} else {
		fmt.Println("logs and pictures:", folder)
	}
	fmt.Printf("%d passed, %d failed\n", passed, len(runs)-passed)
	if status && passed == len(runs) {
		err = writeStatus(stories)
	}
	return passed < len(runs), err
}

// build makes the programs that stories use; the full build takes minutes once.
func build(folder string) error {
	for _, p := range []struct{ name, pkg, cgo, tags string }{
		{program, ".", "0", "nowindow"}, {windowProgram, ".", "1", ""}, {"keys", "./.ci/keys", "0", ""},
		{"inspector", "./.ci/inspector", "0", ""},
	} {
		cmd := exec.Command("go", "build", "-tags", p.tags, "-o", filepath.Join(folder, p.name), p.pkg)
		cmd.Env = append(os.Environ(), "CGO_ENABLED="+p.cgo)
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("go build %s: %w\n%s", p.pkg, err, out)
		}
	}
	return nil
}

// inParallel runs all, jobs at a time, and prints each when it has ended.
func inParallel(jobs int, runs []*run) {
	var printing sync.Mutex
	var all sync.WaitGroup
	turns := make(chan struct{}, max(1, jobs))
	for _, r := range runs {
		turns <- struct{}{}
		all.Go(func() {
			defer func() { <-turns }()
			r.do()
			printing.Lock()
			defer printing.Unlock()
			if r.err == nil {
				fmt.Printf("ok   %s on %s (%.0f s)\n", r.story.name, r.desk, r.took.Seconds())
				return
			}
			fmt.Printf("FAIL %s on %s: %v\n%s\n", r.story.name, r.desk, r.err, bytes.TrimSpace(r.output))
		})
	}
	all.Wait()
}

// do runs the story as the first process of a PID namespace, so that whatever it starts ends
// with it.
func (r *run) do() {
	began := time.Now()
	defer func() { r.took = time.Since(began) }()
	if r.err = os.MkdirAll(r.folder, 0o700); r.err != nil {
		return
	}
	cmd := exec.Command("/proc/self/exe", inNamespaces, r.story.path, r.desk, r.folder)
	cmd.SysProcAttr = asRoot(syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID)
	r.output, r.err = cmd.CombinedOutput()
}

// asRoot makes a process root in those namespaces.
func asRoot(namespaces uintptr) *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Cloneflags: namespaces, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		a.Cloneflags |= syscall.CLONE_NEWUSER
		a.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		a.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	return a
}
