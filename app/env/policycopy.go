package env

import (
	"errors"
	"io/fs"
	"os"
	"reflect"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/policy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
)

// PolicyCopy keeps the last good policy of this machine, for the day when policy is there
// and cannot be used: else a number in the user's file would serve where IT named
// another source, until somebody fixes the policy.
const PolicyCopy = "policy"

// PolicyInForce reads policy, and returns the one that counts: what was found, or where
// that cannot be used the last good one. A resident goes on with what it knows; whatever
// starts has the copy. One that was removed is removed, and so is its copy.
//
// The copy is written meanwhile; wait for that, which takes no longer than limit.
func (p *Env) PolicyInForce(limit time.Duration, now *Snapshot) (found policy.Policy, wait func()) {
	found = p.readPolicy()
	if found.Refused || found.UserRefused {
		last := policy.Policy{}
		if now != nil {
			last = now.Policy
		} else {
			last, _ = Within(limit, p.lastPolicy)
		}
		if found = found.OrLast(last); !found.Last {
			return found, func() {} // nothing is known, or the copy cannot be read just now
		}
	}
	if p.inUse != nil {
		p.inUse.Store(&found)
	}
	kept := Begin(limit, func() (none struct{}, err error) {
		if p.inUse == nil {
			return none, p.keepPolicy(found)
		}
		p.writing.Lock() // what hung goes on in any order: each writes what is in use by then
		defer p.writing.Unlock()
		return none, p.keepPolicy(*p.inUse.Load())
	})
	return found, func() { _, _ = kept() } // a disk that takes no copy costs nothing today
}

func (p *Env) lastPolicy() (policy.Policy, error) {
	file, err := p.MachineFile(PolicyCopy)
	if err != nil {
		return policy.Policy{}, err
	}
	raw, err := file.Load()
	return policy.ParseCopy(raw), err
}

// keepPolicy makes the copy that of a policy.
func (p *Env) keepPolicy(good policy.Policy) error {
	file, err := p.MachineFile(PolicyCopy)
	if err != nil {
		return err
	}
	wanted := good.Copy()
	if wanted == nil {
		// To remove what is not there waits for a disk that stands still, too.
		if _, err := os.Lstat(file.Path); errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return os.Remove(file.Path)
	}
	b, err := settings.Encode(wanted)
	if err != nil {
		return err
	}
	if wanted, err = settings.Decode(b); err != nil {
		return err
	}
	if there, err := file.Load(); err == nil && reflect.DeepEqual(there, wanted) {
		return nil
	}
	return file.Replace(wanted)
}

// SameValues reports whether two policies set the same, whatever is wrong with them.
func SameValues(a, b policy.Policy) bool {
	for _, p := range []*policy.Policy{&a, &b} {
		p.Source, p.Problems, p.Refused, p.UserRefused, p.Last = "", nil, false, false, false
		for _, part := range []*settings.Raw{&p.Enforced, &p.Defaults, &p.UserEnforced, &p.UserDefaults, &p.Machine} {
			if len(*part) == 0 {
				*part = nil
			}
		}
	}
	return reflect.DeepEqual(a, b)
}
