package resident

import (
	"context"
	"errors"
	"sync"

	"github.com/wolkvox-hold/wolkvox-hold/app/child"
	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/instance"
	"github.com/wolkvox-hold/wolkvox-hold/app/practice"
	"github.com/wolkvox-hold/wolkvox-hold/app/residentapi"
)

// StartPractice runs the pretend server and a resident that presses against it. A real resident
// holds its presses back meanwhile; practice does not start beside one that does not answer.
func StartPractice(ctx context.Context, p *env.Env) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lock, err := instance.Acquire(ctx, p.Places(true), instance.Resident, true)
	var held *instance.HeldError
	switch {
	case errors.As(err, &held):
		return env.Failed(p.Words.PracticeRuns())
	case err != nil:
		return env.Failed(p.Words.NoPlace())
	}
	defer lock.Release()
	p.PrintInBackground()
	beside, err := residentapi.HoldBack(ctx, p.Places(false))
	if err != nil {
		return env.Failed(p.Words.ResidentSilent())
	}
	if beside != nil {
		defer beside.Close()
	}
	pr, server, err := practice.Open(func(extension string, held bool, count int) {
		p.Say(p.Words.PracticeTruth(extension, held, count))
	})
	if err != nil {
		return env.Failed(p.Words.PracticeFailed())
	}
	pr.Chords = practice.Chords(ctx, p, p.Load().Hotkey)
	pr.Feedback = p.Load().Feedback

	var wait sync.WaitGroup
	defer wait.Wait()
	defer cancel()
	wait.Go(func() { _ = server.Run(ctx) })
	if pr.Beside = beside != nil; pr.Beside {
		wait.Go(func() { defer cancel(); beside.WaitForEnd(ctx) })
	}
	return newResident(ctx, p, lock, pr).run(true)
}

// Run runs the resident, from taking the lock to the end. If another process holds the lock,
// the error is a [instance.HeldError].
func Run(ctx context.Context, p *env.Env, background bool) error {
	lock, err := instance.Acquire(ctx, p.Places(false), instance.Resident, true)
	var held *instance.HeldError
	switch {
	case errors.As(err, &held):
		return held
	case err != nil:
		return env.Failed(p.Words.NoPlace())
	}
	defer endInTime(ctx, endDeadline, lock, func() { env.Leave(env.ExitDone) })()
	defer env.HangUp()
	defer lock.Release()
	p.PrintInBackground()
	p.BeginSession()
	r := newResident(ctx, p, lock, nil)
	err = r.run(background)
	if r.restart.done.Load() {
		r.live.HandOver()
		lock.Release()
		return r.takeOver()
	}
	r.releaseLock()
	return err
}

// heapGrowth is GOGC: how much the heap may grow between two collections, in percent of the
// live heap. That is less than 1 MB; the default of 100 would let garbage reach 4 MB, with
// 50 it is 2 MB.
const heapGrowth = 50

// freeMemory returns to the system what a start or a press has used. Hundreds of residents
// share the memory of a remote desktop host, and each is idle nearly all day; the runtime
// would keep that memory until later presses cause a collection. It takes some milliseconds,
// so it is called when no press is in flight. Before the first call the heap grows as usual,
// so that no collection delays hotkey and icon at the start.
func freeMemory() { child.Rest(heapGrowth) }
