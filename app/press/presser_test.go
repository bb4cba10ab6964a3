package press

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// TestNothingIsAskedOfWolkvoxWithoutSettingsAndToken: the outcome says what is missing, and
// no answer is reported.
func TestNothingIsAskedOfWolkvoxWithoutSettingsAndToken(t *testing.T) {
	gone := errors.New("the bus is gone")
	for _, tt := range []struct {
		name     string
		settings Settings
		keychain error
		want     wolkvox.Reason
	}{
		{"not set up", Settings{AgentID: "10001", Refused: NotSetUp}, nil, NotSetUp},
		{"no token", Settings{AgentID: "10001"}, keychain.ErrNotFound, NoToken},
		{"a bus that is gone", Settings{AgentID: "10001"}, gone, KeychainUnreachable},
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			p := Presser{
				Settings: func(context.Context) Settings { return tt.settings },
				Token: func(_ context.Context, within time.Duration) (wolkvox.Token, error) {
					if asked++; within != wolkvox.SendWithin-time.Second {
						t.Errorf("%s: the token may take %v, want what is left of 3 s", tt.name, within)
					}
					return wolkvox.Token{}, tt.keychain
				},
				Answered: func(wolkvox.Outcome, wolkvox.Token) { t.Errorf("%s: told of an answer", tt.name) },
			}
			r := &hold.Request{Press: wolkvox.Press{At: time.Now().Add(-time.Second)}}
			o := p.Toggle(t.Context(), r)
			if o.Result != wolkvox.NotToggled || o.Reason != tt.want || !errors.Is(o.Err, tt.keychain) {
				t.Errorf("%s: got %s (%s) %v, want not toggled (%s)", tt.name, o.Result, o.Reason, o.Err, tt.want)
			}
			if (asked > 0) != (tt.keychain != nil) {
				t.Errorf("%s: the token was asked for %d times", tt.name, asked)
			}
			if id, _ := r.AgentID(); id != "10001" {
				t.Errorf("%s: told for the extension %q", tt.name, id)
			}
		})
	}
}

// TestAPressThatIsCalledOffBlamesNoKeychain: the program ends while the token is being read.
func TestAPressThatIsCalledOffBlamesNoKeychain(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	p := Presser{
		Settings: func(context.Context) Settings { return Settings{AgentID: "10001"} },
		Token: func(ctx context.Context, _ time.Duration) (wolkvox.Token, error) {
			end()
			return wolkvox.Token{}, ctx.Err()
		},
	}
	if o := p.Toggle(ctx, &hold.Request{Press: wolkvox.Press{At: time.Now()}}); o.Result != wolkvox.NotToggled || o.Reason != wolkvox.Canceled {
		t.Errorf("got %s (%s), want not toggled (%s)", o.Result, o.Reason, wolkvox.Canceled)
	}
}

// TestAPressUsesItsTokenAndTellsOfTheAnswer, if somebody wants to know.
func TestAPressUsesItsTokenAndTellsOfTheAnswer(t *testing.T) {
	token, err := wolkvox.ParseToken(pretendToken)
	if err != nil {
		t.Fatal(err)
	}
	server := pretend(t)
	told := 0
	answered := func(o wolkvox.Outcome, used wolkvox.Token) {
		if told++; o.Result != wolkvox.Toggled || !used.Equal(token) {
			t.Errorf("told of %s with the right token: %v", o.Result, used.Equal(token))
		}
	}
	for _, tell := range []func(wolkvox.Outcome, wolkvox.Token){nil, answered} {
		p := Presser{
			Settings: func(context.Context) Settings {
				return Settings{AgentID: "10001", Client: wolkvox.Client{
					Server: "0042", AgentID: "10001", RootCAs: server.RootCAs(), DialContext: server.DialContext,
				}}
			},
			Token:    func(context.Context, time.Duration) (wolkvox.Token, error) { return token, nil },
			Answered: tell,
		}
		if o := p.Toggle(t.Context(), &hold.Request{Press: wolkvox.Press{At: time.Now()}}); o.Result != wolkvox.Toggled {
			t.Errorf("got %s (%s) %v", o.Result, o.Reason, o.Err)
		}
	}
	if got := server.Toggles("10001"); got != 2 || told != 1 {
		t.Errorf("%d toggles of 2 presses, told of %d, want 1", got, told)
	}
}

// TestWhyThereIsNoToken: each trouble of a keychain has its own advice.
func TestWhyThereIsNoToken(t *testing.T) {
	for err, want := range map[error]wolkvox.Reason{
		keychain.ErrNotFound: NoToken, keychain.ErrInvalid: TokenInvalid, keychain.ErrLocked: KeychainLocked,
		keychain.ErrNotAllowed: KeychainLocked, keychain.ErrTimeout: KeychainTimeout, context.DeadlineExceeded: KeychainTimeout,
		keychain.ErrUnreachable: KeychainUnreachable, errors.New("what nobody thought of"): KeychainUnreachable,
	} {
		if got := WhyNoToken(fmt.Errorf("keychain: %w", err)); got != want {
			t.Errorf("%v: got %s, want %s", err, got, want)
		}
	}
}
