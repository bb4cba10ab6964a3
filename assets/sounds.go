package assets

import "embed"

//go:embed sounds/*.wav
var sounds embed.FS

// Sound returns the sound of an outcome (toggled, not_toggled, unknown) as a WAV file of 22,050 samples of 16 bits a
// second and one channel, shorter than 0.6 s; nil if there is none of that name. The caller owns the bytes.
func Sound(name string) []byte {
	wav, err := sounds.ReadFile("sounds/" + name + ".wav")
	if err != nil {
		return nil
	}
	return wav
}
