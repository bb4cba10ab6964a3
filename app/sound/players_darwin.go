package sound

// players are the system's players with their arguments before the file.
var players = [][]string{{"afplay"}}
