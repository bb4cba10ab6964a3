package eventage

import (
	"testing"
	"time"
)

func TestHowOldAnEventIsAfterAStandstill(t *testing.T) {
	type look struct {
		at           time.Duration
		event, stood bool
		age          time.Duration // of an event
		again        bool
		over         bool // the result of Quiet
	}
	const hour = time.Hour
	for _, tt := range []struct {
		name  string
		story []look
	}{
		{"no standstill, however long nothing came", []look{
			{at: 0, over: true},
			{at: 9 * hour, event: true},
			{at: 9*hour + ms, event: true},
		}},
		{"what waited is as old as the last look", []look{
			{at: 0, over: true},
			{at: hour, event: true, stood: true, age: hour},
		}},
		{"a queue that is read one by one", []look{
			{at: 0, over: true},
			{at: hour, event: true, stood: true, age: hour},
			{at: hour + 190*ms, event: true, age: hour + 190*ms, again: true},
			{at: hour + 380*ms, event: true, age: hour + 380*ms, again: true},
			{at: hour + 580*ms, event: true},
			{at: hour + 581*ms, event: true},
		}},
		{"told of before anything came", []look{
			{at: 0, over: true},
			{at: hour, stood: true},
			{at: hour + 100*ms},
			{at: hour + 150*ms, event: true, age: hour + 150*ms},
			{at: hour + 300*ms},
			{at: hour + 350*ms, over: true},
			{at: hour + 351*ms, event: true},
		}},
		{"a second standstill while the queue of the first is read", []look{
			{at: 0, over: true},
			{at: hour, stood: true},
			{at: 2 * hour, event: true, stood: true, age: 2 * hour},
		}},
		{"another standstill after the queue was read", []look{
			{at: 0, over: true},
			{at: hour, event: true, stood: true, age: hour},
			{at: 2 * hour, event: true},
			{at: 3 * hour, event: true, stood: true, age: hour},
		}},
		{"a standstill before the first look", []look{{at: 0, event: true, stood: true}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var d Drain
			start := time.Now()
			for _, s := range tt.story {
				now := start.Add(s.at)
				if s.event {
					if age, again := d.Found(now, s.stood); age != s.age || again != s.again {
						t.Errorf("event at %v: at most %v old, again %v, want %v, %v", s.at, age, again, s.age, s.again)
					}
				} else if over := d.Quiet(now, s.stood); over != s.over {
					t.Errorf("look at %v: over is %v, want %v", s.at, over, s.over)
				}
			}
		})
	}
}

// The icon's other events tell nothing of clicks: the first click that waited is still the first.
func TestAnotherEventIsNoClick(t *testing.T) {
	var d Drain
	now := time.Now()
	d.Quiet(now, false)
	now = now.Add(time.Hour)
	if age := d.Age(now, true); age != time.Hour {
		t.Errorf("an event from before a standstill: at most %v old, want 1h", age)
	}
	if age, again := d.Found(now, false); age != time.Hour || again {
		t.Errorf("the first click after it: at most %v old, again %v, want 1h and false", age, again)
	}
	d.Quiet(now.Add(time.Minute), false)
	if age := d.Age(now.Add(2*time.Minute), false); age != 0 {
		t.Errorf("an event long after it: at most %v old, want 0", age)
	}
}
