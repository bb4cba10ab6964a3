package keychain

import (
	"time"

	"github.com/zalando/go-keyring"
)

// changed is unknown: macOS would need another program for it.
func (systemStore) changed() time.Time { return time.Time{} }

func store(secret string) error { return keyring.Set(Service, User, secret) }

func (k *Keychain) stores() stores { return stores{system: systemStore{}} }

// Refusal is for Windows alone.
func Refusal() string { return "" }
