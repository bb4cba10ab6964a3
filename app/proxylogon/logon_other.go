//go:build !windows

package proxylogon

import (
	"errors"
	"net/url"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Available reports whether the system has log-ons that a proxy may accept.
const Available = false

// Start is for Windows only.
func Start(*url.URL, string) (wolkvox.LogOn, error) { return nil, errors.ErrUnsupported }
