package control

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// goneWithin is how long the connections of a holder that just ended may keep the
// channel's name.
const goneWithin = time.Second

// open opens the named pipe. While it lives nobody else can open one of the same
// name; who did so before is not shared with: that is ErrTaken.
func open(p Places, _ []*place) (channel, error) {
	sid, session, err := whoami()
	if err != nil {
		return channel{}, err
	}
	name := pipeName(p.Name, sid, session)
	if !isChannel(name) {
		return channel{}, fmt.Errorf("%q: not a name for a pipe", name)
	}
	for start := time.Now(); ; time.Sleep(lookAgain) {
		listener, err := listenPipe(name, sid)
		if err == nil {
			return channel{listener: listener, name: name}, nil
		}
		if !errors.Is(err, ErrTaken) || time.Since(start) >= goneWithin {
			return channel{}, fmt.Errorf("%s: %w", name, err)
		}
	}
}

// A pipe goes with its last handle: there is nothing to remove, and nothing that
// somebody else could.
func (c channel) remove() {}

func (c channel) stands() bool { return true }

// listening finds nobody: an open lock file cannot be removed on Windows.
func (p Places) listening(context.Context) (Owner, bool) { return Owner{}, false }

// isChannel says whether a name is one of our pipes.
func isChannel(name string) bool {
	_, ok := pipeUser(name)
	return ok
}

// clientRights are what a client needs: it reads, writes, and looks whose pipe it
// is. FILE_APPEND_DATA is missing, since on a pipe it is the right to open another
// one of the same name.
const clientRights = windows.FILE_READ_DATA | windows.FILE_WRITE_DATA | windows.FILE_READ_ATTRIBUTES |
	windows.FILE_WRITE_ATTRIBUTES | windows.READ_CONTROL | windows.SYNCHRONIZE

// connect opens the client's end. Where the resident has no free one it waits for
// the next, as long as ctx allows.
func connect(ctx context.Context, channel string) (net.Conn, error) {
	if !isChannel(channel) {
		return nil, ErrNoResident
	}
	name, err := windows.UTF16PtrFromString(channel)
	if err != nil {
		return nil, err
	}
	for {
		// The other end may learn who we are, and not act as us.
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
		case <-time.After(lookAgain):
		}
	}
}

// checkedPeer finds out whose pipe this is, before anything is said. The owner of
// the pipe counts: nobody can make one in another user's name without being an
// administrator. The user of the process behind it counts too, where it can be
// asked; one that runs with raised rights cannot.
func checkedPeer(nc net.Conn, channel string) (peer, error) {
	ours, _, err := whoami()
	if err != nil {
		return peer{}, fmt.Errorf("%w: %w", ErrPeer, err)
	}
	named, _ := pipeUser(channel)
	if !pipeOwner(named, ours) {
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

// peerOf says who connected. The pipe's descriptor has let in this user and the
// operating system's account only; which of them it is can be asked once a message
// was read (ImpersonateNamedPipeClient).
func peerOf(nc net.Conn, _ int) (peer, error) {
	c, ok := nc.(pipeConn)
	if !ok {
		return peer{}, errors.New("not a named pipe")
	}
	var p peer
	err := c.control(func(h windows.Handle) error {
		var pid uint32
		// The process is only for messages: without it the user still counts.
		if windows.GetNamedPipeClientProcessId(h, &pid) == nil {
			p.pid = int(pid)
		}
		return nil
	})
	p.rank = func() rank {
		ours, _, err := whoami()
		if err != nil {
			return stranger
		}
		var theirs string
		if c.control(func(h windows.Handle) error { theirs, err = clientOf(h); return err }) != nil {
			return stranger
		}
		return pipeRank(theirs, ours)
	}
	return p, err
}

// whoami is the user's SID and the number of the log-on of this process.
func whoami() (sid string, session uint32, err error) {
	u, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return "", 0, err
	}
	err = windows.ProcessIdToSessionId(uint32(os.Getpid()), &session)
	return u.User.Sid.String(), session, err
}

// userOf is the SID of the user that a process runs as.
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

// ownerOf is the SID that owns the pipe behind a handle.
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
