<#
.SYNOPSIS
Tries Wolkvox Hold on one real Windows desk, in practice: no account, no token, no call.

.DESCRIPTION
Needs no administrator, changes no setting, and takes about five minutes. It prints lines with
PASS, FAIL, INFO (a fact) or SKIP, and writes one JSON file. Read that file before you send it:
it names this Windows, its policies and its proxies. It has no token and no call in it.

  powershell -ExecutionPolicy Bypass -File smoke.ps1

What it looks at:
  machine       version of Windows, kind of session, policies that silence notifications or keep
                credentials from being stored, programs blocked by AppLocker, WDAC or ASR
  doctor        what the program itself finds; it never toggles
  token         a dummy credential of its own is written, read and deleted
  keys          practice: a tap, a key held for 5 s, the same above a window with higher rights
  notification  you are asked whether you saw it
  explorer      Explorer is restarted: is the icon back, and does the key still work
  lock, sleep   you lock and unlock, and put the computer to sleep: does the key still work
  network       the proxies of the system, what they want (407), the time of two TLS handshakes
                with wolkvox; no request is sent
  rest          wake-ups and processor time in 60 s without a press
  opengl        its version, which the settings window needs

.PARAMETER Program
wolkvox-hold.com. Without it: beside this script, then where the installer puts it.

.PARAMETER Server
The server number, for the TLS handshakes. Without it the program's own setting.

.PARAMETER Out
The JSON file. Without it: wolkvox-hold-smoke.json in the present folder.

.PARAMETER Unattended
Nobody is there to answer: what needs a person is left out.

.NOTES
For Windows PowerShell 5.1. It has never run: no PowerShell was there when it was written. Its
syntax was checked by a parser, its C# by a compiler, and the rest by reading.
#>
[CmdletBinding()]
param(
    [string]$Program = '',
    [string]$Server = '',
    [string]$Out = 'wolkvox-hold-smoke.json',
    [switch]$Unattended
)
$ErrorActionPreference = 'Stop'
$results = New-Object System.Collections.ArrayList

function Add-Result([string]$Part, [string]$State, [string]$Text, $Data) {
    Write-Host ('{0,-4} {1}: {2}' -f $State, $Part, $Text)
    [void]$results.Add([ordered]@{ part = $Part; state = $State; text = $Text; data = $Data })
}

# Test adds PASS or FAIL.
function Test([string]$Part, [bool]$Is, [string]$Text, $Data) {
    $state = 'FAIL'
    if ($Is) { $state = 'PASS' }
    Add-Result $Part $state $Text $Data
}

# Part runs one part; an error in it is a result, and the next part runs all the same. What it
# runs sees these parameters, so no other variable may have their names.
function Part([string]$PartName, [scriptblock]$PartDoes) {
    try { & $PartDoes } catch { Add-Result $PartName 'FAIL' ('{0} (line {1})' -f $_.Exception.Message, $_.InvocationInfo.ScriptLineNumber) $null }
}

# Ask asks a question; the answer is $null where nobody is there, or it was left out.
function Ask([string]$Question) {
    if ($Unattended) { return $null }
    while ($true) {
        $answer = (Read-Host "$Question [y = yes, n = no, s = skip]").Trim().ToLower()
        if ($answer -eq 'y') { return $true }
        if ($answer -eq 'n') { return $false }
        if ($answer -eq 's') { return $null }
    }
}

# Value reads a registry value, $null where there is none.
function Value([string]$Key, [string]$Name) {
    try { return (Get-ItemProperty -LiteralPath $Key -Name $Name).$Name } catch { return $null }
}

# Wait waits until a condition is met, at most $Seconds.
function Wait([double]$Seconds, [scriptblock]$Until) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $Until)) {
        if ($watch.Elapsed.TotalSeconds -gt $Seconds) { return $false }
        Start-Sleep -Milliseconds 100
    }
    return $true
}

# Lines is what practice said so far.
$practice = $null
$pending = $null
$output = New-Object System.Collections.ArrayList
function Lines {
    while ($pending -and $pending.IsCompleted) {
        if ($null -eq $pending.Result) { $script:pending = $null; break }
        [void]$output.Add($pending.Result)
        $script:pending = $practice.StandardOutput.ReadLineAsync()
    }
    return @($output)
}

