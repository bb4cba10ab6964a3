package policy

import (
	"context"

	"golang.org/x/sys/windows"
)

var (
	userenv      = windows.NewLazySystemDLL("userenv.dll")
	enterSection = userenv.NewProc("EnterCriticalPolicySection")
	leaveSection = userenv.NewProc("LeaveCriticalPolicySection")
)

// section returns a function that keeps Windows from applying policy to this machine,
// or to this user. If Windows refuses, policy is read without that protection.
func section(machine bool) (enter func() (leave func())) {
	return func() func() {
		if enterSection.Find() != nil || leaveSection.Find() != nil {
			return func() {}
		}
		of := uintptr(0)
		if machine {
			of = 1
		}
		handle, _, _ := enterSection.Call(of)
		if handle == 0 {
			return func() {}
		}
		return func() { _, _, _ = leaveSection.Call(handle) }
	}
}

// WaitApplied returns when Windows is not applying policy, or when ctx ends. It takes
// the two sections one after the other, so that two programs can never wait for each
// other.
func WaitApplied(ctx context.Context) {
	waitIdle(ctx, section(false))
	waitIdle(ctx, section(true))
}
