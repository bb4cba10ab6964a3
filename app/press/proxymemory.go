package press

import (
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

// keep writes an answer if it was slow, or one is kept already.
func (m *ProxyMemory) keep(target *url.URL, network string, a proxy.Answer, slow bool) error {
	file, err := m.File()
	if err != nil {
		return err
	}
	if before, _ := file.Load(); len(before) == 0 && !slow { // one that cannot be read is replaced
		return nil
	}
	text, plain := a.Text()
	if a.Source == proxy.SourceEnvironment || !plain {
		return os.Remove(file.Path)
	}
	return file.Replace(settings.Raw{
		"target": target.String(), "network": network, "ways": text, "at": time.Now().UTC().Format(time.RFC3339),
	})
}

// recall returns the kept answer if it belongs here and is not too old.
func (m *ProxyMemory) recall(target *url.URL) (ways []*url.URL, ok bool) {
	kept, _ := env.Within(env.ReadWithin, func() (settings.Raw, error) {
		file, err := m.File()
		if err != nil {
			return nil, err
		}
		return file.Load()
	})
	at, _ := kept["at"].(string)
	made, _ := time.Parse(time.RFC3339, at) // one that cannot be read is too old
	age := time.Since(made)
	text, named := kept["ways"].(string)
	if !named || kept["target"] != target.String() || kept["network"] != m.Network() || age < 0 || age >= recallFor {
		return nil, false
	}
	return proxy.ParseText(text)
}
