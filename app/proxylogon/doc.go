// Package proxylogon makes the tokens with which a person's own log-on to Windows is
// accepted by a proxy, by Windows' security packages (SSPI). No password is read or stored.
//
// The packages negotiate and ntlm of github.com/alexbrainman/sspi are not used: at the start
// of every process they ask for the security packages, and ntlm panics where an office has
// switched NTLM off. Where Negotiate needs one leg only, negotiate takes that for an error.
package proxylogon
