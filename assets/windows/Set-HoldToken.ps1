<#
.SYNOPSIS
Stores the wolkvox token on one Windows desk, in the Credential Manager of the person who runs it.

.DESCRIPTION
Defines the function Set-HoldToken. It reads the token as bytes, from a file that only the team may
read or from a script block, and hands it to wolkvox-hold.com on standard input. The token is in no
argument, no environment variable and no parameter: PowerShell's module logging (event 4103) keeps
the values of parameters, and script block logging (event 4104) keeps the text of scripts. So do
not write the token into a script, and do not pass it to a function.

  . .\Set-HoldToken.ps1
  Set-HoldToken -Path '\\files\team-a$\hold.txt'
  Set-HoldToken -Read { (Get-Secret -Name hold-team-a -AsPlainText) }

It returns an object with Computer, User and SetAt (UTC), and throws if nothing was stored; an
earlier token is then kept. A running program uses the new token at once.

.PARAMETER Path
A file that contains only the token, in UTF-8 or UTF-16.

.PARAMETER Read
A script block that returns the token as one text.

.PARAMETER Program
wolkvox-hold.com. Without it: where the installer puts it, also from a 32-bit PowerShell such as
the one in which Intune runs scripts.

.NOTES
For Windows PowerShell 5.1 and later. Its syntax was checked by a parser; it has never run on a
real Windows.
#>
function Set-HoldToken {
    [CmdletBinding(DefaultParameterSetName = 'Path')]
    param(
        [Parameter(Mandatory = $true, ParameterSetName = 'Path')][string]$Path,
        [Parameter(Mandatory = $true, ParameterSetName = 'Read')][scriptblock]$Read,
        [string]$Program = ''
    )
    $ErrorActionPreference = 'Stop'
    $who = [Security.Principal.WindowsIdentity]::GetCurrent()
    if ($who.IsSystem) { throw 'Run this as the person who signs in: SYSTEM has a Credential Manager of its own.' }
    if (-not $Program) {
        # ProgramW6432 is the folder of 64-bit programs in a 32-bit PowerShell too.
        $Program = [IO.Path]::Combine($env:ProgramW6432, 'Wolkvox Hold', 'wolkvox-hold.com')
    }
    if (-not [IO.File]::Exists($Program)) { throw "Not installed here: $Program" }

    # Methods and local variables only: they are in no log, and no other function gets the bytes.
    if ($PSCmdlet.ParameterSetName -eq 'Path') { $bytes = [IO.File]::ReadAllBytes($Path) }
    else { $bytes = [Text.Encoding]::UTF8.GetBytes([string](& $Read)) }
    if ($bytes.Length -eq 0) { throw 'There is no token to store.' }
    foreach ($arguments in 'token set', 'token status --json') {
        $start = New-Object Diagnostics.ProcessStartInfo($Program, $arguments)
        $start.UseShellExecute = $false
        $start.CreateNoWindow = $true
        $start.RedirectStandardInput = $true
        $start.RedirectStandardOutput = $true
        $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        # Read beside each other, so that a full pipe stops nothing.
        $errors = $process.StandardError.ReadToEndAsync()
        try {
            $process.StandardInput.BaseStream.Write($bytes, 0, $bytes.Length)
            $process.StandardInput.BaseStream.Close()
        } catch [IO.IOException] { }  # it ended before it had read all: its exit code says why
        [Array]::Clear($bytes, 0, $bytes.Length)
        $bytes = [byte[]]@()
        $output = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit()
        if ($process.ExitCode -ne 0) { throw ('{0}: exit code {1}. {2}' -f $arguments, $process.ExitCode, $errors.Result.Trim()) }
    }
    $found = $output | ConvertFrom-Json
    New-Object PSObject -Property @{ Computer = $env:COMPUTERNAME; User = $who.Name; SetAt = $found.set_at }
}
