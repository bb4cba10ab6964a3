package resident_test

import (
	"github.com/wolkvox-hold/wolkvox-hold/app/cli"
	"github.com/wolkvox-hold/wolkvox-hold/app/resident"
)

func init() { resident.SetCommands(cli.Run) }
