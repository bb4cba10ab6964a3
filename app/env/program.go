package env

import (
	"os"
	"path/filepath"
	"strings"
)

// ProgramName is the program on the command line, and in the names of its files.
const ProgramName = "wolkvox-hold"

// OwnFile is, on Linux, the program file of this process, even if it was deleted.
const OwnFile = "/proc/self/exe"

// ProgramPath is the absolute path of this program, where the system knows it.
func ProgramPath() string {
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// ResidentProgram is the path of the program with the tray. If this process is the window
// program, that is the file beside it.
func ResidentProgram() string { return residentBeside(ProgramPath()) }

func residentBeside(path string) string {
	dir, name := filepath.Split(path)
	name = strings.Replace(name, "-window", "", 1)
	if program, ok := strings.CutSuffix(name, ".com"); ok {
		name = program + ".exe" // on Windows, the .com file is the one for consoles
	}
	resident := filepath.Join(dir, name)
	if _, err := os.Stat(resident); err == nil {
		return resident
	}
	return path
}
