package main

// doctorRules keep a look from doing harm, and the token out of what is sent on.
var doctorRules = []rule{
	in("doctor: not a byte after the handshake", "wolkvox/check.go",
		"		defer conn.Conn.Close()\n", "		defer conn.Conn.Close()\n		conn.Write([]byte(\"HEAD / HTTP/1.1\\r\\n\\r\\n\"))\n",
		"wolkvox", "TestCheckSaysNothingAfterTheHandshake"),
	in("doctor: one check that hangs costs no other", "app/checks/report.go",
		"	case <-late.C:\n		return []Finding{c.Slow}\n", "",
		"app/checks", "TestOneCheckThatHangsCostsNoOther"),

	in("bundle: searched before it lands", "app/checks/archive.go",
		"	if err := scan(packed, find); err != nil {\n		return err\n	}\n", "",
		"app/checks", "TestABundleWithTheTokenIsRefused"),
	{"bundle: names are searched, too", "app/checks", "TestABundleWithTheTokenIsRefused", []change{
		{"app/checks/archive.go", "find([]byte(f.Name)) || find(content)", "find(content)"},
		{"app/checks/archive.go", "	if find(packed) {", "	if false {"}, // they stand there as well
	}},
	in("bundle: its own name is searched, too", "app/checks/archive.go",
		"	if find([]byte(path)) {\n		return &SecretError{}\n	}\n", "",
		"app/checks", "TestABundleWithTheTokenIsRefused"),
	in("bundle: nothing is replaced", "app/checks/archive.go",
		"	err = os.Link(file.Name(), path)", "	err = os.Rename(file.Name(), path)",
		"app/checks", "TestABundleReplacesNothing"),
	in("bundle: nothing is replaced where there are no links", "app/checks/archive.go",
		"os.O_WRONLY|os.O_CREATE|os.O_EXCL", "os.O_WRONLY|os.O_CREATE|os.O_TRUNC",
		"app/checks", "TestABundleReplacesNothing"),
	in("bundle: its size is bounded", "app/checks/archive.go",
		"size > maxBundle {", "size < 0 {",
		"app/checks", "TestABundleThatCannotBeWrittenLeavesNothing"),

	scanned("plain", "	s.folded = append(s.folded, folded([]byte(secret)))", "	s.folded = append(s.folded, []byte{0, 1, 2, 3})"),
	scanned("in any case", "	view = folded(view)\n", ""),
	scanned("hexadecimal", "		s.derive(&s.folded, []byte(hex.EncodeToString(form)))\n", "		_ = hex.EncodeToString\n"),
	scanned("base64 wherever it begins", "range 3 {", "range 1 {"),
	scanned("both alphabets of base64", "{base64.RawStdEncoding, base64.RawURLEncoding}", "{base64.RawStdEncoding}"),
	scanned("the other of base64", "{base64.RawStdEncoding, base64.RawURLEncoding}", "{base64.RawURLEncoding}"),
	scanned("base64 of UTF-16", "{[]byte(secret), wide(secret, binary.LittleEndian), wide(secret, binary.BigEndian)}", "{[]byte(secret)}"),
	scanned("UTF-16", "		if len(form) > len(secret) {", "		if false {"),
	scanned("cut into lines", "{squeezed, unescapedURL, unescapedText}", "{unescapedURL, unescapedText}"),
	scanned("escaped for a URL", "{squeezed, unescapedURL, unescapedText}", "{squeezed, unescapedText}"),
	scanned("escaped for JSON", "{squeezed, unescapedURL, unescapedText}", "{squeezed, unescapedURL}"),
	scanned("one escape inside another", "const rounds = 3", "const rounds = 1"),
}

// scanned is one way to write a token down that the search of a bundle knows.
func scanned(way, old, new string) rule {
	return in("bundle: the token is found, "+way, "app/checks/scan.go", old, new, "app/checks", "TestTheScanFindsATokenInEachEncoding")
}
