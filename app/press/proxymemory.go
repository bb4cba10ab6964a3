package press

import (
	"maps"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/app/env"
	"github.com/wolkvox-hold/wolkvox-hold/app/proxy"
	"github.com/wolkvox-hold/wolkvox-hold/app/settings"
	"github.com/wolkvox-hold/wolkvox-hold/app/settingsfile"
)

const (
	// slowLook is how long the system may take to name its proxies before the answer is
	// kept for a process that has no time to wait.
	slowLook = 250 * time.Millisecond
	// recallAfter is how long a press without a resident waits for the system before it
	// uses the kept answer. Windows may search the network for more than two seconds, and
	// a press has three.
	recallAfter = time.Second
	// recallFor is how long an answer is kept.
	recallFor = 12 * time.Hour
)

// ProxyMemory keeps the system's last answer about its proxies in a file, for presses without
// a resident. It is used only in the network that it was given in, and never decides whether a
// proxy gets a log-on. What the environment says is not kept: it may have a password.
type ProxyMemory struct {
	System  func(target *url.URL) (proxy.Answer, error)
	Network func() string
	File    func() (settingsfile.File, error)

	writing sync.Mutex
}

// NewProxyMemory returns that of this user and machine.
func NewProxyMemory(p *env.Env) *ProxyMemory {
	return &ProxyMemory{
		System:  proxy.Look,
		Network: proxy.Network,
		File:    func() (settingsfile.File, error) { return p.MachineFile("proxy") },
	}
}

// Look asks the system, however long that takes. It keeps the answer in the background,
// because the disk may hang.
func (m *ProxyMemory) Look(target *url.URL) (proxy.Answer, error) {
	began, network := time.Now(), m.Network()
	a, err := m.System(target)
	if err == nil && network != "" && network == m.Network() {
		slow := time.Since(began) >= slowLook
		go func() {
			m.writing.Lock()
			defer m.writing.Unlock()
			_ = m.keep(target, network, a, slow) // where it fails, presses wait for the system
		}()
	}
	return a, err
}

// Find is Look for a press that nothing was prepared for.
func (m *ProxyMemory) Find(target *url.URL) ([]*url.URL, error) {
	type answer struct {
		ways []*url.URL
		err  error
	}
	found := make(chan answer, 1)
	go func() {
		a, err := m.Look(target)
		found <- answer{a.Ways, err}
	}()
	timer := time.NewTimer(recallAfter)
	defer timer.Stop()
	select {
	case a := <-found:
		return a.ways, a.err
	case <-timer.C:
	}
	if ways, ok := m.recall(target); ok {
		return ways, nil
	}
	a := <-found
	return a.ways, a.err
}

// Close waits for an answer that is being written, and removes it if a press failed in a way
// that an outdated proxy can cause. The disk may hang.
func (m *ProxyMemory) Close(failed bool) {
	m.writing.Lock()
	defer m.writing.Unlock()
	if file, err := m.File(); failed && err == nil {
		_ = os.Remove(file.Path)
	}
}

// keep writes an answer if it was slow, or differs from the kept one.
func (m *ProxyMemory) keep(target *url.URL, network string, a proxy.Answer, slow bool) error {
	file, err := m.File()
	if err != nil {
		return err
	}
	before, _ := file.Load() // one that cannot be read is replaced
	if len(before) == 0 && !slow {
		return nil
	}
	text, plain := a.Text()
	if a.Source == proxy.SourceEnvironment || !plain {
		return os.Remove(file.Path)
	}
	now := settings.Raw{"target": target.String(), "network": network, "ways": text}
	if at, ok := before["at"].(string); ok && age(at) < time.Hour {
		now["at"] = at
		if maps.Equal(before, now) {
			return nil
		}
	}
	now["at"] = time.Now().UTC().Format(time.RFC3339)
	return file.Replace(now)
}

// recall returns the kept answer if it belongs here and is not too old.
func (m *ProxyMemory) recall(target *url.URL) (ways []*url.URL, ok bool) {
	kept, err := env.Within(env.ReadWithin, func() (settings.Raw, error) {
		file, err := m.File()
		if err != nil {
			return nil, err
		}
		return file.Load()
	})
	at, _ := kept["at"].(string)
	network, _ := kept["network"].(string)
	text, named := kept["ways"].(string)
	if err != nil || !named || kept["target"] != target.String() || network == "" || network != m.Network() || age(at) >= recallFor {
		return nil, false
	}
	return proxy.ParseText(text)
}

// age is how old a kept answer is; one that cannot be read, or is from the future, is too old.
func age(at string) time.Duration {
	t, err := time.Parse(time.RFC3339, at)
	if d := time.Since(t); err == nil && d >= -time.Second {
		return d
	}
	return recallFor
}
