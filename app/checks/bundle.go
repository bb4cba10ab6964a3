package checks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

const (
	// maxLogs is how many files of the log go into a bundle, the newest ones.
	maxLogs = 4
	// maxLog is how much of each, in bytes, counted from its end.
	maxLog = 1100 << 10
)

// BundleResult is what doctor --json says about the bundle. Its field names are stable.
type BundleResult struct {
	Path    string   `json:"path"`
	Written bool     `json:"written"`
	Code    string   `json:"code"` // written, without_log, no_token; or why not: exists, secret, too_big, failed
	Files   []string `json:"files"`
	Text    string   `json:"text"`
	Spoken  string   `json:"-"` // Text in the language of who asked
}

func (x *Examination) tell(t *BundleResult, text func(words.Words) string) {
	t.Text, t.Spoken = text(x.p.Words.English()), text(x.p.Words)
}

// Bundle writes report, settings and log into a new file. The token is looked for
// in all of it. Where it cannot be read, what was made here just now goes in, and
// what other runs wrote does not.
func (x *Examination) Bundle(path string, report Report) (*BundleResult, error) {
	token, err := x.token()
	told := &BundleResult{Path: path, Code: "written", Files: []string{}}
	x.tell(told, func(w words.Words) string { return w.BundleWritten(path) })
	running, unasked := x.Resident()
	switch {
	case errors.Is(err, keychain.ErrNotFound) && (unasked != nil || !running.Token):
		told.Code = "no_token"
		x.tell(told, func(w words.Words) string { return w.BundleNoToken(path) })
	case err != nil:
		told.Code = "without_log"
		x.tell(told, func(w words.Words) string { return w.BundleWithoutLog(path) })
	}
	files, err := x.bundleFiles(report, told)
	if err == nil {
		err = WriteBundle(path, files, NewScanner(token.Secret()).Find)
	}
	if err == nil {
		told.Written = true
		for _, f := range files {
			told.Files = append(told.Files, f.Name)
		}
		return told, nil
	}
	var secret *SecretError
	part := ""
	switch {
	case errors.As(err, &secret):
		told.Code, part = "secret", secret.File
		if part == "" {
			told.Path = "" // it stands in the name
		}
	case errors.Is(err, ErrExists):
		told.Code = "exists"
	case errors.Is(err, ErrTooBig):
		told.Code = "too_big"
	default:
		told.Code = "failed"
	}
	x.tell(told, func(w words.Words) string { return w.BundleRefused(told.Code, told.Path, part) })
	return told, env.Failed(told.Spoken)
}

func (x *Examination) bundleFiles(report Report, told *BundleResult) ([]File, error) {
	now := time.Now()
	text := strings.Join(append(Lines(x.p.Words, report), ""), "\n")
	if told.Code == "without_log" {
		text += told.Spoken + "\n"
	}
	found, err := indented(report)
	if err != nil {
		return nil, err
	}
	problems := []string{}
	for _, f := range x.Settings(context.Background()) {
		if f.State != OK {
			problems = append(problems, strings.TrimSuffix(f.Text+" ("+f.Detail+")", " ()"))
		}
	}
	set, err := indented(struct {
		File     string        `json:"file"`
		Policy   string        `json:"policy"`
		Settings []env.Setting `json:"settings"`
		Problems []string      `json:"problems"`
	}{x.l.Path, x.l.Policy.Source, x.values(), problems})
	if err != nil {
		return nil, err
	}
	files := []File{
		{Name: "report.txt", Content: []byte(text), Changed: now},
		{Name: "report.json", Content: found, Changed: now},
		{Name: "settings.json", Content: set, Changed: now},
	}
	if told.Code == "without_log" {
		return files, nil
	}
	folder := x.p.StateFolder()
	// From a share that is gone nothing can be had, and the rest is worth sending.
	logs, _ := env.Within(env.FirstReadWithin, func() ([]File, error) { return readLogs(folder), nil })
	return append(files, logs...), nil
}

// readLogs reads the newest files of the log.
func readLogs(folder string) []File {
	var logs []File
	for _, name := range logNames(folder) {
		content, changed, err := readTail(filepath.Join(folder, name), maxLog)
		if err == nil {
			logs = append(logs, File{Name: "log/" + name, Content: content, Changed: changed})
		}
	}
	return logs
}

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return printable.JSON(b.Bytes()), err
}

// logNames are the files of the log and of a crash, the newest first. Practice has
// its own log, which is nobody's concern.
func logNames(folder string) []string {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil
	}
	type named struct {
		name    string
		changed time.Time
	}
	var logs []named
	for _, e := range entries {
		ours := strings.HasPrefix(e.Name(), env.ProgramName) && strings.HasSuffix(e.Name(), ".log") || e.Name() == "crash.log"
		info, err := e.Info()
		if ours && err == nil && info.Mode().IsRegular() && info.Size() > 0 {
			logs = append(logs, named{e.Name(), info.ModTime()})
		}
	}
	slices.SortFunc(logs, func(a, b named) int { return b.changed.Compare(a.changed) })
	var names []string
	for _, l := range logs[:min(len(logs), maxLogs)] {
		names = append(names, l.name)
	}
	return names
}

// readTail reads the end of a file.
func readTail(path string, limit int64) (content []byte, changed time.Time, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, changed, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, changed, err
	}
	if _, err := file.Seek(max(0, info.Size()-limit), io.SeekStart); err != nil {
		return nil, changed, err
	}
	content, err = io.ReadAll(io.LimitReader(file, limit))
	return content, info.ModTime(), err
}
