package wolkvox

import "time"

// Result is the result of a press. There are three, and no more.
type Result string

const (
	// Toggled means that wolkvox confirmed the toggle. It does not prove that a
	// call was there to be held, and never says which way hold went.
	Toggled Result = "toggled"
	// NotToggled means that nothing was changed: no byte of a request left, or
	// wolkvox refused it in a form it documents.
	NotToggled Result = "not_toggled"
	// Unknown means that hold may have toggled, or may still toggle within a
	// minute (wolkvox allows 60 s a request).
	Unknown Result = "unknown"
)

// Reason says why a press ended as it did. The values are stable: they appear
// in the program's --json output, and sentences are chosen by them.
type Reason string

// The reason of [Toggled].
const (
	// Confirmed: HTTP 200, and a well-formed reply with code 200 and no error.
	Confirmed Reason = "confirmed"
)

// The reasons of [NotToggled].
const (
	// DNS: the name of the server could not be looked up.
	DNS Reason = "dns"
	// Connect: no connection, or it ended before the request was sent.
	Connect Reason = "connect"
	// Proxy: the proxy could not be found out, reached or used, or it refused.
	Proxy Reason = "proxy"
	// TLS: the handshake failed, or the certificate was not accepted.
	TLS Reason = "tls"
	// Late: [SendWithin] passed since the press before a byte had left.
	Late Reason = "late"
	// Invalid: the Client cannot be used: a wrong server or agent ID, or no token.
	Invalid Reason = "invalid"
	// Canceled: the context ended before a byte had left.
	Canceled Reason = "canceled"
	// MarkRefused: Press.BeforeSend returned an error.
	MarkRefused Reason = "mark"
	// TokenMissing: wolkvox saw no token (code 401).
	TokenMissing Reason = "token_missing"
	// TokenRefused: the token is wrong, expired or foreign (PLEASE VALIDATE TOKEN).
	TokenRefused Reason = "token_refused"
	// TokenLimit: the daily limit is used up (TOKEN LIMIT EXCEEDED).
	TokenLimit Reason = "token_limit"
	// Busy: more than two requests at once used this token (EXCEEDS THE LIMIT OF
	// SIMULTANEOUS REQUESTS PER TOKEN). The only refusal that is tried again.
	Busy Reason = "busy"
	// Parameters: wolkvox missed a parameter (SOME PARAMETERS ARE REQUIRED).
	Parameters Reason = "parameters"
	// APIMissing: wolkvox does not know api=hold (THE API YOU WANT TO CONSULT
	// DOES NOT EXIST).
	APIMissing Reason = "api_missing"
	// Refused: any other well-formed refusal with code 400 or 403.
	Refused Reason = "refused"
)

// The reasons of [Unknown].
const (
	// Timeout: no answer within Client.Timeout of the press.
	Timeout Reason = "timeout"
	// Lost: the connection was reset, closed or cut short before the whole
	// answer had come.
	Lost Reason = "lost"
	// Redirect: the answer was a 3xx. It is never followed.
	Redirect Reason = "redirect"
	// HTTPStatus: another HTTP status than 200, without a refusal that fits it.
	HTTPStatus Reason = "http_status"
	// Unclear: not HTTP, not JSON, too large, trailing data, contradictory, or
	// otherwise not a form that wolkvox documents.
	Unclear Reason = "unclear"
	// CanceledInFlight: the context ended while the answer was awaited.
	CanceledInFlight Reason = "canceled_in_flight"
)

// Outcome is the outcome of one press, with details.
//
// Code, Msg, ContentType and Excerpt come from outside. Control, format and bidirectional
// characters are removed. If the server repeats the token, or 8 bytes of it, the query, or
// an agent ID of at least 4 digits, those are hidden. Each is cut to 200 characters. Never pass them to anything that interprets them.
type Outcome struct {
	Result Result
	Reason Reason
	// HTTPStatus is the status of the answer, 0 when there was none. With the
	// reason Proxy it is the proxy's: 407 asks for a password. 0 with [Unknown] means
	// that the request may still be under way: wait 4 s before the next one.
	HTTPStatus int
	// Code and Msg are what wolkvox's reply said, as far as it could be read.
	// Msg is its msg, or its error where there is no msg.
	Code, Msg string
	// ContentType and Excerpt describe an unclear answer, for the log.
	ContentType, Excerpt string
	// Tries is the number of attempts, 1 to 3. Not each of them sent a request. It is 0
	// if the Client is invalid.
	Tries int
	// Waited is how long the spare connection of the last attempt had waited, 0 if it
	// dialled.
	Waited time.Duration
	// Err is for the log. It contains neither the token, nor the URL's query, nor a
	// proxy's password, and its text is one line. An error of Press.BeforeSend and the
	// context's own errors can be found in it with errors.Is.
	Err error
}
