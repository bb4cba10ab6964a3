// Package awake tells that the machine woke from sleep, on Linux.
package awake
