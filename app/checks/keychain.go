package checks

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/wolkvox-hold/wolkvox-hold/app/keychain"
	"github.com/wolkvox-hold/wolkvox-hold/app/words"
)

func (x *Examination) keychain(context.Context) []Finding {
	_, err := x.token()
	return append(x.tokenFindings(err), x.storeRefuses(err)...)
}

// storeRefuses says why Windows stores no token in this session. Where there is a token, that
// only matters for the next one.
func (x *Examination) storeRefuses(token error) []Finding {
	why := x.refusal()
	switch {
	case why == "":
		return nil
	case token == nil:
		return x.well("token_store_refuses", why)
	}
	return x.warning("token_store_refuses", why)
}

func (x *Examination) tokenFindings(err error) []Finding {
	s, noResident := x.Resident()
	switch {
	case err == nil && noResident == nil && s.TokenTrouble != "":
		return x.trouble("token_not_read", s.TokenTrouble) // e.g. the resident has no session bus
	case err == nil && x.inFile():
		return x.well("token_in_file", "")
	case err == nil:
		return x.well("token_ok", "")
	}
	code := keychain.Code(err)
	found := x.trouble
	switch {
	case x.busMissing() && noResident != nil:
		return nil // the check "session" reports it
	case s.Token && (x.busMissing() || errors.Is(err, keychain.ErrNotAllowed)):
		f := x.well("token_ok", "")
		x.detail(&f[0], words.Words.InRunningProgram)
		return f
	case x.busMissing():
		code = s.TokenTrouble
	case noResident == nil && s.Token:
		found = x.warning // the resident keeps the token it has read; its next start would have none
	}
	switch code {
	case "not_found":
		return found("token_missing", "")
	case "invalid":
		return found("token_invalid", "")
	case "sealed_elsewhere":
		return found("token_sealed_elsewhere", "")
	}
	detail := ""
	if number, ok := errors.AsType[syscall.Errno](err); ok {
		detail = fmt.Sprintf("%d: %v", uintptr(number), number) // what IT can look up
	}
	return found("keychain_"+code, detail)
}
