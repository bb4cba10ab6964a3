package wolkvox

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/tls"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
)

// TLS messages (RFC 8446, section 4; RFC 5246, section 7.4).
var (
	helloRequest    = []byte{0, 0, 0, 0} // asks for another handshake, in TLS 1.2
	keyUpdate       = []byte{24, 0, 0, 1, 0}
	keyUpdatePlease = []byte{24, 0, 0, 1, 1} // and asks for another of the client's keys
	ticket          = []byte{4, 0, 0, 18, 0, 0, 14, 16, 1, 2, 3, 4, 1, 0, 0, 4, 't', 'e', 's', 't', 0, 0}
)

const (
	recordHandshake   = 22
	recordApplication = 23
)

// sealer is a server that says by TLS what crypto/tls has no way to say. Once it
// has spoken, all that the server says on that connection must go through it.
type sealer struct {
	t      *testing.T
	log    bytes.Buffer // the secrets, as Config.KeyLogWriter writes them
	secret []byte       // of TLS 1.3
	aead   cipher.AEAD
	iv     []byte
	seq    uint64
}

// sealed lets the server speak the version, and only with the cipher that a
// sealer knows.
func sealed(w *world, version uint16) *sealer {
	s := &sealer{t: w.t}
	w.config.MinVersion, w.config.MaxVersion, w.config.KeyLogWriter = version, version, &s.log
	w.config.CipherSuites = []uint16{tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256}
	w.config.SessionTicketsDisabled = true // they would count as records
	return s
}

// start takes the keys of a connection whose handshake is over.
func (s *sealer) start(x *exchange) {
	state := x.conn.ConnectionState()
	line := func(label string) (random, secret []byte) {
		for l := range strings.Lines(s.log.String()) {
			if f := strings.Fields(l); f[0] == label {
				random, _ = hex.DecodeString(f[1])
				secret, _ = hex.DecodeString(f[2])
				return random, secret
			}
		}
		s.t.Fatalf("no %s in the log of the keys", label)
		return nil, nil
	}
	switch {
	case state.Version == tls.VersionTLS13 && state.CipherSuite == tls.TLS_AES_128_GCM_SHA256:
		_, s.secret = line("SERVER_TRAFFIC_SECRET_0")
		s.rekey()
	case state.Version == tls.VersionTLS12 && state.CipherSuite == tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256:
		client, master := line("CLIENT_RANDOM")
		// The server's random: behind the heads of record and message, and a version.
		server := x.raw.out.first[11:43]
		keys := prf(master, slices.Concat([]byte("key expansion"), server, client), 40)
		s.use(keys[16:32], keys[36:40])
		s.seq = 1 // the end of the handshake was 0
	default:
		s.t.Fatalf("the server speaks %s, which this test does not know", tls.CipherSuiteName(state.CipherSuite))
	}
}

// prf is that of TLS 1.2 (RFC 5246, section 5).
func prf(secret, seed []byte, length int) (out []byte) {
	mac := func(b ...[]byte) []byte {
		h := hmac.New(sha256.New, secret)
		h.Write(slices.Concat(b...))
		return h.Sum(nil)
	}
	for a := mac(seed); len(out) < length; a = mac(a) {
		out = append(out, mac(a, seed)...)
	}
	return out[:length]
}

// expand is HKDF-Expand-Label without a context (RFC 8446, section 7.1).
func (s *sealer) expand(label string, length int) []byte {
	label = "tls13 " + label
	info := string([]byte{0, byte(length), byte(len(label))}) + label + "\x00"
	out, err := hkdf.Expand(sha256.New, s.secret, info, length)
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

// rekey takes the keys of the secret of the moment.
func (s *sealer) rekey() {
	s.use(s.expand("key", 16), s.expand("iv", 12))
	s.seq = 0
}

func (s *sealer) use(key, iv []byte) {
	block, err := aes.NewCipher(key)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.aead, err = cipher.NewGCM(block); err != nil {
		s.t.Fatal(err)
	}
	s.iv = iv
}

// say sends one record.
func (s *sealer) say(raw *wire, kind byte, text []byte) {
	seq := binary.BigEndian.AppendUint64(nil, s.seq)
	s.seq++
	var body, head []byte
	if s.secret == nil {
		head = []byte{kind, 3, 3}
		sum := binary.BigEndian.AppendUint16(slices.Concat(seq, head), uint16(len(text)))
		body = s.aead.Seal(slices.Clone(seq), slices.Concat(s.iv, seq), text, sum)
		head = binary.BigEndian.AppendUint16(head, uint16(len(body)))
	} else {
		nonce := slices.Clone(s.iv)
		for i, b := range seq {
			nonce[4+i] ^= b
		}
		text = append(slices.Clone(text), kind)
		head = binary.BigEndian.AppendUint16([]byte{recordApplication, 3, 3}, uint16(len(text)+s.aead.Overhead()))
		body = s.aead.Seal(nil, nonce, text, head)
	}
	raw.Write(slices.Concat(head, body))
	if s.secret != nil && len(text) > 0 && kind == recordHandshake && text[0] == keyUpdate[0] {
		s.secret = s.expand("traffic upd", sha256.Size)
		s.rekey()
	}
}

// saying lets the server say messages of TLS while the first connection, which is
// the spare one, waits, and what it answers there after that.
func saying(version uint16, messages ...[]byte) func(*world) {
	return func(w *world) {
		s := sealed(w, version)
		first(func(x *exchange) bool {
			s.start(x)
			for _, m := range messages {
				s.say(x.raw, recordHandshake, m)
			}
			return true
		})(w)
		w.answer = func(x *exchange) {
			x.act()
			if x.nth() > 1 {
				x.say(wellReply)
				return
			}
			s.say(x.raw, recordApplication, []byte(wellReply))
			x.hang()
		}
	}
}

// sayingAsked is the same while the client waits for the answer.
func sayingAsked(version uint16, messages ...[]byte) func(*world) {
	return func(w *world) {
		s := sealed(w, version)
		w.answer = func(x *exchange) {
			x.act()
			s.start(x)
			for _, m := range messages {
				s.say(x.raw, recordHandshake, m)
			}
			s.say(x.raw, recordApplication, []byte(wellReply))
			x.hang()
		}
	}
}

func many(n int, message []byte) (all [][]byte) {
	return slices.Repeat([][]byte{message}, n)
}
