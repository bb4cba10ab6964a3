package resident

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// FuzzPressMessage sends arbitrary press messages to a resident that is ending. Only one
// with a time is a press, and each press gets an outcome.
func FuzzPressMessage(f *testing.F) {
	for _, seed := range []string{
		`{"pressed":{"wall":1700000000000000000,"boot":5}}`, `{"pressed":{"wall":9223372036854775807}}`, `{"pressed":{"wall":0}}`, `{"pressed":{"wall":-1}}`,
		`{"pressed":{"wall":1,"boot":-9223372036854775808}}`, `{"pressed":null}`, `{}`, `null`, `[]`, ``, `{"pressed":{"wall":"1"}}`, `{"Pressed":{"WALL":1}}`,
		`{"pressed":{"wall":1,"boot":9227000000000000000}}`,
	} {
		f.Add([]byte(seed))
	}
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	toggler := &hold.Toggler{Toggle: func(context.Context, *hold.Request) wolkvox.Outcome { panic("sent") }}
	if err := toggler.Run(ended); err != nil {
		f.Fatal(err)
	}
	r := &resident{core: newCore(ended, new(env.Env), nil), toggler: toggler}
	f.Fuzz(func(t *testing.T, data []byte) {
		var timed struct{ Pressed struct{ Wall, Boot int64 } }
		valid := json.Unmarshal(data, &timed) == nil && timed.Pressed.Wall > 0
		m := r.answer(t.Context(), nil, channel.Message{Op: residentapi.OpPress, Data: data})
		var o residentapi.PressOutcome
		if !valid {
			if m.Err == "" {
				t.Errorf("%q was taken for a press: %s", data, m.Data)
			}
			return
		}
		if json.Unmarshal(m.Data, &o) != nil || m.Err != "" || o.Outcome != "ignored" {
			t.Errorf("%q: got %+v, want one outcome", data, m)
		}
	})
}
