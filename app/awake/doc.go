// Package awake reports when the machine wakes from sleep, on Linux. Other systems do not use it.
package awake
