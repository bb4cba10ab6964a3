// Package tokencache keeps the token in memory, so that no press waits for the keychain.
//
// [Cache] owns the token of a running resident: when the keychain is read again, when it may
// prompt the person, and how a token that wolkvox refused is replaced. The keychain itself is
// in package keychain.
package tokencache
