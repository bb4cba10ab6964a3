package wolkvox

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

const okReply = `{"code": "200", "error": null, "msg": "Hold agentbox has been excecuted"}`

// nested is an object in n-1 others.
func nested(n int) string { return strings.Repeat(`{"a":`, n) + "0" + strings.Repeat("}", n) }

var replies = []struct {
	name   string
	status int
	body   string
	result Result
	reason Reason
}{
	{"documented", 200, okReply, Toggled, Confirmed},
	{"number, \"null\", data", 200, `{"code":200,"error":"null","msg":"x","data":{"code":"1"}}`, Toggled, Confirmed},
	{"empty error", 200, `{"code":"200","error":"","msg":"x"}`, Toggled, Confirmed},
	{"no error, no msg", 200, `{"code":"200"}`, Toggled, Confirmed},
	{"byte order mark and white space", 200, "\ufeff\r\n " + okReply + " \n", Toggled, Confirmed},
	{"unknown key first", 200, `{"request":"1","code":"200"}`, Toggled, Confirmed},
	{"unknown key", 200, `{"code":"200","request":"1"}`, Toggled, Confirmed},
	{"any success text", 200, `{"code":"200","msg":"PLEASE VALIDATE TOKEN"}`, Toggled, Confirmed},

	{"token refused", 403, `{"code":"403","error":"FORBIDDEN","msg":"PLEASE VALIDATE TOKEN"}`, NotToggled, TokenRefused},
	{"under HTTP 200, in error, in lower case", 200, `{"code":403,"error":"please validate token"}`, NotToggled, TokenRefused},
	{"token limit", 403, `{"code":"403","msg":"TOKEN LIMIT EXCEEDED"}`, NotToggled, TokenLimit},
	{"busy", 403, `{"code":"403","msg":"EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"}`, NotToggled, Busy},
	{"busy and another text is not tried again", 403, `{"code":"403","error":"PLEASE VALIDATE TOKEN","msg":"EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"}`, NotToggled, TokenRefused},
	{"busy is a 403", 400, `{"code":"400","msg":"EXCEEDS THE LIMIT OF SIMULTANEOUS REQUESTS PER TOKEN (2)"}`, NotToggled, Refused},
	{"other 403", 200, `{"code":"403","error":"FORBIDDEN","msg":"MAINTENANCE"}`, NotToggled, Refused},
	{"success text under code 403", 200, `{"code":"403","msg":"Hold agentbox has been excecuted"}`, NotToggled, Refused},
	{"no token", 401, `{"code":"401","error":"UNAUTHORIZED","msg":"PLEASE ENTER THE WOLKVOX-TOKEN"}`, NotToggled, TokenMissing},
	{"parameters", 400, `{"code":"400","msg":"SOME PARAMETERS ARE REQUIRED"}`, NotToggled, Parameters},
	{"api", 400, `{"code":"400","msg":"THE API YOU WANT TO CONSULT DOES NOT EXIST"}`, NotToggled, APIMissing},
	{"other 400", 400, `{"code":"400","error":"BAD REQUEST"}`, NotToggled, Refused},

	{"a refusal without a text", 400, `{"code":"400"}`, Unknown, HTTPStatus},
	{"a refusal without a text under HTTP 200", 200, `{"code":"403","error":null,"msg":""}`, Unknown, Unclear},
	{"a refusal whose error is none", 403, `{"code":"403","error":"null"}`, Unknown, HTTPStatus},
	{"a refusal of a gateway", 403, `{"code":403,"message":"Forbidden"}`, Unknown, HTTPStatus},
	{"a refusal of a token without a text", 401, `{"code":"401"}`, Unknown, HTTPStatus},
	{"code 200 and an error", 200, `{"code":"200","error":"INTERNAL"}`, Unknown, Unclear},
	{"code 200 under HTTP 500", 500, okReply, Unknown, HTTPStatus},
	{"code 200 under HTTP 201", 201, okReply, Unknown, HTTPStatus},
	{"code 200 under HTTP 403", 403, okReply, Unknown, HTTPStatus},
	{"code 401 under HTTP 403", 403, `{"code":"401"}`, Unknown, HTTPStatus},
	{"code 403 under HTTP 500", 500, `{"code":"403","msg":"PLEASE VALIDATE TOKEN"}`, Unknown, HTTPStatus},
	{"code 500", 200, `{"code":"500"}`, Unknown, Unclear},
	{"code 404 under 404", 404, `{"code":"404"}`, Unknown, HTTPStatus},
	{"redirect, whatever it says", 302, okReply, Unknown, Redirect},
	{"the last status that redirects", 399, okReply, Unknown, Redirect},
	{"page", 200, "<html></html>", Unknown, Unclear},
	{"as deep as it may be, in lists", 200, `{"code":"200","data":` + strings.Repeat("[", maxDepth-1) + strings.Repeat("]", maxDepth-1) + `}`, Toggled, Confirmed},
	{"as deep as it may be, in objects", 200, `{"code":"200","data":` + nested(maxDepth-1) + `}`, Toggled, Confirmed},
	{"one object deeper", 200, `{"code":"200","data":` + nested(maxDepth) + `}`, Unknown, Unclear},
	{"much that is not deep", 200, `{"code":"200","data":[` + strings.Repeat(`[],{},`, maxDepth) + `0]}`, Toggled, Confirmed},
	{"page under 403", 403, "<html></html>", Unknown, HTTPStatus},
	{"empty", 200, "", Unknown, Unclear},
	{"byte order mark alone", 200, "\ufeff", Unknown, Unclear},
	{"two byte order marks", 200, "\ufeff\ufeff" + okReply, Unknown, Unclear},
	{"array", 200, "[" + okReply + "]", Unknown, Unclear},
	{"array that reads like an object", 200, `["code","200"]`, Unknown, Unclear},
	{"string", 200, `"200"`, Unknown, Unclear},
	{"null", 200, "null", Unknown, Unclear},
	{"two objects", 200, okReply + okReply, Unknown, Unclear},
	{"trailing text", 200, okReply + "x", Unknown, Unclear},
	{"trailing NUL", 200, okReply + "\x00", Unknown, Unclear},
	{"cut short", 200, okReply[:len(okReply)-1], Unknown, Unclear},
	{"trailing comma", 200, `{"code":"200",}`, Unknown, Unclear},
	{"duplicate code", 200, `{"code":"403","code":"200"}`, Unknown, Unclear},
	{"duplicate code, escaped", 200, `{"code":"403","c\u006fde":"200"}`, Unknown, Unclear},
	{"duplicate code, the same", 200, `{"code":"200","code":"200"}`, Unknown, Unclear},
	{"duplicate error", 200, `{"code":"200","error":"X","error":null}`, Unknown, Unclear},
	{"duplicate of an unknown key", 200, `{"code":"200","x":1,"x":2}`, Unknown, Unclear},
	{"case of code", 200, `{"code":"403","Code":"200"}`, Unknown, Unclear},
	{"code in capitals alone", 200, `{"CODE":"200"}`, Unknown, Unclear},
	{"case of error", 200, `{"code":"200","ERROR":"X"}`, Unknown, Unclear},
	{"folded msg", 200, `{"code":"200","m\u017fg":"x"}`, Unknown, Unclear},
	{"no code", 200, `{"error":null,"msg":"Hold agentbox has been excecuted"}`, Unknown, Unclear},
	{"code null", 200, `{"code":null}`, Unknown, Unclear},
	{"code float", 200, `{"code":200.0}`, Unknown, Unclear},
	{"code exponent", 200, `{"code":2e2}`, Unknown, Unclear},
	{"code negative", 200, `{"code":-200}`, Unknown, Unclear},
	{"code with a space", 200, `{"code":"200 "}`, Unknown, Unclear},
	{"code with a zero", 200, `{"code":"0200"}`, Unknown, Unclear},
	{"code true", 200, `{"code":true}`, Unknown, Unclear},
	{"code list", 200, `{"code":["200"]}`, Unknown, Unclear},
	{"error false", 200, `{"code":"200","error":false}`, Unknown, Unclear},
	{"error object", 200, `{"code":"200","error":{}}`, Unknown, Unclear},
	{"error NULL", 200, `{"code":"200","error":"NULL"}`, Unknown, Unclear},
	{"msg number", 200, `{"code":"200","msg":1}`, Unknown, Unclear},
	{"not UTF-8", 200, "{\"code\":\"200\",\"msg\":\"\xff\"}", Unknown, Unclear},
	{"deep", 200, `{"code":"200","data":` + strings.Repeat("[", 40) + strings.Repeat("]", 40) + `}`, Unknown, Unclear},
	{"brackets in a string are not deep", 200, `{"code":"200","msg":"\"` + strings.Repeat("[", 40) + `"}`, Toggled, Confirmed},
}

