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

// section returns what keeps Windows from applying policy to this machine, or to this
// user. Where that cannot be had nothing is kept, as if there were no refresh.
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

// WaitApplied returns when Windows is not applying policy, or ctx ends. One after the
// other, so that no two programs can wait for each other.
func WaitApplied(ctx context.Context) {
	wait(ctx, section(false))
	wait(ctx, section(true))
}
