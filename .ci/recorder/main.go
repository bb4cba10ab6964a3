// Command recorder replaces wolkvox-hold.exe in an MSI: it writes down that it
// was started, and how, and fails. Checks see with it when Windows Installer runs
// which program. With the argument "stay" it is a resident that does not end.
package main

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// version distinguishes recorders; the linker sets it.
var version string

func main() {
	if len(os.Args) == 2 && os.Args[1] == "stay" {
		time.Sleep(time.Hour)
	}
	f, err := os.OpenFile(`C:\recorded.txt`, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err == nil {
		_, err = fmt.Fprintln(f, version, strings.Join(os.Args[1:], " "))
	}
	if err != nil {
		panic(err)
	}
	os.Exit(1)
}
