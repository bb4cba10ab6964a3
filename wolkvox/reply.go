package wolkvox

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds how deep a reply may be nested. Documented ones have 1 or 2.
const maxDepth = 32

// ParseReply judges an answer by its HTTP status and its body, decompressed
// and whole. Code and msg are what the reply says, unstripped; they are empty
// where the body is not a well-formed reply.
//
// A well-formed reply is one JSON object in valid UTF-8 and nothing after it; a
// byte order mark and white space before it are allowed. No key appears in it
// twice, and the known keys (code, error, msg, data) appear only in lower case:
// encoding/json would ignore the case, take the last one, and read
// {"code":"403","Code":"200"} as a success. Code is a string or an integer,
// since wolkvox's pages show both; error and msg are strings, null or absent.
//
//   - Toggled: HTTP 200, code 200, and error null, "null", "" or absent.
//   - NotToggled: code 400, 401 or 403, under HTTP 200 or the same status, and a text in msg
//     or error. Without one it is not in wolkvox's form, and may be from something between
//     here and wolkvox that passed the request on.
//   - Unknown: everything else.
func ParseReply(httpStatus int, body []byte) (result Result, reason Reason, code, msg string) {
	if httpStatus >= 300 && httpStatus <= 399 {
		return Unknown, Redirect, "", ""
	}
	unclear := HTTPStatus
	if httpStatus == http.StatusOK {
		unclear = Unclear
	}
	r, ok := parseEnvelope(body)
	if !ok {
		return Unknown, unclear, "", ""
	}
	msg = r.msg
	if msg == "" && r.failed() {
		msg = r.err
	}
	switch r.code {
	case "200":
		if httpStatus == http.StatusOK && !r.failed() {
			return Toggled, Confirmed, r.code, msg
		}
	case "400", "401", "403":
		if (httpStatus == http.StatusOK || strconv.Itoa(httpStatus) == r.code) && msg != "" {
			return NotToggled, r.refusal(), r.code, msg
		}
	}
	return Unknown, unclear, r.code, msg
}

// envelope has the fields of a reply that are used.
type envelope struct{ code, err, msg string }

// failed reports whether the error field names an error. wolkvox writes "none"
// in three ways, the string "null" among them.
func (r envelope) failed() bool { return r.err != "" && r.err != "null" }

// refusal finds the reason in the texts. The busy text must be looked for last, because
// it alone leads to another request.
func (r envelope) refusal() Reason {
	if r.code == "401" {
		return TokenMissing
	}
	text := strings.ToUpper(r.msg + "\n" + r.err)
	for _, known := range []struct {
		code, text string
		reason     Reason
	}{
		{"400", "THE API YOU WANT TO CONSULT DOES NOT EXIST", APIMissing},
		{"400", "SOME PARAMETERS ARE REQUIRED", Parameters},
		{"403", "PLEASE VALIDATE TOKEN", TokenRefused},
		{"403", "TOKEN LIMIT EXCEEDED", TokenLimit},
		{"403", "EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN", Busy},
	} {
		if r.code == known.code && strings.Contains(text, known.text) {
			return known.reason
		}
	}
	return Refused
}

// parseEnvelope reads a well-formed reply, and reports whether it is one.
func parseEnvelope(body []byte) (r envelope, ok bool) {
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	// Valid accepts exactly one value, but also invalid UTF-8.
	if !utf8.Valid(body) || !json.Valid(body) || tooDeep(body) {
		return r, false
	}
	d := json.NewDecoder(bytes.NewReader(body))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return r, false
	}
	seen := map[string]bool{}
	for d.More() {
		t, err := d.Token()
		key, isKey := t.(string)
		if err != nil || !isKey || seen[key] || !properCase(key) {
			return r, false
		}
		seen[key] = true
		var raw json.RawMessage
		if d.Decode(&raw) != nil {
			return r, false
		}
		switch key {
		case "code":
			r.code, ok = readCode(raw)
		case "error":
			r.err, ok = readText(raw)
		case "msg":
			r.msg, ok = readText(raw)
		default:
			ok = true
		}
		if !ok {
			return r, false
		}
	}
	return r, seen["code"]
}

// properCase reports whether a key is not a known one in another case, by the
// folding of encoding/json.
func properCase(key string) bool {
	for _, known := range []string{"code", "error", "msg", "data"} {
		if key != known && strings.EqualFold(key, known) {
			return false
		}
	}
	return true
}

// readCode reads a code: a string, or an integer. The digits of a number are
// kept as written, so 200.0 and 2e2 do not become 200.
func readCode(raw json.RawMessage) (string, bool) {
	if raw[0] == '"' {
		return readText(raw)
	}
	code := string(raw)
	return code, digits(code)
}

// readText reads a string; null is "".
func readText(raw json.RawMessage) (s string, ok bool) {
	if raw[0] != '"' && string(raw) != "null" {
		return "", false
	}
	return s, json.Unmarshal(raw, &s) == nil
}

// tooDeep reports whether valid JSON is nested deeper than maxDepth.
func tooDeep(body []byte) bool {
	depth, quoted := 0, false
	for i := 0; i < len(body); i++ {
		switch b := body[i]; {
		case quoted && b == '\\':
			i++
		case b == '"':
			quoted = !quoted
		case quoted:
		case b == '{' || b == '[':
			if depth++; depth > maxDepth {
				return true
			}
		case b == '}' || b == ']':
			depth--
		}
	}
	return false
}
