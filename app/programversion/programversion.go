// Package programversion asks a program file of ours for its version: one that says it is
// whole and will start.
package programversion

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/capped"
	"github.com/wolkvox-hold/wolkvox-hold/app/child"
)

// longest bounds a version, in bytes.
const longest = 40

var errNotOurs = errors.New("it does not say a version of this program")

// Of runs the command version of the program at path, which is to be the one with that
// name, until ctx ends.
func Of(ctx context.Context, path, name string) (string, error) {
	out := capped.Buffer{Limit: len(name) + 2*longest}
	cmd := exec.CommandContext(ctx, path, "version")
	cmd.Stdout, cmd.WaitDelay = &out, time.Second
	if err := child.Run(cmd); err != nil {
		return "", err
	}
	return parse(out.String(), name)
}

// parse finds the version in the one line that the command prints. Anything else is of
// another program, or of a file that is not whole.
func parse(text, name string) (string, error) {
	line, rest, ended := strings.Cut(text, "\n")
	version, ours := strings.CutPrefix(strings.TrimSuffix(line, "\r"), name+" ")
	if !ended || !ours || rest != "" || version == "" || len(version) > longest || strings.ContainsFunc(version, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && !strings.ContainsRune(".+-~", r)
	}) {
		return "", errNotOurs
	}
	return version, nil
}
