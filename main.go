// Command wolkvox-hold toggles hold for a wolkvox agent's extension with one key.
package main

import (
	_ "embed"
	"os"

	"github.com/wolkvox-hold/wolkvox-hold/app"
)

// metadata is the one place that has the version.
//
//go:embed FyneApp.toml
var metadata string

func main() { os.Exit(app.Main(metadata, os.Args[1:])) }
