package words

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// assets/windows/smoke.ps1 and .ci/winproof read what practice prints, in any language, with
// these expressions.
func TestWhatPracticePrintsCanBeCounted(t *testing.T) {
	counted, chord := `10001\D+(\d+)`, `(Ctrl|Alt)\+Shift\+F(\d+)`
	for _, file := range []string{"../../assets/windows/smoke.ps1", "../../.ci/winproof/main.go"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, expression := range []string{counted, chord} {
			if !strings.Contains(string(text), expression) {
				t.Errorf("%s does not look for %s", file, expression)
			}
		}
	}
	each(t, func(t *testing.T, w Words, _ string) {
		if !w.Practice {
			return
		}
		for _, count := range []int{1, 17} {
			line := w.PracticeTruth(practiceExtension, count%2 == 1, count)
			if m := regexp.MustCompile(counted).FindStringSubmatch(line); m == nil || m[1] != strconv.Itoa(count) {
				t.Errorf("%q: got %v, want %d", line, m, count)
			}
		}
		line := w.PracticeStarted(practiceExtension, "Alt+Shift+F12")
		if m := regexp.MustCompile(chord).FindStringSubmatch(line); m == nil || m[0] != "Alt+Shift+F12" {
			t.Errorf("%q: got %v", line, m)
		}
		if m := regexp.MustCompile(counted).FindString(line); m != "" {
			t.Errorf("%q counts as a toggle", line)
		}
	})
}
