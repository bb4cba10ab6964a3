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

// BundleResult is what doctor --json says about the bundle. Its field names are stable.
type BundleResult struct {
	Path    string   `json:"path"`
	Written bool     `json:"written"`
	Code    string   `json:"code"` // written, without_log, no_token; or why not: exists, secret, too_big, failed
	Files   []string `json:"files"`
	Text    string   `json:"text"`
	Spoken  string   `json:"-"` // Text in the person's language
}

// Bundle writes report, settings and log into a new file and searches all of it for the
// token. If the token cannot be read, the log of other runs stays out, since it cannot be
// searched; the report was made by this process and does not have the token.
func (x *Examination) Bundle(path string, report Report) (*BundleResult, error) {
	token, err := x.token()
	result := &BundleResult{Path: path, Code: "written", Files: []string{}}
	x.describe(result, func(w words.Words) string { return w.BundleWritten(path) })
	running, noResident := x.Resident()
	switch {
	case errors.Is(err, keychain.ErrNotFound) && !errors.Is(err, keychain.ErrSealedElsewhere) && (noResident != nil || !running.Token):
		result.Code = "no_token"
		x.describe(result, func(w words.Words) string { return w.BundleNoToken(path) })
	case err != nil:
		result.Code = "without_log"
		x.describe(result, func(w words.Words) string { return w.BundleWithoutLog(path) })
	}
	files, err := x.bundleFiles(report, result)
	if err == nil {
		err = WriteBundle(path, files, NewScanner(token.Secret()).Find)
	}
	if err == nil {
		result.Written = true
		for _, f := range files {
			result.Files = append(result.Files, f.Name)
		}
		return result, nil
	}
	var secret *SecretError
	part := ""
	switch {
	case errors.As(err, &secret):
		result.Code, part = "secret", secret.File
		if part == "" {
			result.Path = "" // the token is in the path
		}
	case errors.Is(err, ErrExists):
		result.Code = "exists"
	case errors.Is(err, ErrTooBig):
		result.Code = "too_big"
	default:
		result.Code = "failed"
	}
	x.describe(result, func(w words.Words) string { return w.BundleRefused(result.Code, result.Path, part) })
	return result, env.Failed(result.Spoken)
}

func (x *Examination) describe(t *BundleResult, text func(words.Words) string) {
	t.Text, t.Spoken = text(x.p.Words.English()), text(x.p.Words)
}

const (
	maxLogs = 4          // newest log files in a bundle
	maxLog  = 1100 << 10 // bytes from the end of each
)

func (x *Examination) bundleFiles(report Report, result *BundleResult) ([]File, error) {
	now := time.Now()
	text := strings.Join(append(Lines(x.p.Words, report), ""), "\n")
	if result.Code == "without_log" {
		text += result.Spoken + "\n"
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
	if result.Code == "without_log" {
		return files, nil
	}
	folder := x.p.StateFolder()
	// On an unreachable share there is no log; the rest is still worth sending.
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

// logNames lists the files of the log and of a crash, the newest first, without the log of
// practice.
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

func indented(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(v)
	return printable.JSON(b.Bytes(), false), err
}
