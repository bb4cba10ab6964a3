// Package locale asks the system which languages the person at it wants to read.
//
// On Linux these are the locale's environment variables, on Windows the display
// languages of the user, on macOS the languages of the user's settings, unless a
// terminal's environment names another. What they mean to a program that speaks
// only some languages is not decided here.
package locale
