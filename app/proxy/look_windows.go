package proxy

import (
	"net/url"
	"sync"

	"github.com/mattn/go-ieproxy"
)

// lane lets one look at a time into the library, which keeps what it read in a
// variable of its own.
var lane sync.Mutex

// Look finds the proxy for target. It may take seconds, and cannot be ended.
//
// A script that cannot be fetched or run counts as one that names no proxy, as in
// browsers: the library does not tell the two apart.
func Look(target *url.URL) (Answer, error) {
	lane.Lock()
	defer lane.Unlock()
	conf := ieproxy.ReloadConf() // GetConf would answer what it read first
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
