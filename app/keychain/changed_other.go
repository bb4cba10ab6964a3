//go:build !linux && !windows && !darwin

package keychain

import (
	"time"

	"github.com/zalando/go-keyring"
)

func changed() time.Time { return time.Time{} }

func store(secret string) error { return keyring.Set(Service, User, secret) }

func (k *Keychain) stores() stores { return stores{system: systemStore{}} }

// Refusal is for Windows alone.
func Refusal() string { return "" }
