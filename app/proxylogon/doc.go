// Package proxylogon makes the tokens with which a person signs in to a proxy with their
// log-on to Windows, by Windows' security packages (SSPI). No password is read or stored.
//
// The packages negotiate and ntlm of github.com/alexbrainman/sspi are not used: at the start
// of every process they ask for the security packages, and ntlm panics if NTLM is
// switched off. If Negotiate needs one leg only, negotiate reports that as an error.
package proxylogon
