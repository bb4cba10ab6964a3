package channel

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/wolkvox-hold/wolkvox-hold/app/printable"
)

// Version is the version of the messages. A resident and a command of different versions
// exchange only the hello.
const Version = 1

// MaxMessage is the maximum length of a message in bytes, including the line end.
const MaxMessage = 64 << 10

const (
	maxOp  = 32
	maxErr = 256

	opHello = "hello"
)

// Message is a request or the reply to it: one line of JSON.
type Message struct {
	// V is Version.
	V int `json:"v"`
	// Op names the operation; the reply repeats it. It has 1 to 32 characters from a-z,
	// 0-9, '_', '-' and '.'.
	Op string `json:"op"`
	// Data depends on Op.
	Data json.RawMessage `json:"data,omitempty"`
	// Err is a stable code of at most 256 bytes. It is set only in replies; empty means
	// success.
	Err string `json:"err,omitempty"`
}

// Values of Message.Err when the handler never saw the request. Dial and Call never send
// a message that would cause one of the first three.
const (
	CodeMalformed = "malformed" // not a message, or too long
	CodeVersion   = "version"   // another Version
	CodeHello     = "hello"     // the first message was not a hello, or a later one was
	CodeBusy      = "busy"      // too many connections
	CodeDenied    = "denied"    // not for the operating system's account
)

// codeReply is the Message.Err when the handler's reply could not be encoded.
const codeReply = "reply"

var (
	errMalformed = errors.New("not a message of this program")
	errTooLong   = fmt.Errorf("a message has at most %d bytes", MaxMessage)
)

// encode writes a message as one line.
func encode(m Message) ([]byte, error) {
	if err := m.check(); err != nil {
		return nil, err
	}
	line, err := json.Marshal(m)
	if err != nil {
		return nil, err
	}
	if len(line)+1 > MaxMessage {
		return nil, errTooLong
	}
	return append(line, '\n'), nil
}

// decode reads one line. It does not check the version, so that a hello of another
// version can be answered.
func decode(line []byte) (Message, error) {
	var m Message
	// Unmarshal would replace invalid UTF-8.
	if !utf8.Valid(line) || json.Unmarshal(line, &m) != nil || m.check() != nil {
		return Message{}, errMalformed
	}
	return m, nil
}

func (m Message) check() error {
	if m.V < 1 || len(m.Op) < 1 || len(m.Op) > maxOp || printable.Plain(m.Err, maxErr) != m.Err {
		return errMalformed
	}
	for _, c := range []byte(m.Op) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' && c != '-' && c != '.' {
			return errMalformed
		}
	}
	return nil
}

// readMessage reads the next line. The reader's buffer limits its length; see newReader.
func readMessage(r *bufio.Reader) (Message, error) {
	line, err := r.ReadSlice('\n')
	switch {
	case errors.Is(err, bufio.ErrBufferFull):
		return Message{}, errTooLong
	case errors.Is(err, io.EOF) && len(line) > 0:
		// A line without its end may be cut short, so it never counts.
		return Message{}, io.ErrUnexpectedEOF
	case err != nil:
		return Message{}, err
	}
	return decode(line)
}

func newReader(r io.Reader) *bufio.Reader { return bufio.NewReaderSize(r, MaxMessage) }
