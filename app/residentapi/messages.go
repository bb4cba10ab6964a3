package residentapi

import (
	"crypto/x509"
	"encoding/json"
	"errors"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/hold"
	"github.com/wolkvox-hold/wolkvox-hold/app/press"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// The operations of the local channel.
const (
	OpPress      = "press"
	OpStatus     = "status"
	OpQuit       = "quit"
	OpSettings   = "settings"    // show the settings window
	OpDialog     = "dialog"      // from a window that cannot be shown: show a dialog in its place
	OpReload     = "reload"      // settings, policy or token were changed
	OpExtension  = "extension"   // use this extension, given by hand
	OpCapture    = "capture"     // hotkey presses go to this connection while it is open
	OpCaptured   = "captured"    // wait for one of those presses
	OpFocus      = "raised"      // from a window: wait for a request to show it
	OpSpareChord = "spare_chord" // find a chord that no program has registered
	OpNetwork    = "network"     // connect as a press does, for doctor
	OpPractice   = "practice"    // from practice: send no press while this connection is open
	OpAlive      = "alive"       // from practice: wait for the end of the resident
)

// Press is the message of OpPress.
type Press struct {
	Pressed channel.Stamp `json:"pressed"`
}

// PressOutcome is an outcome as toggle --json prints it and as the resident answers a press.
// Its field names are stable.
type PressOutcome struct {
	Outcome     string `json:"outcome"`
	Reason      string `json:"reason"`
	Message     string `json:"message"`
	HTTPStatus  int    `json:"http_status"`
	WolkvoxCode string `json:"wolkvox_code"`
	WolkvoxMsg  string `json:"wolkvox_msg"`
	TookMS      int64  `json:"took_ms"`

	afterUnknown bool // the outcome of an earlier press is unknown
}

// OutcomeOf puts an outcome into words.
func OutcomeOf(w words.Words, o hold.Outcome) PressOutcome {
	return PressOutcome{
		Outcome:     string(o.Result),
		Reason:      string(o.Reason),
		Message:     press.Sentence(w, o),
		HTTPStatus:  o.Reply.HTTPStatus,
		WolkvoxCode: o.Reply.Code,
		WolkvoxMsg:  o.Reply.Msg,
		TookMS:      o.Took.Milliseconds(),

		afterUnknown: o.AfterUnknown,
	}
}

// PlainOutcome is an outcome with result and reason only.
func PlainOutcome(w words.Words, result hold.Result, reason wolkvox.Reason) PressOutcome {
	return OutcomeOf(w, hold.Outcome{Result: result, Reason: hold.Reason(reason)})
}

// Sentence words the outcome in the language of w.
func (t PressOutcome) Sentence(w words.Words) string {
	o := hold.Outcome{Result: hold.Result(t.Outcome), Reason: hold.Reason(t.Reason), AfterUnknown: t.afterUnknown}
	o.Reply.HTTPStatus = t.HTTPStatus
	return press.Sentence(w, o)
}

// PressReply answers OpPress.
type PressReply struct {
	PressOutcome
	// NoExtension is a code of package settings for why there is no extension; empty if that
	// is not the reason.
	NoExtension string `json:"no_extension,omitempty"`
	// AfterUnknown says that the outcome of an earlier press is unknown and still stands.
	AfterUnknown bool `json:"after_unknown,omitempty"`
}

// StatusRequest is the message of OpStatus.
type StatusRequest struct {
	Language string `json:"language"` // of Missing and HotkeySteps; empty is English
}

// Status answers OpStatus, and is what status --json prints. Its field names are
// stable.
type Status struct {
	Running       bool     `json:"running"`
	Version       string   `json:"version"`
	Extension     string   `json:"extension"`
	Backend       string   `json:"hotkey_backend"`
	Hotkey        string   `json:"hotkey"`
	HotkeyTrouble string   `json:"hotkey_trouble"`
	HotkeySpare   string   `json:"hotkey_spare"` // a chord to use instead
	HotkeySteps   []string `json:"hotkey_steps"`
	StandsDown    bool     `json:"stands_down"`
	Session       string   `json:"session"`
	LastPress     string   `json:"last_hotkey_press"`
	LastOutcome   string   `json:"last_outcome"` // as the icon tells it: an unknown one that nobody has seen stands
	LastReason    string   `json:"last_reason"`
	LastAt        string   `json:"last_outcome_at"`
	LastExtension string   `json:"last_outcome_extension"` // of that press; empty if it is not known
	Practice      bool     `json:"practice"`               // practice is open: no press is sent
	Tray          bool     `json:"tray"`
	Notifications bool     `json:"notifications"`
	Token         bool     `json:"token"`
	Missing       []string `json:"missing"`
	// Why there is no icon, no notifications, no token: codes of package words, else empty.
	TrayTrouble         string `json:"tray_trouble"`
	NotificationTrouble string `json:"notification_trouble"`
	TokenTrouble        string `json:"token_trouble"`
	// What is polled every minute because the system cannot watch it: "policy", "program",
	// "proxy".
	SlowLooks []string `json:"slow_looks"`
}

// Problems lists in words what the status shows as not working, with the settings in force.
func (s Status) Problems(l *env.Snapshot, words words.Words) (all []string) {
	if s.StandsDown {
		all = append(all, words.StoodDown(s.Session))
	}
	if s.Practice {
		all = append(all, words.PracticeOpen())
	}
	if s.HotkeyTrouble != "" {
		all = append(all, words.HotkeyInstead(s.HotkeyTrouble, l.Hotkey.String(), s.HotkeySpare))
	}
	if s.TrayTrouble != "" {
		all = append(all, words.Part(s.TrayTrouble))
	}
	if !s.Notifications {
		all = append(all, words.Part(s.NotificationTrouble))
	}
	if l.Policy.Refused || l.Policy.UserRefused {
		for _, bad := range l.Policy.Problems {
			all = append(all, words.PolicyTrouble(bad.Source, bad.Code))
		}
	}
	if l.Policy.Last {
		all = append(all, words.LastPolicy(l.Policy.Source))
	}
	for _, k := range l.Missing() {
		all = append(all, l.WhyMissing(words, k))
	}
	if !s.Token {
		all = append(all, words.Keychain(s.TokenTrouble))
	}
	return all
}

// Reload is the message of OpReload: what else was changed than settings and policy.
type Reload struct {
	Token bool `json:"token"` // false: the keychain is not read
}

// Chord answers OpCaptured and OpSpareChord: a chord, empty if there is none.
type Chord struct {
	Chord string `json:"chord"`
}

// Focus answers OpFocus: whether the window must show itself.
type Focus struct {
	Wanted bool `json:"raised"`
}

// FocusWait is how long one OpFocus message waits for a request.
const FocusWait = 25 * time.Second

// AliveWait is how long one OpAlive message waits.
const AliveWait = 25 * time.Second

// LeaseLasts is the longest time for which a window gets the hotkey presses by OpCapture.
const LeaseLasts = 30 * time.Second

// Extension is the message of OpExtension. An empty agent ID removes the extension.
type Extension struct {
	AgentID string `json:"agent_id"`
}

// ParseExtension reads the message of OpExtension.
func ParseExtension(data []byte) (id string, ok bool) {
	var m Extension
	if err := json.Unmarshal(data, &m); err != nil || m.AgentID == "" {
		return "", err == nil
	}
	id, err := settings.ParseAgentID(m.AgentID)
	return id, err == nil
}

// Dialog is the message of OpDialog.
type Dialog struct {
	Extension bool `json:"extension"` // the window that changes only the extension
}

// Network answers OpNetwork: the test of a connection to wolkvox.
type Network struct {
	Source string        `json:"source"` // of the proxy
	Ways   string        `json:"ways"`   // in the order to try
	Slow   bool          `json:"slow"`   // the proxy was not found in time
	Steps  []Step        `json:"steps"`
	Took   time.Duration `json:"took"`
}

// Step is a step of the connection in a form that JSON can hold.
type Step struct {
	wolkvox.CheckStep
	Err          string
	Certificates [][]byte
}

// PackSteps converts steps for JSON.
func PackSteps(steps []wolkvox.CheckStep) (all []Step) {
	for _, step := range steps {
		s := Step{CheckStep: step}
		for _, c := range step.Certificates {
			s.Certificates = append(s.Certificates, c.Raw)
		}
		if step.Err != nil {
			s.Err = step.Err.Error()
		}
		all = append(all, s)
	}
	return all
}

// Unpack reverses [PackSteps] for one step.
func (s Step) Unpack() wolkvox.CheckStep {
	step := s.CheckStep
	step.Certificates = nil
	for _, der := range s.Certificates {
		if c, err := x509.ParseCertificate(der); err == nil {
			step.Certificates = append(step.Certificates, c)
		}
	}
	if !step.OK {
		step.Err = errors.New(s.Err)
	}
	return step
}
