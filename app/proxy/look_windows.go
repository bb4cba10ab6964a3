package proxy

import (
	"net/url"
	"sync"

	"github.com/mattn/go-ieproxy"
)

// lookMu protects the library, which keeps its settings in a global variable.
var lookMu sync.Mutex

// Look finds the proxy for target. It may take seconds and cannot be cancelled.
//
// A script that cannot be fetched or run counts as one that names no proxy, as in
// browsers: the library does not distinguish the two.
func Look(target *url.URL) (Answer, error) {
	lookMu.Lock()
	defer lookMu.Unlock()
	conf := ieproxy.ReloadConf() // GetConf would return what it read the first time
	if conf.Automatic.Active {
		ways, err := parseScript(conf.Automatic.FindProxyForURL(target.String()))
		if len(ways) > 0 || err != nil {
			return Answer{ways, SourceScript}, err
		}
	}
	if conf.Static.Active {
		u, err := parseFixed(conf.Static.Protocols, conf.Static.NoProxy, target)
		if u != nil || err != nil {
			return Answer{[]*url.URL{u}, SourceSettings}, err
		}
	}
	return Answer{Source: SourceNone}, nil
}
