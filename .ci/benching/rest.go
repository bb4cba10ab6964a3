package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// load is what a process weighs and has done.
type load struct {
	pss   float64 // MB
	own   float64 // MB that are not part of a file, and so never shared with other people's programs
	wakes float64 // voluntary context switches of all threads: each is a wake-up
	ticks float64 // of 10 ms of CPU
}

func loadOf(pid int) (load, error) {
	proc := filepath.Join("/proc", strconv.Itoa(pid))
	rollup := filepath.Join(proc, "smaps_rollup")
	l := load{
		pss: sum(rollup, "Pss:") / 1024,
		own: sum(rollup, "Anonymous:") / 1024,
	}
	tasks, err := filepath.Glob(filepath.Join(proc, "task", "*", "status"))
	if err != nil || len(tasks) == 0 {
		return l, fmt.Errorf("process %d has ended", pid)
	}
	for _, task := range tasks {
		l.wakes += sum(task, "voluntary_ctxt_switches:")
	}
	stat, err := os.ReadFile(filepath.Join(proc, "stat"))
	if err != nil {
		return l, err
	}
	// After the name, which may hold spaces, come state and the rest: user and
	// system time are the 14th and 15th of all.
	_, rest, _ := strings.Cut(string(stat), ") ")
	for _, field := range strings.Fields(rest)[11:13] {
		n, _ := strconv.ParseFloat(field, 64)
		l.ticks += n
	}
	return l, nil
}

// sum reads the number behind a name in a file of /proc.
func sum(path, name string) (total float64) {
	text, _ := os.ReadFile(path)
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name {
			n, _ := strconv.ParseFloat(fields[1], 64)
			total += n
		}
	}
	return total
}
