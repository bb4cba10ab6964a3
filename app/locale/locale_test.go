package locale

import (
	"slices"
	"strings"
	"testing"
)

func TestEnvironment(t *testing.T) {
	for _, tt := range []struct {
		name string
		env  map[string]string
		want []string
	}{
		{"nothing is set", nil, nil},
		{"the usual", map[string]string{"LANG": "es_CO.UTF-8"}, []string{"es_CO.UTF-8"}},
		{"messages before LANG", map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "pt_BR.UTF-8"}, []string{"pt_BR.UTF-8"}},
		{"LC_ALL before all", map[string]string{"LANG": "en_US.UTF-8", "LC_MESSAGES": "pt_BR", "LC_ALL": "es_MX"}, []string{"es_MX"}},
		{"an empty one does not count", map[string]string{"LANG": "es_PE", "LC_ALL": ""}, []string{"es_PE"}},
		{"a list of wishes comes first", map[string]string{"LANG": "en_US.UTF-8", "LANGUAGE": "gl:es:"}, []string{"gl", "es", "en_US.UTF-8"}},
		{"scripts switch translation off", map[string]string{"LANG": "es_CO.UTF-8", "LC_ALL": "C", "LANGUAGE": "es"}, nil},
		{"and so does C with an encoding", map[string]string{"LANG": "C.UTF-8", "LANGUAGE": "es"}, nil},
		{"or its other name", map[string]string{"LANG": "POSIX", "LANGUAGE": "es"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := environment(func(name string) string { return tt.env[name] })
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestDefaults(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want []string
	}{
		{"(\n    \"es-419\",\n    \"pt-BR\",\n    en\n)\n", []string{"es-419", "pt-BR", "en"}},
		{"(\n    es\n)\n", []string{"es"}},
		{"(\n)\n", nil},
		{"", nil},
	} {
		if got := parseDefaults(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzDefaults(f *testing.F) {
	f.Add("(\n    \"es-419\",\n    en\n)\n")
	f.Add("(")
	f.Add("\"\",\n")
	f.Fuzz(func(t *testing.T, text string) {
		for _, tag := range parseDefaults(text) {
			if tag == "" || len(tag) > maxDefaults || strings.ContainsAny(tag, "\n") {
				t.Errorf("got the tag %q", tag)
			}
		}
	})
}
