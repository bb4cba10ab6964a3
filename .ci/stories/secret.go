package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"golang.org/x/sys/unix"
)

// secret is the token in every form in which it could lie around, by the form's name.
type secret map[string][]byte

func secretOf(token string) secret {
	wide := func(order binary.AppendByteOrder) (out []byte) {
		for _, unit := range utf16.Encode([]rune(token)) {
			out = order.AppendUint16(out, unit)
		}
		return out
	}
	plain, little := []byte(token), wide(binary.LittleEndian)
	coded := hex.EncodeToString(plain)
	s := secret{
		"plain text": plain, "UTF-16LE": little, "UTF-16BE": wide(binary.BigEndian),
		"hex": []byte(coded), "HEX": []byte(strings.ToUpper(coded)),
	}
	for name, raw := range map[string][]byte{"base64": plain, "base64 of UTF-16LE": little} {
		for before := range 3 { // bytes in front move it in its groups of three
			groups := base64.StdEncoding.EncodeToString(append(make([]byte, before), raw...))
			first, last := 0, (len(groups)/4-1)*4
			if before > 0 {
				first = 4
			}
			// The first and the last group depend on what stands around it.
			s[fmt.Sprintf("%s, %d bytes in", name, before)] = []byte(groups[first:last])
		}
	}
	return s
}

// absent wants that it is not in the text.
func (s secret) absent(where string, text []byte) error {
	for form, needle := range s {
		if bytes.Contains(text, needle) {
			return fmt.Errorf("the token is in %s, as %s", where, form)
		}
	}
	return nil
}

// absentFromFiles wants that it is in no file of the folder. The keyring's own is encrypted.
func (s secret) absentFromFiles(folder string) error {
	return filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || filepath.Base(filepath.Dir(path)) == "bin" {
			return nil // sockets end while it looks
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		return s.absent("the file "+path, append([]byte(path+"\n"), text...))
	})
}

// absentFromProcesses wants that it is in the arguments and the environment of none.
func (s secret) absentFromProcesses() error {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return err
	}
	buffer := make([]byte, 1<<16) // more than any of them has
	for _, e := range entries {
		if _, err := strconv.Atoi(e.Name()); err != nil {
			continue
		}
		for _, name := range []string{"cmdline", "environ"} {
			path := filepath.Join("/proc", e.Name(), name)
			if err := s.absent(path, buffer[:readProc(path, buffer)]); err != nil {
				comm, _ := os.ReadFile(filepath.Join("/proc", e.Name(), "comm"))
				return fmt.Errorf("%w: %s", err, bytes.TrimSpace(comm))
			}
		}
	}
	return nil
}

// readProc reads a file of /proc, if its process has not ended: it costs a third of
// os.ReadFile, and is called thousands of times a second.
func readProc(path string, buffer []byte) int {
	file, err := unix.Open(path, unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		return 0
	}
	defer unix.Close(file)
	n, _ := unix.Read(file, buffer)
	return max(0, n)
}

// watchProcesses looks at the processes again and again until end is called, which returns
// what it found.
func (s secret) watchProcesses() (end func() error) {
	const each = 5 * time.Millisecond // a command lives 5 to 30 ms
	stop, found := make(chan struct{}), make(chan error, 1)
	go func() {
		for {
			err := s.absentFromProcesses()
			if err == nil {
				select {
				case <-stop:
				case <-time.After(each):
					continue
				}
			}
			found <- err
			return
		}
	}()
	return func() error {
		close(stop)
		return <-found
	}
}
