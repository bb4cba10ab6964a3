package channel

import "golang.org/x/sys/unix"

// credentials reads SO_PEERCRED (unix(7)): the process that connected or listened.
func credentials(fd int) (uid, pid int, err error) {
	cred, err := unix.GetsockoptUcred(fd, unix.SOL_SOCKET, unix.SO_PEERCRED)
	if err != nil {
		return 0, 0, err
	}
	return int(cred.Uid), int(cred.Pid), nil
}
