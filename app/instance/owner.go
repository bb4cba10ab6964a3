package instance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

// Kind is the kind of process that holds the lock.
type Kind string

// The kinds of holders.
const (
	// Resident is the process behind the tray icon.
	Resident Kind = "resident"
	// Command is a `toggle` command that toggles without a resident.
	Command Kind = "command"
)

// Owner is what a lock file says about its holder. It was written by a process of the
// same user, and its fields are checked when it is read.
type Owner struct {
	// Kind is empty if the holder is unknown.
	Kind Kind `json:"kind"`
	// PID is the holder's process, 0 if unknown.
	PID int `json:"pid"`
	// Channel is the argument for channel.Dial. It is empty for a command, and for a resident
	// without a channel.
	Channel string `json:"channel,omitempty"`
	// Session is the holder's Places.Session.
	Session string `json:"session,omitempty"`
	// Program is the holder's version.
	Program string `json:"program,omitempty"`

	// Opening is true between Acquire and Listen if the holder will open a channel.
	Opening bool `json:"opening,omitempty"`
}

// HeldError says that another process holds the lock.
type HeldError struct{ Owner }

func (e *HeldError) Error() string {
	if e.Kind == "" {
		return "the lock is held by another process"
	}
	return fmt.Sprintf("the lock is held by another process (%s, pid %d)", e.Kind, e.PID)
}

const (
	maxSession = 64
	maxProgram = 32
)

// A lock file is one short file:
//
//	bytes   0 to  63   the stamp: what the holder wrote with Lock.Store
//	bytes  64 to 511   the owner line: JSON, padded with spaces, ends in '\n'
//
// The owner line is read without the lock, so that a process that was refused can say
// who holds it. The holder blanks the line first and fills it in once it has every
// place. A blank line under a held lock therefore means "not decided yet": that process
// may still be refused at another place, or is about to end. Acquire then looks again
// every 10 ms, for up to 3 s.
const (
	stampSize = 64
	fileSize  = 512
	lineSize  = fileSize - stampSize
)

var errOwner = errors.New("not an owner line of this program")

// line returns the owner as a line of the lock file. The zero Owner is a blank line.
func (o Owner) line() ([]byte, error) {
	line := bytes.Repeat([]byte{' '}, lineSize)
	line[lineSize-1] = '\n'
	if o == (Owner{}) {
		return line, nil
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(o); err != nil {
		return nil, err
	}
	if text.Len() > lineSize {
		return nil, fmt.Errorf("the owner line takes %d bytes, at most %d fit", text.Len(), lineSize)
	}
	copy(line, bytes.TrimSpace(text.Bytes()))
	return line, nil
}

// parseOwner reads an owner line. A blank one is the zero Owner.
func parseOwner(b []byte) (Owner, error) {
	b = bytes.Trim(b, " \n\x00")
	if len(b) == 0 {
		return Owner{}, nil
	}
	var o Owner
	if len(b) > lineSize || json.Unmarshal(b, &o) != nil {
		return Owner{}, errOwner
	}
	if err := o.check(); err != nil {
		return Owner{}, err
	}
	return o, nil
}

// check limits what is written into a lock file and what is accepted from one.
func (o Owner) check() error {
	switch {
	case o.Kind != Resident && o.Kind != Command,
		o.PID <= 0 || o.PID > 1<<31-1,
		printable.Plain(o.Session, maxSession) != o.Session,
		printable.Plain(o.Program, maxProgram) != o.Program,
		o.Channel != "" && !channel.IsName(o.Channel):
		return errOwner
	}
	return nil
}
