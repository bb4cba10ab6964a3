package main

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestASecretIsFoundInEachForm(t *testing.T) {
	token := rand.Text() + rand.Text()
	s := secretOf(token)
	var little, big strings.Builder
	for _, unit := range utf16.Encode([]rune("of " + token + "!")) {
		little.Write([]byte{byte(unit), byte(unit >> 8)})
		big.Write([]byte{byte(unit >> 8), byte(unit)})
	}
	texts := []string{"a" + token + "b", little.String(), big.String(), fmt.Sprintf("%x", "a"+token), fmt.Sprintf("%X", token+"b")}
	for _, before := range []string{"", "a", "ab", "abc", "user:"} {
		texts = append(texts, base64.StdEncoding.EncodeToString([]byte(before+token+before)))
		texts = append(texts, base64.StdEncoding.EncodeToString([]byte(before+little.String()+before)))
	}
	for _, text := range texts {
		if s.absent("a text", []byte(text)) == nil {
			t.Errorf("not found in %q", text)
		}
	}
	if err := s.absent("another", []byte(rand.Text()+rand.Text())); err != nil {
		t.Error(err)
	}
}

func TestASecretIsFoundInAFile(t *testing.T) {
	s, folder := secretOf("0123456789abcdef0123"), t.TempDir()
	plant := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	plant("other", "0123456789abcdef")
	if err := s.absentFromFiles(folder); err != nil {
		t.Error(err)
	}
	for name, text := range map[string]string{"planted": "0123456789abcdef0123", "0123456789abcdef0123": ""} {
		plant(name, text)
		if err := s.absentFromFiles(folder); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("in the file %s: %v", name, err)
		}
		os.Remove(filepath.Join(folder, name))
	}
}

func TestASecretIsFoundInAProcess(t *testing.T) {
	token := rand.Text() + rand.Text()
	s := secretOf(token)
	for where, cmd := range map[string]*exec.Cmd{
		"cmdline": exec.Command("sh", "-c", "read line", token),
		"environ": {Path: "/bin/sh", Args: []string{"sh", "-c", "read line"}, Env: []string{"TOKEN=" + base64.StdEncoding.EncodeToString([]byte(token))}},
	} {
		stdin, err := cmd.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if err := s.absentFromProcesses(); err == nil || !strings.Contains(err.Error(), where) {
			t.Errorf("planted in a process's %s: %v", where, err)
		}
		stdin.Close()
		cmd.Wait()
	}
	end := s.watchProcesses()
	if err := end(); err != nil {
		t.Errorf("after they have ended: %v", err)
	}
}