# Toggles is how often the pretend server toggled: in each language the line has practice's
# extension, and the number after it.
function Toggles {
    $count = 0
    foreach ($line in (Lines)) { if ($line -match '10001\D+(\d+)') { $count = [int]$Matches[1] } }
    return $count
}

# ---------------------------------------------------------------- calls of Windows
$code = @'
using System;
using System.Runtime.InteropServices;
using System.Text;

public static class WolkvoxHoldSmoke
{
    [StructLayout(LayoutKind.Sequential)]
    struct KeyInput { public uint type; public uint pad; public ushort vk, scan; public uint flags, time, pad2; public IntPtr extra; public ulong tail; }
    [DllImport("user32.dll", SetLastError = true)]
    static extern uint SendInput(uint n, ref KeyInput input, int size);

    // Key presses a key, or releases it; false where Windows refused.
    public static bool Key(int vk, bool up)
    {
        KeyInput k = new KeyInput();
        k.type = 1; k.vk = (ushort)vk; k.flags = up ? 2u : 0u;
        return SendInput(1, ref k, Marshal.SizeOf(k)) == 1;
    }

    [StructLayout(LayoutKind.Sequential)]
    struct IconId { public uint size; public IntPtr window; public uint id; public Guid guid; }
    [StructLayout(LayoutKind.Sequential)]
    struct Rect { public int left, top, right, bottom; }
    [DllImport("user32.dll", CharSet = CharSet.Unicode)]
    static extern IntPtr FindWindowExW(IntPtr parent, IntPtr after, string cls, string title);
    [DllImport("user32.dll")]
    static extern uint GetWindowThreadProcessId(IntPtr window, out int process);
    [DllImport("shell32.dll")]
    static extern int Shell_NotifyIconGetRect(ref IconId id, out Rect rect);

    // IconShown: the taskbar knows the icon of that process.
    public static bool IconShown(int process)
    {
        for (IntPtr w = IntPtr.Zero; ; )
        {
            w = FindWindowExW(IntPtr.Zero, w, "SystrayClass", null);
            if (w == IntPtr.Zero) return false;
            int owner; GetWindowThreadProcessId(w, out owner);
            if (owner != process) continue;
            IconId id = new IconId(); id.window = w; id.id = 100; id.size = (uint)Marshal.SizeOf(id);
            Rect r;
            return Shell_NotifyIconGetRect(ref id, out r) == 0;
        }
    }

    [DllImport("user32.dll")]
    public static extern bool LockWorkStation();
    [DllImport("user32.dll")]
    public static extern int GetSystemMetrics(int what);
    [DllImport("shell32.dll")]
    static extern int SHQueryUserNotificationState(out int state);
    public static int NotificationState() { int s; return SHQueryUserNotificationState(out s) == 0 ? s : 0; }

