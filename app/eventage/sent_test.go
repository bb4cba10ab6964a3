package eventage

import (
	"math"
	"testing"
	"time"
)

func TestWhenAMessageWasSent(t *testing.T) {
	type message struct {
		at   time.Duration
		more bool // others wait behind it
		age  time.Duration
	}
	const hour = time.Hour
	for _, tt := range []struct {
		name  string
		story []message
	}{
		{"a pointer that comes, and a click", []message{
			{at: hour, age: hour}, {at: hour + 400*ms, age: 400 * ms}, {at: hour + 500*ms, age: 100 * ms},
		}},
		{"a click that waited with all its messages", []message{
			{at: hour, more: true, age: hour}, {at: hour, more: true, age: hour}, {at: hour, age: hour},
		}},
		{"the button went down before a standstill and came up in it", []message{
			{at: hour, age: hour}, {at: hour + 9*time.Second, age: 9 * time.Second},
		}},
		{"a new click after those that waited", []message{
			{at: hour, more: true, age: hour}, {at: hour, age: hour},
			{at: hour + 2*time.Second, age: 2 * time.Second}, {at: hour + 2100*ms, age: 100 * ms},
		}},
		{"one that comes while those that waited are read", []message{
			{at: hour, more: true, age: hour}, {at: hour + ms, more: true, age: hour + ms}, {at: hour + 2*ms, age: hour + 2*ms},
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			s := NewSent(start)
			for _, m := range tt.story {
				now := start.Add(m.at)
				if age := now.Sub(s.Found(now, m.more)); age != m.age {
					t.Errorf("message at %v: at most %v old, want %v", m.at, age, m.age)
				}
			}
		})
	}
}

func TestTheAgeOfAMessageWithATime(t *testing.T) {
	for _, tt := range []struct {
		name    string
		now, at uint32
		age     time.Duration
	}{
		{"now", 5000, 5000, 0},
		{"some seconds ago", 9000, 5000, 4 * time.Second},
		{"before the count wrapped", 2000, math.MaxUint32 - 1999, 4 * time.Second},
		{"at the last number before it wrapped", 0, math.MaxUint32, time.Millisecond},
		{"a little ahead", 5000, 5016, 0},
		{"far ahead", 5000, 17000, 0},
		{"ahead, where the count wraps", math.MaxUint32, 15, 0},
		{"three weeks ago", 21 * 24 * 3600 * 1000, 0, 21 * 24 * time.Hour},
	} {
		if got := Ticks(tt.now, tt.at); got != tt.age {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.age)
		}
	}
}
