package wolkvox

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestParseToken(t *testing.T) {
	for _, tt := range []struct{ name, in, want string }{
		{"plain", testToken, testToken},
		{"pasted with white space", "\t " + testToken + " \r\n", testToken},
		{"any printable form", "a.B-c_d/é=", "a.B-c_d/é="},
		{"longest", strings.Repeat("x", 512), strings.Repeat("x", 512)},
		{"too long", strings.Repeat("x", 513), ""},
		{"empty", "", ""},
		{"only white space", " \n", ""},
		{"space inside", "abc def", ""},
		{"header injection", "abc\r\nX-Other: 1", ""},
		{"NUL", "abc\x00def", ""},
		{"zero width space", "abc\u200bdef", ""},
		{"not UTF-8", "abc\xff", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ParseToken(tt.in)
			if got.Secret() != tt.want || (err == nil) != (tt.want != "") {
				t.Errorf("got %q, %v, want %q", got.Secret(), err, tt.want)
			}
			if err != nil && strings.TrimSpace(tt.in) != "" && strings.Contains(err.Error(), strings.TrimSpace(tt.in)) {
				t.Errorf("the error repeats the input: %v", err)
			}
		})
	}
}

func TestTokenEqual(t *testing.T) {
	a, b, c := mustToken(t, "abc"), mustToken(t, "abc"), mustToken(t, "abd")
	if !a.Equal(b) || a.Equal(c) || a.Equal(Token{}) || !(Token{}).Equal(Token{}) {
		t.Error("Equal does not compare the values")
	}
	if a.IsZero() || !(Token{}).IsZero() {
		t.Error("IsZero is wrong")
	}
}

// TestTokenHides prints a token in every shape it could come into a log in.
func TestTokenHides(t *testing.T) {
	const secret = "s3cr3ts3cr3t"
	token := mustToken(t, secret)
	type outer struct {
		Name    string
		Public  Token
		Pointer *Token
		private Token
		List    []Token
		Map     map[string]Token
		Any     any
	}
	nested := outer{"n", token, &token, token, []Token{token}, map[string]Token{"k": token}, token}
	client := Client{Server: "0042", Token: token}
	shapes := map[string]any{
		"token": token, "pointer": &token, "nested": nested, "pointer to nested": &nested,
		"slice": []any{token}, "client": client, "pointer to client": &client,
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%10.3s", "%t"} {
		if got := fmt.Sprintf(verb, token); got != hidden {
			t.Errorf("%s: got %q, want %q", verb, got, hidden)
		}
	}
	var out bytes.Buffer
	for name, v := range shapes {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%10.3s", "%w", "%T", "%#x", "% x"} {
			fmt.Fprintf(&out, name+" "+verb+"\n", v)
		}
		fmt.Fprintln(&out, v)
		fmt.Fprintln(&out, errors.Join(fmt.Errorf("%v", v)))
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).With("with", v).Info("m", "v", v, slog.Group("g", "v", v))
		}
		func() {
			defer func() { fmt.Fprintf(&out, "%v %#v\n", recover(), fmt.Sprint(v)) }()
			panic(v)
		}()
	}
	type named struct{ T Token }
	for _, v := range []any{token, nested, map[string]Token{"k": token}} {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	x, err := xml.Marshal(named{token})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(x)
	fmt.Fprint(&out, token.String(), token.GoString())

	for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret), fmt.Sprintf("% x", secret), fmt.Sprint([]byte(secret)), secret[:3]} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the token came out as %q", form)
		}
	}
	if !strings.Contains(out.String(), hidden) {
		t.Error("nothing was printed in its place")
	}
}

func FuzzParseToken(f *testing.F) {
	for _, s := range []string{"", testToken, " a ", "a b", "a\x00", "\ufeffa", "\xff", strings.Repeat("x", 600)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, in string) {
		token, err := ParseToken(in)
		if err != nil {
			if !token.IsZero() {
				t.Error("an error came with a token")
			}
			return
		}
		s := token.Secret()
		if s == "" || len(s) > 512 || strings.ContainsAny(s, " \t\r\n\x00") || !strings.Contains(in, s) {
			t.Errorf("got %q from %q", s, in)
		}
		if again, err := ParseToken(s); err != nil || !again.Equal(token) {
			t.Errorf("reading %q again gave %v", s, err)
		}
	})
}
