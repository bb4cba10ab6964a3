// Package sound plays one short sound at a time through the system's own player
// and never holds anybody up for it.
//
// On Linux a child process plays: the first of pw-play, paplay, aplay and
// canberra-gtk-play that is there and succeeds. On macOS that is afplay. It is
// killed after 3 s. On Windows it is PlaySound of winmm, which plays from memory.
//
// A system without a player or without a sound device is no error; it is logged
// at the level debug, and the caller is told, to tell in another way.
package sound
