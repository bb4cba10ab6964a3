package sound

// players are the system's players with the arguments before the file.
var players = [][]string{{"afplay"}}
