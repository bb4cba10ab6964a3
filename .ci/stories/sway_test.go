package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestKeysOnSway(t *testing.T) {
	for steps, want := range map[string]string{
		"ctrl+shift+f9":                   "-M ctrl -M shift -P f9 -s 50 -p f9 -m shift -m ctrl",
		"+ctrl +f9 3s -f9 -ctrl super+f8": "-M ctrl -P f9 -s 3000 -p f9 -m ctrl -M logo -P f8 -s 50 -p f8 -m logo",
		"300ms":                           "-s 300",
		"+ctrl +f9 1s -ctrl":              "must be released in the same line",
		"button1":                         "has no button1; say [x11] keys",
	} {
		args, err := wtypeArguments(strings.Fields(steps))
		if got := strings.Join(args, " "); err == nil && got != want || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %q, %v, want %q", steps, got, err, want)
		}
	}
}

func TestOutcomesOfABoundKey(t *testing.T) {
	record := filepath.Join(t.TempDir(), "record")
	var o outcomes
	o.readBound(record) // the key was not pressed yet
	for _, text := range []string{"began\nbegan\nended 1000000000 2000000000 4\n", "began\nbegan\nended 1000000000 2000000000 4\nended 3000000000 4000000000 0\nend"} {
		if err := os.WriteFile(record, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		o.readBound(record)
	}
	want := []outcome{{word: "ignored", pressed: time.Unix(1, 0), at: time.Unix(2, 0)}, {word: "toggled", pressed: time.Unix(3, 0), at: time.Unix(4, 0)}}
	if len(o.all) != 2 || o.all[0] != want[0] || o.all[1] != want[1] {
		t.Errorf("got %v, want %v", o.all, want)
	}
}
