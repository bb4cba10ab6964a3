package wolkvox

import (
	"fmt"
	"net/http"
	"strings"
)

// refusalBody is a refusal in the form that wolkvox's table lets expect.
func refusalBody(code, kind, text string) string {
	return fmt.Sprintf(`{"code":%q,"error":%q,"msg":%q}`, code, kind, text)
}

// redirectFaults answer with every 3xx. The other host is as well certified as
// the server, and listens: it must not be called. Where a redirect leads out of TLS
// the way is not the world's any more, so that one leads nowhere.
func redirectFaults() (faults []fault) {
	const path = "/api/v2/agentbox.php?agent_id=" + testAgent + "&api=hold"
	for status := 300; status <= 308; status++ {
		for _, where := range []struct{ name, url string }{
			{"to itself", path},
			{"to another host", "https://" + otherHost + path},
			{"out of TLS", "http://127.0.0.1:1" + path},
			{"to nowhere", ""},
		} {
			fields := []string{"Content-Length: 0"}
			if where.url != "" {
				fields = append(fields, "Location: "+where.url)
			}
			faults = append(faults, fault{
				name:   fmt.Sprint(status, " ", where.name),
				truths: unknown(Redirect),
				answer: answer(lines(status, fields...)),
			})
		}
	}
	return append(faults, fault{name: "307 to itself, with a success in the body", truths: unknown(Redirect),
		answer: answer(strings.Replace(strings.Replace(wellReply, "200 OK", "307 Temporary Redirect", 1), "\r\n", "\r\nLocation: "+path+"\r\n", 1))})
}

// refusalFaults answer with wolkvox's own refusals, in both forms: as a body
// under HTTP 200, and under the HTTP status of the same number. A page under
// such a status may come from anybody on the way, and refuses nothing.
func refusalFaults() (faults []fault) {
	for _, r := range []struct {
		code       int
		kind, text string
		reason     Reason
	}{
		{400, "BAD REQUEST", "THE API YOU WANT TO CONSULT DOES NOT EXIST", APIMissing},
		{400, "BAD REQUEST", "SOME PARAMETERS ARE REQUIRED", Parameters},
		{401, "UNAUTHORIZED", "PLEASE ENTER THE WOLKVOX-TOKEN", TokenMissing},
		{403, "FORBIDDEN", "PLEASE VALIDATE TOKEN", TokenRefused},
		{403, "FORBIDDEN", "TOKEN LIMIT EXCEEDED", TokenLimit},
		{403, "FORBIDDEN", "MAINTENANCE", Refused},
	} {
		body := refusalBody(fmt.Sprint(r.code), r.kind, r.text)
		for _, status := range []int{200, r.code} {
			faults = append(faults, fault{
				name:   fmt.Sprintf("code %d under HTTP %d: %s", r.code, status, strings.ToLower(r.text)),
				truths: not(r.reason),
				answer: refuse(reply(status, body)),
			})
		}
	}
	return faults
}

// statusFaults answer with a page under every status that is neither a success
// nor a redirect, and with a success under statuses that are none.
func statusFaults() (faults []fault) {
	for status := 400; status <= 599; status++ {
		if http.StatusText(status) == "" && status != 520 {
			continue
		}
		faults = append(faults, fault{name: "page under " + statusName(status), truths: unknown(HTTPStatus),
			answer: answer(page(status, "Retry-After: 1", "WWW-Authenticate: Basic"))})
	}
	for _, status := range []int{202, 203, 206, 400, 401, 404, 408, 425, 429, 502, 503, 600, 999} {
		faults = append(faults, fault{name: "success in the body of " + statusName(status), truths: unknown(HTTPStatus),
			answer: answer(reply(status, okReply))})
	}
	for _, status := range []int{204, 205} {
		faults = append(faults, fault{name: statusName(status), truths: unknown(HTTPStatus), answer: answer(lines(status))})
	}
	// It is deaf: who has refused to wait does not read on.
	return append(faults, fault{name: "408 Request Timeout before the request", truths: append(not(Connect), unknown(HTTPStatus)...), deaf: true,
		arrange: greeting(func(x *exchange) bool { x.say(page(408)); return true }), answer: func(*exchange) {}})
}

// replyFaults answer with every body that [TestParseReply] knows.
func replyFaults() (faults []fault) {
	for _, r := range replies {
		f := fault{name: "reply: " + r.name, truths: []truth{{r.result, r.reason}}, answer: answer(reply(r.status, r.body))}
		switch {
		case r.reason == Busy:
			f.tries = 3
			fallthrough
		case r.result == NotToggled:
			f.answer = refuse(reply(r.status, r.body))
		}
		faults = append(faults, f)
	}
	return faults
}