    [StructLayout(LayoutKind.Sequential)]
    struct Credential
    {
        public uint flags, type; public IntPtr target, comment; public long written; public uint blobSize; public IntPtr blob;
        public uint persist, attributes; public IntPtr attribute, alias, user;
    }
    [DllImport("advapi32.dll", SetLastError = true)]
    static extern bool CredWriteW(ref Credential c, uint flags);
    [DllImport("advapi32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    static extern bool CredReadW(string target, uint type, uint flags, out IntPtr c);
    [DllImport("advapi32.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    static extern bool CredDeleteW(string target, uint type, uint flags);
    [DllImport("advapi32.dll")]
    static extern void CredFree(IntPtr c);
    const string Dummy = "WolkvoxHoldSmoke:dummy";

    // Store, Load and Delete return the Win32 error, 0 for none. 3 keeps the entry with a roaming profile.
    public static int Store(string text, int persist)
    {
        byte[] b = Encoding.UTF8.GetBytes(text);
        Credential c = new Credential();
        c.type = 1; c.persist = (uint)persist; c.blobSize = (uint)b.Length;
        c.target = Marshal.StringToHGlobalUni(Dummy); c.user = Marshal.StringToHGlobalUni("dummy"); c.blob = Marshal.AllocHGlobal(b.Length);
        try
        {
            Marshal.Copy(b, 0, c.blob, b.Length);
            return CredWriteW(ref c, 0) ? 0 : Marshal.GetLastWin32Error();
        }
        finally { Marshal.FreeHGlobal(c.target); Marshal.FreeHGlobal(c.user); Marshal.FreeHGlobal(c.blob); }
    }
    public static int Load(out string text)
    {
        text = "";
        IntPtr p;
        if (!CredReadW(Dummy, 1, 0, out p)) return Marshal.GetLastWin32Error();
        try
        {
            Credential c = (Credential)Marshal.PtrToStructure(p, typeof(Credential));
            byte[] b = new byte[c.blobSize];
            Marshal.Copy(c.blob, b, 0, b.Length);
            text = Encoding.UTF8.GetString(b);
            return 0;
        }
        finally { CredFree(p); }
    }
    public static int Delete() { return CredDeleteW(Dummy, 1, 0) ? 0 : Marshal.GetLastWin32Error(); }

    [StructLayout(LayoutKind.Sequential)]
    struct UserProxy { public int detect; public IntPtr script, proxy, bypass; }
    [StructLayout(LayoutKind.Sequential)]
    struct ProxyOptions { public uint flags, detect; public IntPtr script, reserved; public uint reserved2; public int logon; }
    [StructLayout(LayoutKind.Sequential)]
    struct ProxyInfo { public uint access; public IntPtr proxy, bypass; }
    [DllImport("winhttp.dll", SetLastError = true)]
    static extern bool WinHttpGetIEProxyConfigForCurrentUser(ref UserProxy config);
    [DllImport("winhttp.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    static extern IntPtr WinHttpOpen(string agent, uint access, IntPtr proxy, IntPtr bypass, uint flags);
    [DllImport("winhttp.dll", SetLastError = true, CharSet = CharSet.Unicode)]
    static extern bool WinHttpGetProxyForUrl(IntPtr session, string url, ref ProxyOptions options, out ProxyInfo info);

    // Settings: detect, script, proxy and bypass, a line each.
    public static string[] Settings()
    {
        UserProxy c = new UserProxy();
        if (!WinHttpGetIEProxyConfigForCurrentUser(ref c)) return new string[] { "error " + Marshal.GetLastWin32Error(), "", "", "" };
        return new string[] { c.detect.ToString(), Marshal.PtrToStringUni(c.script), Marshal.PtrToStringUni(c.proxy), Marshal.PtrToStringUni(c.bypass) };
    }
    // Script asks a script, or with an empty address the one that the network names.
    public static string Script(string url, string script)
    {
        IntPtr session = WinHttpOpen(null, 1, IntPtr.Zero, IntPtr.Zero, 0);
        if (session == IntPtr.Zero) return "error " + Marshal.GetLastWin32Error();
        ProxyOptions o = new ProxyOptions();
        o.logon = 1;
        if (script == "") { o.flags = 1; o.detect = 3; } else { o.flags = 2; o.script = Marshal.StringToHGlobalUni(script); }
        ProxyInfo i;
        if (!WinHttpGetProxyForUrl(session, url, ref o, out i)) return "error " + Marshal.GetLastWin32Error();
        return i.access == 1 ? "DIRECT" : Marshal.PtrToStringUni(i.proxy);
    }

    [DllImport("user32.dll", CharSet = CharSet.Unicode)]
    static extern IntPtr CreateWindowExW(uint ex, string cls, string title, uint style, int x, int y, int w, int h, IntPtr parent, IntPtr menu, IntPtr instance, IntPtr data);
    [DllImport("user32.dll")]
    static extern bool DestroyWindow(IntPtr window);
    [DllImport("user32.dll")]
    static extern IntPtr GetDC(IntPtr window);
    [DllImport("user32.dll")]
    static extern int ReleaseDC(IntPtr window, IntPtr dc);
    [DllImport("gdi32.dll")]
    static extern int ChoosePixelFormat(IntPtr dc, byte[] format);
    [DllImport("gdi32.dll")]
    static extern bool SetPixelFormat(IntPtr dc, int number, byte[] format);
    [DllImport("opengl32.dll")]
    static extern IntPtr wglCreateContext(IntPtr dc);
    [DllImport("opengl32.dll")]
    static extern bool wglMakeCurrent(IntPtr dc, IntPtr context);
    [DllImport("opengl32.dll")]
    static extern bool wglDeleteContext(IntPtr context);
    [DllImport("opengl32.dll")]
    static extern IntPtr glGetString(uint name);

    // OpenGL returns version and renderer.
    public static string OpenGL()
    {
        IntPtr window = CreateWindowExW(0, "STATIC", "", 0, 0, 0, 1, 1, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero, IntPtr.Zero);
        IntPtr dc = GetDC(window);
        try
        {
            byte[] format = new byte[40]; // PIXELFORMATDESCRIPTOR
            format[0] = 40; format[2] = 1; format[4] = 0x25; format[9] = 32; format[23] = 24;
            if (!SetPixelFormat(dc, ChoosePixelFormat(dc, format), format)) return "none";
            IntPtr context = wglCreateContext(dc);
            if (context == IntPtr.Zero) return "none";
            wglMakeCurrent(dc, context);
            string all = Marshal.PtrToStringAnsi(glGetString(0x1F02)) + ", " + Marshal.PtrToStringAnsi(glGetString(0x1F01));
            wglMakeCurrent(IntPtr.Zero, IntPtr.Zero);
            wglDeleteContext(context);
            return all;
        }
        finally { ReleaseDC(window, dc); DestroyWindow(window); }
    }
}
'@
$native = $false
Part 'machine' {
    $mode = [string]$ExecutionContext.SessionState.LanguageMode
    if ($mode -ne 'FullLanguage') {
        Add-Result 'machine' 'INFO' "PowerShell is restricted here ($mode): a policy allows signed programs only. Most parts cannot run" $mode
        return
    }
    if ([IntPtr]::Size -ne 8) { throw 'this is the 32-bit PowerShell; start the one in System32' }
    Add-Type -TypeDefinition $code
    $script:native = $true
}

# ---------------------------------------------------------------- machine
Part 'machine' {
    $nt = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion'
    $build = [ordered]@{
        product = Value $nt 'ProductName'; display = Value $nt 'DisplayVersion'; build = Value $nt 'CurrentBuild'; ubr = Value $nt 'UBR'
        architecture = $env:PROCESSOR_ARCHITECTURE; wow64 = $env:PROCESSOR_ARCHITEW6432; powershell = [string]$PSVersionTable.PSVersion
        language = [string](Get-UICulture)
    }
    Add-Result 'machine' 'INFO' ('{0} {1}, build {2}.{3}, {4}' -f $build.product, $build.display, $build.build, $build.ubr, $build.architecture) $build
    $session = [ordered]@{
        name = $env:SESSIONNAME; id = (Get-Process -Id $PID).SessionId
        citrix = (Test-Path 'HKLM:\SOFTWARE\Citrix\VirtualDesktopAgent'); horizon = Value 'HKCU:\Volatile Environment' 'ViewClient_Protocol'
        glass = Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Terminal Server' 'GlassSessionId'; remote = $null
    }
    if ($native) { $session.remote = [WolkvoxHoldSmoke]::GetSystemMetrics(0x1000) }
    Add-Result 'machine' 'INFO' ('session {0} ({1}), remote: {2}, Horizon: {3}, Citrix agent: {4}' -f $session.id, $session.name, $session.remote, $session.horizon, $session.citrix) $session

    $silent = [ordered]@{}
    foreach ($hive in 'HKLM:', 'HKCU:') {
        foreach ($entry in @(
                @('Software\Microsoft\Windows\CurrentVersion\Policies\Explorer', 'TaskbarNoNotification', 1),
                @('Software\Policies\Microsoft\Windows\CurrentVersion\PushNotifications', 'NoToastApplicationNotification', 1),
                @('Software\Microsoft\Windows\CurrentVersion\PushNotifications', 'ToastEnabled', 0),
                @('Software\Microsoft\Windows\CurrentVersion\Explorer\Advanced', 'EnableBalloonTips', 0))) {
            $value = Value "$hive\$($entry[0])" $entry[1]
            if ($null -ne $value) { $silent["$hive $($entry[1])"] = $value }
            if ($value -eq $entry[2]) { Add-Result 'machine' 'INFO' "$($entry[1]) in $hive silences notifications" $null }
        }
    }
    $state = 0
    if ($native) { $state = [WolkvoxHoldSmoke]::NotificationState() }
    Add-Result 'machine' 'INFO' "values that can silence: $($silent.Count); notification state $state (5: shown, 6: first hour of a profile)" ([ordered]@{ values = $silent; state = $state })
    $disable = Value 'HKLM:\SYSTEM\CurrentControlSet\Control\Lsa' 'DisableDomainCreds'
    Add-Result 'machine' 'INFO' "DisableDomainCreds: $disable" $disable
}
Part 'blocked' {
    foreach ($log in @(
            @('Microsoft-Windows-AppLocker/EXE and DLL', @(8003, 8004)),
            @('Microsoft-Windows-AppLocker/MSI and Script', @(8006, 8007)),
            @('Microsoft-Windows-CodeIntegrity/Operational', @(3076, 3077)),
            @('Microsoft-Windows-Windows Defender/Operational', @(1121, 1122)))) {
        try {
            $events = @(Get-WinEvent -FilterHashtable @{ LogName = $log[0]; Id = $log[1] } -MaxEvents 200 | Where-Object { $_.Message -match 'wolkvox-hold' })
            $lines = @($events | ForEach-Object { '{0:s} {1} {2}' -f $_.TimeCreated, $_.Id, ($_.Message -split "`n")[0].Trim() })
            Test 'blocked' ($events.Count -eq 0) "$($log[0]): $($events.Count) events about this program" $lines
        } catch {
            # No event at all is an error too, and its words are in the language of Windows.
            if ($_.FullyQualifiedErrorId -like 'NoMatchingEventsFound*') { Test 'blocked' $true "$($log[0]): no events" $null }
            else { Add-Result 'blocked' 'SKIP' "$($log[0]): cannot be read ($($_.FullyQualifiedErrorId))" $null }
        }
    }
}

# ---------------------------------------------------------------- the program
if (-not $Program) {
    $Program = @((Join-Path $PSScriptRoot 'wolkvox-hold.com'), "$env:ProgramW6432\Wolkvox Hold\wolkvox-hold.com", "$env:ProgramFiles\Wolkvox Hold\wolkvox-hold.com") |
        Where-Object { Test-Path -LiteralPath $_ } | Select-Object -First 1
}
$found = $Program -and (Test-Path -LiteralPath $Program)
Test 'program' ([bool]$found) "the program: $Program" $Program
if ($found) {
    $Program = (Resolve-Path -LiteralPath $Program).ProviderPath
    Part 'program' {
        $version = (& $Program version) -join ' '
        Test 'program' ($LASTEXITCODE -eq 0) $version $version
        $signature = Get-AuthenticodeSignature -LiteralPath $Program
        Add-Result 'program' 'INFO' "signature: $($signature.Status)" ([string]$signature.Status)
    }
    Part 'doctor' {
        # What it says to a person goes to the error stream; an error stream that stops would hide it.
        $ErrorActionPreference = 'Continue'
        $report = ((& $Program doctor --json 2>$null) -join "`n") | ConvertFrom-Json
        $ErrorActionPreference = 'Stop'
        Test 'doctor' ($report.findings.Count -gt 0) "doctor has $($report.findings.Count) findings" $report
        foreach ($f in $report.findings) { if ($f.state -ne 'ok') { Add-Result 'doctor' 'INFO' "$($f.state) $($f.code): $($f.text)" $null } }
    }
}

# ---------------------------------------------------------------- token
if ($native) {
    Part 'token' {
        # As long as a real one.
        $dummy = 'dummy-' + ('0123456789' * 5)
        foreach ($persist in @(@(3, 'with a roaming profile'), @(2, 'on this computer'))) {
            $text = ''
            $written = [WolkvoxHoldSmoke]::Store($dummy, $persist[0])
            $read = [WolkvoxHoldSmoke]::Load([ref]$text)
            $deleted = [WolkvoxHoldSmoke]::Delete()
            $is = $written -eq 0 -and $read -eq 0 -and $text -eq $dummy -and $deleted -eq 0
            Test 'token' $is "a dummy kept $($persist[1]): written $written, read $read, deleted $deleted (0 is well, else the Win32 error)" @($written, $read, $deleted)
        }
    }
}

# ---------------------------------------------------------------- practice
$chord = $null

function Send([bool]$Up) {
    $codes = @($chord.modifier, 0x10, $chord.key)
    if ($Up) { [array]::Reverse($codes) }
    $all = $true
    foreach ($c in $codes) { $all = [WolkvoxHoldSmoke]::Key($c, $Up) -and $all }
    if (-not $all) { throw 'Windows refused SendInput' }
}
function Tap { Send $false; Send $true }
# Hold presses again and again, as a key that is held does.
function Hold {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    while ($watch.Elapsed.TotalSeconds -lt 5) { Send $false; Start-Sleep -Milliseconds 33 }
    Send $true
}
# Pressed: what is done leads to one toggle, and none shows in the 2 s after it.
function Pressed([string]$Part, [string]$What, [scriptblock]$Do) {
    $before = Toggles
    & $Do
    [void](Wait 10 { (Toggles) -gt $before })
    Start-Sleep -Seconds 2
    $got = (Toggles) - $before
    Test $Part ($got -eq 1) "${What}: wanted 1, toggled $got" $got
}

if ($found -and $native) {
    Part 'practice' {
        $start = New-Object Diagnostics.ProcessStartInfo($Program, 'practice')
        $start.UseShellExecute = $false
        $start.RedirectStandardOutput = $true
        $start.StandardOutputEncoding = [Text.Encoding]::UTF8
        $script:practice = [Diagnostics.Process]::Start($start)
        $script:pending = $practice.StandardOutput.ReadLineAsync()
        [void](Wait 30 { (Lines) -match '(Ctrl|Alt)\+Shift\+F\d+' })
        foreach ($line in (Lines)) {
            if (-not $chord -and $line -match '(Ctrl|Alt)\+Shift\+F(\d+)') {
                $modifier = 0x12
                if ($Matches[1] -eq 'Ctrl') { $modifier = 0x11 }
                $script:chord = @{ text = $Matches[0]; modifier = $modifier; key = 0x6F + [int]$Matches[2] }
            }
        }
        Test 'practice' ($null -ne $chord) "practice runs, its hotkey is $($chord.text)" @(Lines)
    }
}
if ($chord) {
    try {
        Part 'keys' {
            Test 'keys' (Wait 20 { [WolkvoxHoldSmoke]::IconShown($practice.Id) }) 'the taskbar has the icon' $null
            Pressed 'keys' 'a tap' { Tap }
        }
        Part 'notification' {
            $seen = Ask 'Did you see a notification or a small window that says "toggled"?'
            if ($null -eq $seen) { Add-Result 'notification' 'SKIP' 'nobody was asked' $null } else { Test 'notification' $seen 'a person saw it' $null }
            $seen = Ask 'Do you see its icon beside the clock, without a click on the arrow?'
            if ($null -ne $seen) { Add-Result 'notification' 'INFO' "the icon is in sight: $seen" $seen }
        }
        Part 'keys' {
            Pressed 'keys' 'held for 5 s' { Hold }
            if (-not $Unattended) {
                $answer = Ask "Bring a window with higher rights to the front (Task Manager run as administrator), hold $($chord.text) on the keyboard for 5 seconds, then come back. Ready? (s if you have no such rights)"
                if ($answer) {
                    $before = Toggles
                    [void](Read-Host 'Do it now, and press Enter here afterwards')
                    Start-Sleep -Seconds 2
                    Test 'keys' (((Toggles) - $before) -eq 1) "held above a window with higher rights: wanted 1, toggled $((Toggles) - $before)" $null
                } else { Add-Result 'keys' 'SKIP' 'held above a window with higher rights' $null }
            }
        }
        Part 'rest' {
            Start-Sleep -Seconds 20 # until it has settled
            $switches = { (Get-CimInstance Win32_PerfRawData_PerfProc_Thread -Filter "IDProcess=$($practice.Id)" | Measure-Object -Property ContextSwitchesPersec -Sum).Sum }
            $practice.Refresh(); $cpu = $practice.TotalProcessorTime.TotalMilliseconds; $before = & $switches
            Start-Sleep -Seconds 60
            $practice.Refresh(); $cpu = $practice.TotalProcessorTime.TotalMilliseconds - $cpu; $wakes = (& $switches) - $before
            $data = [ordered]@{ context_switches = $wakes; cpu_ms = $cpu; private_mb = [math]::Round($practice.PrivateMemorySize64 / 1048576, 1) }
            Test 'rest' ($cpu -lt 100) ('60 s without a press: {0} context switches, {1} ms of processor time, {2} MB' -f $wakes, $cpu, $data.private_mb) $data
        }
        Part 'explorer' {
            $go = $Unattended
            if (-not $go) { $go = Ask 'Explorer is restarted now: open folders close, the taskbar goes for a moment. May it?' }
            if (-not $go) { Add-Result 'explorer' 'SKIP' 'restart of Explorer' $null; return }
            $session = (Get-Process -Id $PID).SessionId
            Get-Process explorer -ErrorAction SilentlyContinue | Where-Object { $_.SessionId -eq $session } | Stop-Process -Force
            [void](Wait 15 { @(Get-Process explorer -ErrorAction SilentlyContinue | Where-Object { $_.SessionId -eq $session }).Count -gt 0 })
            if (@(Get-Process explorer -ErrorAction SilentlyContinue | Where-Object { $_.SessionId -eq $session }).Count -eq 0) { Start-Process explorer }
            Test 'explorer' (Wait 60 { [WolkvoxHoldSmoke]::IconShown($practice.Id) }) 'the icon is back after a restart of Explorer' $null
            Pressed 'explorer' 'a tap after it' { Tap }
        }
        Part 'lock' {
            if (Ask 'The screen is locked now. Unlock it and come back. May it?') {
                [void][WolkvoxHoldSmoke]::LockWorkStation()
                [void](Read-Host 'Unlocked? Press Enter')
                Pressed 'lock' 'a tap after lock and unlock' { Tap }
            } else { Add-Result 'lock' 'SKIP' 'lock and unlock' $null }
        }
        Part 'sleep' {
            if (Ask 'Put the computer to sleep from the Start menu, wake it after a minute, sign in. Will you? (not on a remote desktop)') {
                [void](Read-Host 'Awake again? Press Enter')
                Pressed 'sleep' 'a tap after sleep' { Tap }
            } else { Add-Result 'sleep' 'SKIP' 'sleep' $null }
        }
    } finally {
        Part 'practice' {
            $ErrorActionPreference = 'Continue'
            [void](& $Program practice quit 2>$null)
            Test 'practice' ($LASTEXITCODE -eq 0 -and $practice.WaitForExit(20000)) 'practice ends when it is told to' @(Lines)
            if (-not $practice.HasExited) { $practice.Kill() }
        }
    }
} else { Add-Result 'keys' 'SKIP' 'without practice there is nothing to press' $null }

# ---------------------------------------------------------------- network
# Header reads an answer's header, 16 KB at most.
function Header($Stream) {
    $text = New-Object Text.StringBuilder
    while ($text.Length -lt 16384) {
        $b = $Stream.ReadByte()
        if ($b -lt 0) { break }
        [void]$text.Append([char]$b)
        if ($text.ToString().EndsWith("`r`n`r`n")) { break }
    }
    return $text.ToString()
}
# Connect opens a connection within 5 s.
function Connect([string]$Name, [int]$Port) {
    $tcp = New-Object Net.Sockets.TcpClient
    if (-not $tcp.ConnectAsync($Name, $Port).Wait(5000)) { $tcp.Close(); throw "no connection to ${Name}:$Port within 5 s" }
    $tcp.ReceiveTimeout = 10000; $tcp.SendTimeout = 10000
    return $tcp
}
# Tunnel asks a proxy for a way to a host; without credentials.
function Tunnel($Tcp, [string]$Name) {
    $ask = [Text.Encoding]::ASCII.GetBytes("CONNECT ${Name}:443 HTTP/1.1`r`nHost: ${Name}:443`r`n`r`n")
    $Tcp.GetStream().Write($ask, 0, $ask.Length)
    $header = Header ($Tcp.GetStream())
    $status = 0
    if ($header -match '^HTTP/1\.\d (\d{3})') { $status = [int]$Matches[1] }
    $schemes = @([regex]::Matches($header, '(?im)^Proxy-Authenticate:\s*(\S+)') | ForEach-Object { $_.Groups[1].Value })
    return @{ status = $status; schemes = $schemes }
}
$ways = New-Object System.Collections.ArrayList
$wolkvox = ''
Part 'network' {
    if (-not $Server -and $found) {
        $ErrorActionPreference = 'Continue'
        $script:Server = ((& $Program config get server 2>$null) -join '').Trim()
        $ErrorActionPreference = 'Stop'
    }
    if ($Server -match '^\d{1,6}$') { $script:wolkvox = "wv$Server.wolkvox.com" }
    else { Add-Result 'network' 'SKIP' 'TLS: no server is set; give -Server 0042' $null }
    if (-not $native) { return }
    $target = 'wv0042.wolkvox.com'
    if ($wolkvox) { $target = $wolkvox }
    $set = [WolkvoxHoldSmoke]::Settings()
    $data = [ordered]@{ detect = $set[0]; script = $set[1]; proxy = $set[2]; bypass = $set[3]; answers = [ordered]@{} }
    $scripts = @()
    if ($set[0] -eq '1') { $scripts += '' }
    if ($set[1]) { $scripts += $set[1] }
    $lists = @()
    foreach ($s in $scripts) {
        $answer = [WolkvoxHoldSmoke]::Script("https://$target/", $s)
        $data.answers["script $s"] = $answer
        if ($answer -and $answer -notlike 'error*' -and $lists.Count -eq 0) { $lists += $answer }
    }
    if ($lists.Count -eq 0 -and $set[2]) { $lists += $set[2] }
    foreach ($entry in (($lists -join ';') -split '[;\s]+')) {
        if ($entry -match '^(https=|http://)?([^=:/]+):(\d+)/?$') { [void]$ways.Add(@{ host = $Matches[2]; port = [int]$Matches[3] }) }
    }
    Add-Result 'network' 'INFO' ("proxies in their order: " + ((@($ways | ForEach-Object { "$($_.host):$($_.port)" }) -join ', ') -replace '^$', 'none')) $data
}
foreach ($way in $ways) {
    Part 'network' {
        $tcp = Connect $way.host $way.port
        try {
            $target = 'wv0042.wolkvox.com'
            if ($wolkvox) { $target = $wolkvox }
            $answer = Tunnel $tcp $target
            Add-Result 'network' 'INFO' ("proxy $($way.host):$($way.port) answers $($answer.status) " + ($answer.schemes -join ', ')) $answer
        } finally { $tcp.Close() }
    }
}
if ($wolkvox) {
    foreach ($turn in 'first', 'second') {
        Part 'network' {
            $watch = [Diagnostics.Stopwatch]::StartNew()
            if ($ways.Count -gt 0) {
                $tcp = Connect $ways[0].host $ways[0].port
                $answer = Tunnel $tcp $wolkvox
                if ($answer.status -ne 200) { throw "TLS ($turn): the proxy answers $($answer.status)" }
            } else { $tcp = Connect $wolkvox 443 }
            try {
                $way = $watch.ElapsedMilliseconds
                $tls = New-Object Net.Security.SslStream($tcp.GetStream())
                $tls.AuthenticateAsClient($wolkvox, $null, [Security.Authentication.SslProtocols]::Tls12, $false)
                Test 'network' ($watch.ElapsedMilliseconds -lt 3000) "TLS with $wolkvox, $turn time: $way ms to the server, $($watch.ElapsedMilliseconds) ms in all" @($way, $watch.ElapsedMilliseconds)
                Add-Result 'network' 'INFO' "its certificate is from $($tls.RemoteCertificate.Issuer)" $null
            } finally { $tcp.Close() }
        }
    }
}

# ---------------------------------------------------------------- OpenGL
if ($native) {
    Part 'opengl' {
        $version = [WolkvoxHoldSmoke]::OpenGL()
        Add-Result 'opengl' 'INFO' "OpenGL: $version (the settings window needs 2.1)" $version
    }
}

# ---------------------------------------------------------------- the end
$failed = @($results | Where-Object { $_.state -eq 'FAIL' }).Count
$passed = @($results | Where-Object { $_.state -eq 'PASS' }).Count
$all = [ordered]@{ smoke = 1; at = (Get-Date).ToString('s'); unattended = [bool]$Unattended; passed = $passed; failed = $failed; results = $results }
if (-not [IO.Path]::IsPathRooted($Out)) { $Out = Join-Path (Get-Location).ProviderPath $Out }
[IO.File]::WriteAllText($Out, (ConvertTo-Json -InputObject $all -Depth 8), (New-Object Text.UTF8Encoding($false)))
Write-Host "$passed passed, $failed failed; written to $Out"
if ($failed -gt 0) { exit 1 }
exit 0
