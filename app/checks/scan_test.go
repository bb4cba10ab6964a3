package checks

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

const token = "8e7f2c30b1a94d5568f0e7c21b3a4d5f6e7081928374a5b6c7d8"

// oddToken has every character that some encoding treats specially.
const oddToken = `aZ09+/=%20&<"\é€😀~_-.`

func units(text string, order binary.AppendByteOrder) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, u)
	}
	return string(b)
}

func each(text string, format string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

func jsonText(text string) string {
	b, _ := json.Marshal(text)
	return string(b[1 : len(b)-1])
}

func jsonEscapes(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&b, `\u%04X`, u)
	}
	return b.String()
}

// encodings are the ways in which a token may appear.
var encodings = []struct {
	name   string
	encode func(string) string
}{
	{"plain", func(s string) string { return s }},
	{"in capitals", func(s string) string { return strings.Map(upper, s) }},
	{"URL query", url.QueryEscape},
	{"URL path", url.PathEscape},
	{"every byte escaped for a URL", func(s string) string { return each(s, "%%%02X") }},
	{"and in small letters", func(s string) string { return each(s, "%%%02x") }},
	{"every second byte escaped for a URL", func(s string) string {
		var b strings.Builder
		for i, c := range []byte(s) {
			if i%2 == 0 || c == '%' || c == '+' {
				fmt.Fprintf(&b, "%%%02X", c)
			} else {
				b.WriteByte(c)
			}
		}
		return b.String()
	}},
	{"escaped twice for a URL", func(s string) string { return url.QueryEscape(url.QueryEscape(s)) }},
	{"JSON", jsonText},
	{"JSON with every character escaped", jsonEscapes},
	{"JSON with slashes escaped", func(s string) string { return strings.ReplaceAll(jsonText(s), "/", `\/`) }},
	{"JSON inside JSON", func(s string) string { return jsonText(jsonText(s)) }},
	{"quoted text", strconv.Quote},
	{"quoted ASCII text", strconv.QuoteToASCII},
	{"quoted bytes", func(s string) string { return each(s, `\x%02x`) }},
	{"UTF-16, low byte first", func(s string) string { return units(s, binary.LittleEndian) }},
	{"UTF-16, high byte first", func(s string) string { return units(s, binary.BigEndian) }},
	{"hexadecimal", func(s string) string { return hex.EncodeToString([]byte(s)) }},
	{"hexadecimal in capitals", func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) }},
	{"hexadecimal with spaces", func(s string) string { return each(s, "%02x ") }},
	{"hexadecimal of UTF-16", func(s string) string { return hex.EncodeToString([]byte(units(s, binary.LittleEndian))) }},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 without padding", func(s string) string { return base64.RawStdEncoding.EncodeToString([]byte(s)) }},
	{"base64 for URLs", func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) }},
	{"base64 for URLs without padding", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }},
	{"base64 one byte in", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(":" + s + ":x")) }},
	{"base64 two bytes in", func(s string) string { return base64.StdEncoding.EncodeToString([]byte("u:" + s + "y")) }},
	{"base64 for URLs one byte in", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("z" + s + "y")) }},
	{"base64 for URLs two bytes in", func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("zz" + s)) }},
	{"base64 in lines of 20", func(s string) string {
		var b strings.Builder
		for i, c := range base64.StdEncoding.EncodeToString([]byte(s)) {
			if i%20 == 0 {
				b.WriteString("\r\n")
			}
			b.WriteRune(c)
		}
		return b.String()
	}},
	{"base64 of UTF-16, as PowerShell takes it", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(units(s, binary.LittleEndian)))
	}},
	{"base64 escaped for a URL", func(s string) string {
		return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(s)))
	}},
	{"base64 in UTF-16", func(s string) string {
		return units(base64.StdEncoding.EncodeToString([]byte(s)), binary.LittleEndian)
	}},
	{"cut into lines", func(s string) string { return s[:10] + "\n" + s[10:] }},
}

func upper(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// TestTheScanFindsATokenInEachEncoding: at any position, but not an incomplete one.
func TestTheScanFindsATokenInEachEncoding(t *testing.T) {
	for _, secret := range []string{token, oddToken} {
		scan := NewScanner(secret)
		for _, e := range encodings {
			for _, around := range [][2]string{{"", ""}, {"x", ""}, {"time=1 msg=\"", "\" a=b\n"}, {"\xff\x00", "\x00\xfe"}} {
				if !scan.Find([]byte(around[0] + e.encode(secret) + around[1])) {
					t.Errorf("%s: not found between %q", e.name, around)
				}
			}
		}
	}
	scan := NewScanner(token)
	for _, e := range encodings {
		if text := e.encode(token[:len(token)-6]); scan.Find([]byte(text)) {
			t.Errorf("%s: a part of the token was taken for the token", e.name)
		}
	}
}

func TestTheScanFindsNothingWhereNothingIs(t *testing.T) {
	log := strings.Repeat("time=2026-11-25T10:00:00Z level=INFO msg=press n=1 source=hotkey outcome=toggled took=0.21\n", 1000)
	for _, secret := range []string{token, oddToken, ""} {
		if NewScanner(secret).Find([]byte(log)) {
			t.Errorf("found %q in a log without it", secret)
		}
	}
	// A token that is too short for encoded forms is only searched for as it is.
	if scan := NewScanner("q7"); !scan.Find([]byte("is Q7 here")) || scan.Find([]byte(log)) {
		t.Error("a short token is not looked for as it is")
	}
}

// FuzzScan: no text makes the scan fail, and a token planted in it is found.
func FuzzScan(f *testing.F) {
	f.Add([]byte(`a%20b\u00`), uint8(0), uint16(3))
	f.Add([]byte("\\x4\\ud83d\\u"), uint8(14), uint16(5))
	f.Add([]byte("%%%4"), uint8(4), uint16(1))
	scan := NewScanner(token)
	f.Fuzz(func(t *testing.T, text []byte, which uint8, at uint16) {
		if len(text) > 1<<12 {
			return
		}
		scan.Find(text)
		e := encodings[int(which)%len(encodings)]
		cut := int(at) % (len(text) + 1)
		// A text that ends in the middle of an escape would take the first character into the
		// escape, and base64 would continue in letters beside it.
		const fence = " \n--\n "
		planted := string(text[:cut]) + fence + e.encode(token) + fence + string(text[cut:])
		if !scan.Find([]byte(planted)) {
			t.Errorf("%s: not found in %q", e.name, planted)
		}
	})
}
