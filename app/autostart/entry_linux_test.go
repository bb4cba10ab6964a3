package autostart

import (
	"strings"
	"testing"
)

func TestEntryStartsTheProgram(t *testing.T) {
	tests := []struct{ name, program, exec, tryExec string }{
		{"plain", "/usr/bin/wolkvox-hold", `/usr/bin/wolkvox-hold`, `/usr/bin/wolkvox-hold`},
		{"space", "/opt/Wolkvox Hold/hold", `"/opt/Wolkvox Hold/hold"`, `/opt/Wolkvox Hold/hold`},
		{"spaces at the end", "/opt/hold  ", `"/opt/hold  "`, `/opt/hold \s`},
		{"percent", "/opt/100%/%u", `/opt/100%%/%%u`, `/opt/100%/%u`},
		{"double quote", `/opt/a"b`, `"/opt/a\\"b"`, `/opt/a"b`},
		{"single quote", `/opt/a'b`, `"/opt/a'b"`, `/opt/a'b`},
		{"dollar", `/opt/$HOME`, `"/opt/\\$HOME"`, `/opt/$HOME`},
		{"back quote", "/opt/a`b", "\"/opt/a\\\\`b\"", "/opt/a`b"},
		{"backslash", `/opt/a\b`, `"/opt/a\\\\b"`, `/opt/a\\b`},
		{"accents", "/home/añb/hold", `/home/añb/hold`, `/home/añb/hold`},
		{"all at once", `/a b/"%$\`, `"/a b/\\"%%\\$\\\\"`, `/a b/"%$\\`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := formatEntry(tt.program)
			if err != nil {
				t.Fatal(err)
			}
			want := "[Desktop Entry]\nType=Application\nName=Wolkvox Hold\n" +
				"TryExec=" + tt.tryExec + "\nExec=" + tt.exec + " --background\nTerminal=false\n"
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func TestPathsThatAnEntryCannotHold(t *testing.T) {
	for _, program := range []string{"", "wolkvox-hold", "./wolkvox-hold", "/a\nExec=evil", "/a\tb", "/a\x00b", "/a=b", "/a\xff"} {
		if got, err := formatEntry(program); err == nil {
			t.Errorf("%q: got %q, want an error", program, got)
		}
	}
}

func TestEntryIsRead(t *testing.T) {
	tests := []struct {
		name, text string
		want       entry
	}{
		{"empty", "", entry{}},
		{"ordinary", "[Desktop Entry]\nExec=/a --b\nTryExec=/a\n", entry{exec: "/a --b", tryExec: "/a"}},
		{"hidden", "[Desktop Entry]\nExec=/a\nHidden=true\n", entry{exec: "/a", hidden: true}},
		{"not hidden", "[Desktop Entry]\nExec=/a\nHidden=false\n", entry{exec: "/a"}},
		{"switched off by GNOME", "[Desktop Entry]\nExec=/a\nX-GNOME-Autostart-enabled=false\n", entry{exec: "/a", hidden: true}},
		{"other group", "[Desktop Entry]\nExec=/a\n[Desktop Action x]\nExec=/b\nHidden=true\n", entry{exec: "/a"}},
		{"before the group", "Hidden=true\n[Desktop Entry]\nExec=/a\n", entry{exec: "/a"}},
		{"comment and spaces", "# x\n[Desktop Entry]\r\n#Hidden=true\nExec = /a\r\n", entry{exec: "/a"}},
		{"translated", "[Desktop Entry]\nExec[es]=/b\nExec=/a\n", entry{exec: "/a"}},
		{"escapes", `[Desktop Entry]` + "\n" + `TryExec=/a\\b\sc`, entry{tryExec: `/a\b c`}},
		{"our own, hidden", hiddenEntry, entry{hidden: true}},
	}
	for _, tt := range tests {
		if got := parseEntry(tt.text); got != tt.want {
			t.Errorf("%s: got %+v, want %+v", tt.name, got, tt.want)
		}
	}
}

func FuzzFormatEntry(f *testing.F) {
	for _, seed := range []string{"/usr/bin/wolkvox-hold", `/a b/"%$\`, "/a\nHidden=true", "/a=b", "/100%"} {
		f.Add(seed)
	}
	f.Add("/a \u00a0 ")
	f.Fuzz(func(t *testing.T, program string) {
		text, err := formatEntry(program)
		if err != nil {
			return
		}
		e := parseEntry(text)
		if strings.Count(text, "\n") != 6 || e.hidden || !strings.HasSuffix(e.exec, " --background") {
			t.Fatalf("%q became %q", program, text)
		}
		if e.tryExec != program {
			t.Fatalf("TryExec: got %q, want %q", e.tryExec, program)
		}
		if got := runs(t, e.exec); got != program {
			t.Fatalf("Exec: got %q, want %q", got, program)
		}
	})
}

func FuzzParseEntry(f *testing.F) {
	f.Add("[Desktop Entry]\nExec=/a\nHidden=true\n")
	f.Add("[Desktop Entry]\nTryExec=\\")
	f.Add("=\n[")
	f.Fuzz(func(t *testing.T, text string) {
		if e := parseEntry(text); !strings.Contains(text, "[Desktop Entry]") && e != (entry{}) {
			t.Fatalf("got %+v from %q", e, text)
		}
	})
}

// runs parses an unescaped Exec line as a session does, independently of the code that
// writes it, and returns the program.
func runs(t *testing.T, exec string) string {
	t.Helper()
	var b strings.Builder
	quoted := false
	for i := 0; i < len(exec); i++ {
		switch c := exec[i]; {
		case c == '"':
			quoted = !quoted
		case c == '\\' && quoted:
			i++
			b.WriteByte(exec[i])
		case c == '%':
			i++
			if exec[i] != '%' {
				t.Fatalf("field code in %q", exec)
			}
			b.WriteByte('%')
		case c == ' ' && !quoted:
			if exec[i:] != " --background" {
				t.Fatalf("more arguments in %q", exec)
			}
			return b.String()
		case !quoted && strings.IndexByte("\t\n'\\><~|&;$*?#()`", c) >= 0:
			t.Fatalf("reserved character %q outside quotes in %q", c, exec)
		default:
			b.WriteByte(c)
		}
	}
	t.Fatalf("no end of the program in %q", exec)
	return ""
}
