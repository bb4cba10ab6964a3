package dialog

import (
	"strings"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/winapi"
)

// sample is a dialog of four fields, of which two have notes, with texts as wide as at that DPI.
func sample(dpi int32) sizes {
	text := func(n int32) int32 { return winapi.Scale(n, dpi) }
	return sizes{
		line: text(15), labels: []int32{text(40), text(60), text(35), text(42)}, notes: []int32{text(15), 0, text(30), 0},
		note: text(30), ok: text(40), cancel: text(50),
	}
}

// Nothing overlaps or is outside the window, at any scale; what belongs together is in
// one line, and the window grows with its notes and its scale.
func TestControlsStandApart(t *testing.T) {
	for _, dpi := range []int32{96, 120, 144, 192, 288} {
		s := sample(dpi)
		p := arrange(dpi, s)
		all := []winapi.Rect{p.note, p.ok, p.cancel}
		for i := range p.inputs {
			all = append(all, p.labels[i], p.inputs[i])
			if s.notes[i] > 0 {
				all = append(all, p.notes[i])
			}
			if l, in := p.labels[i], p.inputs[i]; l.Top < in.Top || l.Bottom > in.Bottom {
				t.Errorf("%d DPI: label %d at %v is not beside its input at %v", dpi, i, l, in)
			}
			if p.labels[i].Width() < s.labels[i] || p.notes[i].Width() != noteWidth(dpi) {
				t.Errorf("%d DPI: a text of field %d is cut", dpi, i)
			}
		}
		for i, a := range all {
			if a.Left < 0 || a.Top < 0 || a.Right > p.width || a.Bottom > p.height || a.Width() <= 0 || a.Height() <= 0 {
				t.Errorf("%d DPI: %v is not inside of %d x %d", dpi, a, p.width, p.height)
			}
			for _, b := range all[i+1:] {
				if a.Left < b.Right && b.Left < a.Right && a.Top < b.Bottom && b.Top < a.Bottom {
					t.Errorf("%d DPI: %v lies on %v", dpi, a, b)
				}
			}
		}
		if p.note.Width() != textWidth(dpi, s.labels) {
			t.Errorf("%d DPI: the note is %d wide, and was measured at %d", dpi, p.note.Width(), textWidth(dpi, s.labels))
		}
		s.notes[1] = winapi.Scale(15, dpi)
		s.intro = winapi.Scale(15, dpi)
		if grown := arrange(dpi, s); grown.height <= p.height || grown.ok.Bottom+winapi.Scale(margin, dpi) != grown.height {
			t.Errorf("%d DPI: with a note and an introduction more it is %d high, before %d", dpi, grown.height, p.height)
		}
		if once := arrange(96, sample(96)); dpi == 192 && (p.width != 2*once.width || p.height != 2*once.height-4*inputFrame) {
			t.Errorf("at 200 %% it is %d x %d, at 100 %% %d x %d", p.width, p.height, once.width, once.height)
		}
	}
}

// A screen that is too small for its scale gets a smaller dialog, and the corner with the title is
// on the screen in any case.
func TestSmallScreens(t *testing.T) {
	dpi := int32(192)
	const screen = 400
	for range 4 {
		height := arrange(dpi, sample(dpi)).height + winapi.Scale(31, 192) // the title's height follows the screen
		if height <= screen {
			break
		}
		dpi = fitting(dpi, height, screen)
	}
	if height := arrange(dpi, sample(dpi)).height + winapi.Scale(31, 192); height > screen || height < screen*8/10 {
		t.Errorf("at %d DPI it is %d high, on a screen of %d", dpi, height, screen)
	}
	if got := fitting(96, 5000, 100); got < 60 {
		t.Errorf("got %d DPI, which nobody can read", got)
	}
	if got := fitting(120, 300, 0); got != 120 {
		t.Errorf("a screen that is not known: got %d DPI", got)
	}
	for _, work := range []winapi.Rect{winapi.Area(0, 0, 1280, 680), winapi.Area(-1920, 40, 0, 1080), winapi.Area(100, 100, 200, 200)} {
		left, top := center(work, 400, 300)
		if left < work.Left || top < work.Top || work.Width() > 400 && left+400 > work.Right {
			t.Errorf("in %v it is at %d, %d", work, left, top)
		}
	}
}

