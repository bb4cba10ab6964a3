// Package capped takes what others wrote without giving it all our memory.
package capped

import (
	"bytes"
	"io"
	"os"
)

// Buffer keeps the first Limit bytes and drops the rest, so that the writer can
// neither fill our memory nor block on a full pipe.
type Buffer struct {
	bytes.Buffer
	Limit int
}

// Write keeps what still fits and reports everything as written.
func (b *Buffer) Write(p []byte) (int, error) {
	if room := b.Limit - b.Len(); room > 0 {
		b.Buffer.Write(p[:min(room, len(p))])
	}
	return len(p), nil
}

// ReadFile reads the first limit bytes of a file.
func ReadFile(path string, limit int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, limit))
}
