package resident

import (
	"context"
	"reflect"
	"slices"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/watch"
)

// reloadSettings reads and applies changed settings: the next press uses them, and a changed
// chord is registered. It does not read the keychain, which could prompt the person.
func (r *resident) reloadSettings() {
	asked := r.live.Now().AsksAgentID()
	l := r.live.Reload()
	if r.hints.asking && !l.AsksAgentID() {
		r.replaceQuestion()
	}
	if !asked && l.AsksAgentID() {
		r.askExtension() // IT has just switched the question on
	}
	r.applySession()
	if r.practice == nil && r.hotkey.NeedsGrab(l.Hotkey) {
		go func() { _ = r.hotkey.Grab(l.Hotkey) }()
	}
	r.show(false)
}

// policyChanged reads the policy again after a change near it. When only its faults
// changed (the last good values stay in force), nothing that presses use is touched.
func (r *resident) policyChanged() {
	now := r.live.Now()
	found, kept := r.p.PolicyInForce(env.ReadWithin, now.Snapshot)
	defer kept()
	switch {
	case reflect.DeepEqual(found, now.Policy):
	case env.SameValues(found, now.Policy):
		r.live.ReplacePolicy(found)
	default:
		r.log.Info("policy changed")
		r.reloadSettings()
		r.live.KeepAutostart()
		r.live.LogTroubles()
	}
}

// follow calls changed when watcher reports a change, or every minute where watching fails.
// The log and doctor report such polling.
func (c *core) follow(ctx context.Context, part string, watcher func(context.Context, func()) error, changed func()) error {
	return watch.OrSlowly(ctx, watcher, changed, func(err error) {
		if err != nil {
			c.log.Warn("looked for every minute only", "part", part, "err", err)
		} else {
			c.log.Info("watched again", "part", part)
		}
		c.post(func() { c.setPolled(part, err != nil) })
	})
}

// setPolled records whether a part is polled; it runs on the loop.
func (c *core) setPolled(part string, yes bool) {
	c.polled = slices.DeleteFunc(c.polled, func(s string) bool { return s == part })
	if yes {
		c.polled = append(c.polled, part)
	}
}
