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

// PolicyCopy is the file with the last good policy of this machine. It is used when a policy
// exists and cannot be used: otherwise a number in the user's file would count where IT named
// another source, until somebody fixes the policy.
const PolicyCopy = "policy"

// PolicyInForce reads the policy and returns the one in force: what was found, or the last
// good one if that cannot be used. For a resident that is the one in now, for a new process
// the copy. If the policy was removed, none is in force and the copy is removed.
//
// The copy is written in the background; wait waits for that, for at most limit.
func (p *Env) PolicyInForce(limit time.Duration, now *Snapshot) (found policy.Policy, wait func()) {
	found = p.readPolicy()
	if found.Refused || found.UserRefused {
		var last policy.Policy
		var unread error
		if now != nil && !now.Policy.LastUnread {
			last = now.Policy
		} else {
			last, unread = Within(limit, p.readPolicyCopy)
		}
		if found = found.OrLast(last); !found.Last {
			found.LastUnread = unread != nil
			return found, func() {}
		}
	}
	if p.inUse != nil {
		p.inUse.Store(&found)
	}
	kept := begin(limit, func() (none struct{}, err error) {
		if p.inUse == nil {
			return none, p.writePolicyCopy(found)
		}
		p.writing.Lock() // writes that hang can finish in any order, so each writes the current one
		defer p.writing.Unlock()
		return none, p.writePolicyCopy(*p.inUse.Load())
	})
	return found, func() { _, _ = kept() } // without a copy, the policy is still in force
}

func (p *Env) readPolicyCopy() (policy.Policy, error) {
	file, err := p.MachineFile(PolicyCopy)
	if err != nil {
		return policy.Policy{}, err
	}
	raw, err := file.Load()
	if err != nil {
		return policy.Policy{}, err
	}
	return policy.ParseCopy(raw)
}

// writePolicyCopy writes, replaces or removes the copy, as good needs.
func (p *Env) writePolicyCopy(good policy.Policy) error {
	file, err := p.MachineFile(PolicyCopy)
	if err != nil {
		return err
	}
	wanted := good.Copy()
	if wanted == nil {
		// Removing a missing file can block on a bad disk; checking first often does not.
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

// SameValues reports whether two policies set the same values, whatever their problems.
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