func TestAccessKeys(t *testing.T) {
	for _, tt := range []struct{ texts, want string }{
		{"Server|Extension|Token|Hotkey|Save", "&Server|&Extension|&Token|&Hotkey|S&ave"},
		{"Save all|Save", "&Save all|S&ave"}, // the first text comes first
		{"Sea|Save the rest", "&Sea|Save &the rest"},
		{"Árbol|Ñ|", "Á&rbol|Ñ|"},
		{"a|a|A", "&a|a|A"},
		{"R&D & more|Rest", "&R&&D && more|R&est"},
	} {
		if got := strings.Join(accessKeys(strings.Split(tt.texts, "|")), "|"); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.texts, got, tt.want)
		}
	}
}

// FuzzAccessKeys: whatever the texts are, what Windows shows of them are the texts, each with at
// most one mark, and no letter twice.
func FuzzAccessKeys(f *testing.F) {
	f.Add("Server|Extension|Token|Hotkey|Save")
	f.Add("&|&&|a&b|é a|\xff")
	f.Fuzz(func(t *testing.T, all string) {
		texts := strings.Split(all, "|")
		used := map[string]bool{}
		for i, marked := range accessKeys(texts) {
			shown := strings.ReplaceAll(marked, "&&", "\x00")
			if strings.Contains(texts[i], "\x00") {
				return
			}
			_, after, is := strings.Cut(shown, "&")
			if strings.Count(shown, "&") > 1 || strings.ReplaceAll(strings.Replace(shown, "&", "", 1), "\x00", "&") != texts[i] {
				t.Fatalf("%q is marked as %q", texts[i], marked)
			}
			if is {
				letter := strings.ToLower(after[:1])
				if used[letter] {
					t.Fatalf("%s twice in %q", letter, all)
				}
				used[letter] = true
			}
		}
	})
}

// A line of several is pasted as a whole, so that it is refused rather than cut.
func TestPasted(t *testing.T) {
	for text, want := range map[string]string{
		"0a1b2c3d": "0a1b2c3d", "0a1b2c3d\r\n": "0a1b2c3d", "\n0042\n\n": "0042", "0a1b\r\n2c3d": "0a1b 2c3d", "1\n\n2": "1  2",
		"\u200b12": "\u200b12", "12\x0034": "12", "": "",
	} {
		if got := pasted(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestAnswers(t *testing.T) {
	form := Form{Fields: []Field{
		{Key: "a", Value: "1", Note: Note{Text: "hint"}}, {Key: "b", Fixed: true}, {Key: "c", Value: "3"},
	}}
	if got := form.firstFocus(); got != 0 {
		t.Errorf("nothing is missing: the focus is on %d, want the first", got)
	}
	focus := form.apply(Answer{
		Notes:  map[string]Note{"": {Text: "not saved"}, "c": {"wrong", true}, "b": {"set by IT", false}},
		Values: map[string]string{"c": "33", "other": "x"},
	})
	if a, c := form.Fields[0], form.Fields[2]; focus != 2 || c.Value != "33" || !c.Note.Problem || a.Note.Text != "hint" || form.Note.Text != "not saved" {
		t.Errorf("got focus %d and %+v", focus, form)
	}
	if got := form.firstFocus(); got != 2 {
		t.Errorf("a problem: the focus is on %d, want it", got)
	}
	form.Fields[2].Note = Note{}
	form.Fields[2].Value = ""
	if got := form.firstFocus(); got != 2 {
		t.Errorf("an empty field: the focus is on %d, want it", got)
	}
	form.Fields[0].Fixed, form.Fields[2].Fixed = true, true
	if got := form.firstFocus(); got != -1 || form.anyEditable() {
		t.Errorf("nothing can be changed: the focus is on %d", got)
	}
	if focus := form.apply(Answer{Notes: map[string]Note{"a": {"fine", false}}}); focus != -1 {
		t.Errorf("no problem: the focus goes to %d", focus)
	}
}

func TestRedOnLightGroundsOnly(t *testing.T) {
	for color, want := range map[uint32]bool{0xffffff: true, 0xf0f0f0: true, 0xd4d0c8: true, 0x000000: false, 0x202020: false, 0xff0000: false, 0x808080: false} {
		if got := light(color); got != want {
			t.Errorf("%06x: got %v", color, got)
		}
	}
}
