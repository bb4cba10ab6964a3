package deadline

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"
)

var errSlow = errors.New("slow")

func TestBegin(t *testing.T) {
	const limit = time.Second
	for _, tt := range []struct {
		name  string
		takes time.Duration
		fails error
		wants error
		late  int // what comes after the end of waiting
	}{
		{"in time", limit / 2, nil, nil, 0},
		{"in time, with an error", limit / 2, io.EOF, io.EOF, 0},
		{"late", time.Hour, nil, errSlow, 7},
		{"late, with an error", time.Hour, io.EOF, errSlow, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				began, late := time.Now(), 0
				wait := Begin(limit, errSlow, func() (int, error) {
					time.Sleep(tt.takes)
					return 7, tt.fails
				}, func(v int) { late = v })
				time.Sleep(limit / 4) // the limit counts from Begin
				v, err := wait()
				if took := time.Since(began); err != tt.wants || err == errSlow && v != 0 || err != errSlow && v != 7 || took != min(tt.takes, limit) {
					t.Errorf("got %d, %v after %v", v, err, took)
				}
				time.Sleep(2 * time.Hour)
				synctest.Wait()
				if late != tt.late {
					t.Errorf("late: got %d, want %d", late, tt.late)
				}
			})
		})
	}
}

func TestUntil(t *testing.T) {
	for _, tt := range []struct {
		name  string
		takes time.Duration
		fails error
		wants error
	}{
		{"in time", time.Second, nil, nil},
		{"in time, with an error", time.Second, io.EOF, io.EOF},
		{"late", time.Hour, nil, context.DeadlineExceeded},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
				defer cancel()
				began := time.Now()
				v, err := Until(ctx, func() (int, error) {
					time.Sleep(tt.takes)
					return 7, tt.fails
				})
				if took := time.Since(began); err != tt.wants || (v == 7) != (tt.takes < time.Minute) || took != min(tt.takes, time.Minute) {
					t.Errorf("got %d, %v after %v", v, err, took)
				}
				time.Sleep(2 * time.Hour)
			})
		})
	}
}