func TestParseReply(t *testing.T) {
	for _, tt := range replies {
		t.Run(tt.name, func(t *testing.T) {
			result, reason, _, _ := ParseReply(tt.status, []byte(tt.body))
			if result != tt.result || reason != tt.reason {
				t.Errorf("got %s (%s), want %s (%s)", result, reason, tt.result, tt.reason)
			}
		})
	}
	_, _, code, msg := ParseReply(200, []byte(`{"code":403,"error":"FORBIDDEN","msg":"A"}`))
	if code != "403" || msg != "A" {
		t.Errorf("got code %q, msg %q, want 403, A", code, msg)
	}
	if _, _, _, msg := ParseReply(200, []byte(`{"code":403,"error":"FORBIDDEN"}`)); msg != "FORBIDDEN" {
		t.Errorf("got msg %q, want the error in its place", msg)
	}
}

// FuzzParseReply states what must hold for every answer there can be.
func FuzzParseReply(f *testing.F) {
	for _, tt := range replies {
		f.Add(tt.status, []byte(tt.body))
	}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		result, reason, code, _ := ParseReply(status, body)
		if reason == "" {
			t.Error("no reason")
		}
		switch result {
		case Toggled:
			if status != 200 || code != "200" {
				t.Errorf("toggled under HTTP %d, code %q", status, code)
			}
		case NotToggled:
			if code != "400" && code != "401" && code != "403" {
				t.Errorf("not toggled with code %q", code)
			}
		case Unknown:
			return
		default:
			t.Errorf("no result: %q", result)
		}
		// A decoder that knows nothing of our rules must agree.
		rest := strings.TrimPrefix(string(body), "\ufeff")
		var object map[string]json.RawMessage
		if !utf8.Valid(body) || json.Unmarshal([]byte(rest), &object) != nil {
			t.Fatalf("a certain result from bad JSON: %q", body)
		}
		if got := strings.Trim(string(object["code"]), `"`); got != code && !strings.Contains(got, `\u`) {
			t.Errorf("code %q, another decoder reads %q", code, got)
		}
	})
}
