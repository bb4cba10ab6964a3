package channel

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

const (
	// nameFreeTimeout is how long the connections of a resident that has just ended may
	// keep the channel's name in use.
	nameFreeTimeout = time.Second
	// retryInterval is the pause before a pipe that is in use is tried again.
	retryInterval = 10 * time.Millisecond
)

// Listen opens the named pipe. While it is open, no other process can open one of the same
// name. If another process has done so before, the error is ErrTaken. A pipe belongs to this
// process's user and is in no folder.
func Listen(program string, uid int, folders []string) (Listener, error) {
	sid, session, err := CurrentUser()
	if err != nil {
		return Listener{}, err
	}
	name := pipeName(program, sid, session)
	if !IsName(name) {
		return Listener{}, fmt.Errorf("%q: not a name for a pipe", name)
	}
	for start := time.Now(); ; time.Sleep(retryInterval) {
		listener, err := listenPipe(name, sid)
		if err == nil {
			return Listener{Name: name, listener: listener}, nil
		}
		if !errors.Is(err, ErrTaken) || time.Since(start) >= nameFreeTimeout {
			return Listener{}, fmt.Errorf("%s: %w", name, err)
		}
	}
}

// Remove has nothing to do: a pipe disappears with its last handle.
func (l Listener) Remove() {}

// Exists is true: nobody else can remove a pipe.
func (l Listener) Exists() bool { return true }

// FindListening finds nothing. It would be needed only if a lock file could be removed
// while it is open.
func FindListening(context.Context, []string) (name string, pid int, ok bool) { return "", 0, false }

// IsName reports whether a name is the name of one of our pipes.
func IsName(name string) bool {
	_, ok := pipeUser(name)
	return ok
}

// clientRights are the rights that a client needs: to read, to write, and to see who owns
// the pipe. FILE_APPEND_DATA is left out, because on a pipe it is the right to create
// another instance of it.
const clientRights = windows.FILE_READ_DATA | windows.FILE_WRITE_DATA | windows.FILE_READ_ATTRIBUTES |
	windows.FILE_WRITE_ATTRIBUTES | windows.READ_CONTROL | windows.SYNCHRONIZE

// connect opens the client's end. If the resident has no free instance, it waits for one
// until ctx ends.
func connect(ctx context.Context, channel string) (net.Conn, error) {
	if !IsName(channel) {
		return nil, ErrNoResident
	}
	name, err := windows.UTF16PtrFromString(channel)
	if err != nil {
		return nil, err
	}
	for {
		// SECURITY_IDENTIFICATION: the server may identify this user, but not act as
		// them.
		h, err := windows.CreateFile(name, clientRights, 0, nil, windows.OPEN_EXISTING,
			windows.FILE_FLAG_OVERLAPPED|windows.SECURITY_SQOS_PRESENT|windows.SECURITY_IDENTIFICATION, 0)
		switch {
		case err == nil:
			return newPipeConn(h, channel), nil
		case errors.Is(err, windows.ERROR_FILE_NOT_FOUND), errors.Is(err, windows.ERROR_PATH_NOT_FOUND):
			return nil, fmt.Errorf("%w: %w", ErrNoResident, err)
		case errors.Is(err, windows.ERROR_ACCESS_DENIED):
			return nil, fmt.Errorf("%w: %w", ErrPeer, err)
		case !errors.Is(err, windows.ERROR_PIPE_BUSY):
			return nil, fmt.Errorf("%w: %w", ErrSilent, err)
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: %w", ErrSilent, err)
		case <-time.After(retryInterval):
		}
	}
}

// checkedPeer checks whose pipe this is, before anything is sent. The pipe's owner
// counts: only an administrator can create a pipe owned by another user. The user of
// the server process counts too, unless the process is elevated: Windows does not let
// us ask then.
func checkedPeer(nc net.Conn, channel string) (peer, error) {
	ours, _, err := CurrentUser()
	if err != nil {
		return peer{}, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	named, _ := pipeUser(channel)
	if !mayConnect(named, ours) {
		return peer{}, fmt.Errorf("%w: its name says so", ErrPeer)
	}
	var p peer
	err = nc.(pipeConn).control(func(h windows.Handle) error {
		owner, err := ownerOf(h)
		if err != nil {
			return err
		}
		if owner != named {
			return errors.New("the pipe is another user's")
		}
		var pid uint32
		if err := windows.GetNamedPipeServerProcessId(h, &pid); err != nil {
			return err
		}
		p.pid = int(pid)
		theirs, err := userOf(pid)
		if errors.Is(err, windows.ERROR_ACCESS_DENIED) {
			return nil
		}
		if err == nil && theirs != named {
			err = errors.New("the process is another user's")
		}
		return err
	})
	if err != nil {
		return peer{}, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	return p, nil
}

// peerOf returns the peer that connected. The pipe's descriptor admits only this user and
// the operating system's account. Windows says which of the two it is only after a
// message was read (ImpersonateNamedPipeClient).
func peerOf(nc net.Conn, _ int) (peer, error) {
	c, ok := nc.(pipeConn)
	if !ok {
		return peer{}, errors.New("not a named pipe")
	}
	var p peer
	err := c.control(func(h windows.Handle) error {
		var pid uint32
		// The PID only appears in messages. Without it the check of the user is still
		// valid.
		if windows.GetNamedPipeClientProcessId(h, &pid) == nil {
			p.pid = int(pid)
		}
		return nil
	})
	p.role = func() role {
		ours, _, err := CurrentUser()
		if err != nil {
			return roleNone
		}
		var theirs string
		if c.control(func(h windows.Handle) error { theirs, err = clientOf(h); return err }) != nil {
			return roleNone
		}
		return pipeRole(theirs, ours)
	}
	return p, err
}

// CurrentUser returns the SID of this process's user and the number of its log-on
// session.
func CurrentUser() (sid string, session uint32, err error) {
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", 0, err
	}
	err = windows.ProcessIdToSessionId(uint32(os.Getpid()), &session)
	return u.User.Sid.String(), session, err
}

// userOf returns the SID of the user that a process runs as.
func userOf(pid uint32) (string, error) {
	process, err := windows.OpenProcess(windows.PROCESS_QUERY_LIMITED_INFORMATION, false, pid)
	if err != nil {
		return "", err
	}
	defer windows.CloseHandle(process)
	var token windows.Token
	if err := windows.OpenProcessToken(process, windows.TOKEN_QUERY, &token); err != nil {
		return "", err
	}
	defer token.Close()
	return tokenUser(token)
}

func tokenUser(token windows.Token) (string, error) {
	u, err := token.GetTokenUser()
	if err != nil {
		return "", err
	}
	return u.User.Sid.String(), nil
}

// ownerOf returns the SID of the owner of the pipe behind a handle.
func ownerOf(h windows.Handle) (string, error) {
	sd, err := windows.GetSecurityInfo(h, windows.SE_KERNEL_OBJECT, windows.OWNER_SECURITY_INFORMATION)
	if err != nil {
		return "", err
	}
	owner, _, err := sd.Owner()
	if err != nil {
		return "", err
	}
	return owner.String(), nil
}
