//go:build linux

package keychain

import (
	"context"
	"errors"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/fakebus"
	"github.com/wolkvox-hold/wolkvox-hold/app/sessionbus"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

const fuzzPrompt = dbus.ObjectPath("/org/freedesktop/secrets/prompt/1")

// The indexes of the expected values in fuzzValues; the others follow.
const (
	sayService = iota
	sayCollection
	sayPrompt
	sayNoPath
	saySession
	sayLogin
	sayNoItems
	sayTrue
	sayFalse
	sayUnlocked
	sayLocked
	sayToken
	sayNoToken
	sayOwner
	sayNobody
	sayCollections
	sayOpen
	sayShut
	sayNothing
	sayElse
)

// fuzzValues are values that a keychain service can send.
func fuzzValues() []any {
	v := dbus.MakeVariant
	secret := func(value string) any {
		return struct {
			Session           dbus.ObjectPath
			Parameters, Value []byte
			ContentType       string
		}{"/s", nil, []byte(value), "text/plain"}
	}
	return append([]any{
		secretsName, collectIface, fuzzPrompt, noPath, dbus.ObjectPath("/s"),
		[]dbus.ObjectPath{loginPath + "/1"}, []dbus.ObjectPath{}, true, false,
		map[string]dbus.Variant{"Locked": v(false)}, map[string]dbus.Variant{"Locked": v(true)},
		secret("token"), secret("no token"), ":1.2", "",
		v([]dbus.ObjectPath{loginPath}), v(false), v(true), v([]dbus.ObjectPath{}),
		map[string]dbus.Variant{"Locked": v("no")}, v(uint64(1)),
	}, fakebus.Values()...)
}

// FuzzKeychainSignals sends the signals that we wait for with bodies of any types and
// number. Only a body that says so counts as an unlock.
func FuzzKeychainSignals(f *testing.F) {
	for _, kinds := range [][]byte{
		{},
		{sayTrue},
		{sayFalse},
		{sayService, sayNobody, sayOwner},
		{sayService, sayOwner, sayNobody},
		{sayCollection, sayUnlocked, sayNoItems},
		{sayCollection, sayLocked},
		{sayCollection, sayElse},
	} {
		f.Add(kinds)
	}
	f.Fuzz(func(t *testing.T, kinds []byte) {
		body := fakebus.Body(kinds, fuzzValues())
		for _, name := range []string{promptIface + ".Completed", propsChanged, sessionbus.OwnerChanged, "a.b"} {
			signal := &dbus.Signal{Path: fuzzPrompt, Name: name, Body: body}

			answered, dismissed := promptAnswer(signal, fuzzPrompt)
			if answered != (name == promptIface+".Completed") {
				t.Errorf("%s%v: the prompt counts as answered: %v", name, body, answered)
			}
			if agreed := len(body) > 0 && body[0] == any(false); answered && dismissed == agreed {
				t.Errorf("Completed%v: dismissed is %v", body, dismissed)
			}
			if answered, _ := promptAnswer(signal, fuzzPrompt+"0"); answered {
				t.Errorf("%s%v: it answers another prompt", name, body)
			}

			unlocked := false
			switch {
			case name == propsChanged && len(body) > 1 && body[0] == any(collectIface):
				properties, _ := body[1].(map[string]dbus.Variant)
				unlocked = properties["Locked"].Value() == any(false)
			case name == sessionbus.OwnerChanged && len(body) == 3 && body[0] == any(secretsName):
				owner, _ := body[2].(string)
				unlocked = owner != ""
			}
			if got := signalsUnlock(signal); got != unlocked {
				t.Errorf("%s%v: told as unlocked: got %v, want %v", name, body, got, unlocked)
			}
		}
	})
}

// FuzzKeychainReplies answers every call of an operation with bodies of any types and
// number. The result is a token that was really sent, or one of our errors.
func FuzzKeychainReplies(f *testing.F) {
	// Bodies with their length before them.
	for _, seed := range []struct {
		op     byte
		script []byte
	}{
		{0, []byte{1, sayCollections, 1, sayOpen, 2, sayLogin, sayNoItems, 2, sayTrue, saySession, 1, sayToken}},
		{0, []byte{1, sayCollections, 1, sayOpen, 2, sayLogin, sayNoItems, 2, sayTrue, saySession, 1, sayNoToken}},
		{0, []byte{1, sayCollections, 1, sayShut, 1, sayNothing}},
		{0, []byte{0, 2, sayNoItems, sayLogin, 1, sayOpen}},
		{1, []byte{0, 2, sayNoItems, sayLogin, 1, sayShut}},
		{1, []byte{1, sayNothing}},
		{2, []byte{0, 2, sayNoItems, sayLogin, 1, sayOpen, 1, sayNoPath, 1, sayNothing}},
		{3, []byte{0, 2, sayNoItems, sayLogin, 1, sayShut, 2, sayNoItems, sayPrompt, 0, 1, sayFalse}},
		{3, []byte{0, 2, sayNoItems, sayLogin, 1, sayShut, 2, sayNoItems, sayPrompt, 0, 1, sayTrue}},
		{3, []byte{0, 2, sayNoItems, sayLogin, 1, sayShut, 2, sayNoItems, sayPrompt, 0, 0}},
		{3, nil},
		{4, []byte{0, 2, sayNoItems, sayLogin, 1, sayOpen, 2, sayNoItems, sayPrompt, 0, 1, sayFalse, 0, 2, sayLogin, sayNoItems}},
		{4, []byte{0, 2, sayNoItems, sayLogin, 1, sayOpen, 2, sayNoItems, sayPrompt, 0, 1, sayTrue}},
	} {
		f.Add(seed.op, seed.script)
	}
	ours := []error{ErrNotFound, ErrInvalid, ErrLocked, ErrUnreachable, ErrTimeout}
	f.Fuzz(func(t *testing.T, op byte, script []byte) {
		next := func() []any {
			if len(script) == 0 {
				return nil
			}
			n := min(int(script[0])%4, len(script)-1)
			kinds := script[1 : 1+n]
			script = script[1+n:]
			return fakebus.Body(kinds, fuzzValues())
		}
		agreed, prompted := false, false
		s := &secretService{conn: fakebus.Dial(t, func(call *dbus.Message) ([]any, []dbus.Signal) {
			body := next()
			if call.Headers[dbus.FieldMember].Value() != "Prompt" || body == nil {
				return body, nil
			}
			prompted = true
			completed := next()
			agreed = len(completed) > 0 && completed[0] == any(false)
			return []any{}, []dbus.Signal{
				{Path: fuzzPrompt, Name: promptIface + ".Completed", Body: completed},
				// Else a prompt at another path would be waited for without end.
				{Path: "/org/freedesktop/DBus", Name: sessionbus.OwnerChanged, Body: []any{secretsName, ":1.2", ""}},
			}
		})}
		ctx, operation := context.Background(), [...]operation{opGet, opStatus, opClear, opUnlock, "allow"}[op%5]
		var token wolkvox.Token
		var err error
		switch operation {
		case opGet:
			token, _, err = s.get(ctx, "")
			if err == nil && token.Secret() != "token" && token.Secret() != "bytes" {
				t.Errorf("read %q, which was never said", token.Secret())
			}
		case opStatus:
			_, err = s.look(ctx)
		case opClear:
			err = s.clear(ctx)
		case opUnlock:
			err = s.unlock(ctx)
		case "allow":
			_, err = s.searchAllowed(ctx)
		}
		if operation == opUnlock || operation == "allow" {
			if err == nil && prompted && !agreed {
				t.Error("unlocked, but nobody agreed")
			}
		}
		known := err == nil
		for _, e := range ours {
			known = known || errors.Is(err, e)
		}
		if !known {
			t.Errorf("%s: got %v, which is none of our errors", operation, err)
		}
	})
}
