package proxylogon

import (
	"fmt"
	"net/url"
	"syscall"

	"github.com/alexbrainman/sspi"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
)

// Available reports whether the system has log-ons that a proxy may accept.
const Available = true

// logOn is one log-on by a security package of Windows.
type logOn struct {
	credentials *sspi.Credentials
	context     *sspi.Context
	target      *uint16 // the proxy's name in Kerberos
	room        []byte  // as much as a token may take
}

// Start begins a log-on at a proxy, as the person of this process. Windows may ask a domain
// controller, which takes time and cannot be cancelled.
func Start(proxy *url.URL, scheme string) (wolkvox.LogOn, error) {
	target, err := syscall.UTF16PtrFromString("HTTP/" + proxy.Hostname())
	if err != nil {
		return nil, err
	}
	info, err := sspi.QueryPackageInfo(scheme) // packages have the names of schemes
	if err != nil {
		return nil, failure("QuerySecurityPackageInfo", err)
	}
	credentials, err := sspi.AcquireCredentials("", scheme, sspi.SECPKG_CRED_OUTBOUND, nil)
	if err != nil {
		return nil, failure("AcquireCredentialsHandle", err)
	}
	return &logOn{
		credentials: credentials,
		context:     sspi.NewClientContext(credentials, sspi.ISC_REQ_CONNECTION),
		target:      target,
		room:        make([]byte, info.MaxToken),
	}, nil
}

// Next returns the token that answers a challenge.
func (l *logOn) Next(challenge []byte) ([]byte, error) {
	var in, out [1]sspi.SecBuffer
	var given *sspi.SecBufferDesc // none at the first call
	if len(challenge) > 0 {
		in[0].Set(sspi.SECBUFFER_TOKEN, challenge)
		given = sspi.NewSecBufferDesc(in[:])
	}
	out[0].Set(sspi.SECBUFFER_TOKEN, l.room)
	made := sspi.NewSecBufferDesc(out[:])
	result := l.context.Update(l.target, made, given)
	switch result {
	case sspi.SEC_I_COMPLETE_NEEDED, sspi.SEC_I_COMPLETE_AND_CONTINUE:
		result = sspi.CompleteAuthToken(l.context.Handle, made)
	case sspi.SEC_I_CONTINUE_NEEDED:
		result = sspi.SEC_E_OK
	}
	if result != sspi.SEC_E_OK {
		return nil, failure("InitializeSecurityContext", result)
	}
	return l.room[:out[0].BufferSize], nil
}

// Close frees what Windows keeps for the log-on.
func (l *logOn) Close() {
	if l.context.Handle != nil {
		_ = l.context.Release()
	}
	_ = l.credentials.Release()
}

// failure names Windows' own code, which IT can look up.
func failure(call string, err error) error {
	if code, ok := err.(syscall.Errno); ok {
		return fmt.Errorf("%s: 0x%08x", call, uint32(code))
	}
	return fmt.Errorf("%s failed", call)
}
