// Package livesettings holds the settings in force while a resident runs, with everything that a
// press needs prepared in advance: the client, its proxy and its spare connection.
//
// [Settings] owns them; a press reads them without a lock. The settings are read and merged
// in package env. In live.go they are replaced as a whole; network.go follows the network,
// sessionkind.go the kind of session, answers.go how long an extension given by hand counts,
// and watch_*.go, per system, watches what IT and the network change. What else must follow a
// change (chord, icon, questions) is in package resident, reload.go.
package livesettings
