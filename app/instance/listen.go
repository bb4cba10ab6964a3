package instance

import (
	"context"
	"errors"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
)

// Listen opens the channel, writes its name into the lock file, and returns its Server.
// The server accepts nothing until Run. Listen can be called once per lock.
//
// The error is channel.ErrTaken if another process uses the channel's name. The lock is
// valid without a channel too.
func (l *Lock) Listen() (*channel.Server, error) {
	<-l.sem
	defer func() { l.sem <- true }()
	l.mu.Lock()
	places, before := l.places, l.server
	l.mu.Unlock()
	if len(places) == 0 || before != nil {
		return nil, errors.New("a lock listens once, and before it is released")
	}
	c, err := l.open(places)
	l.mu.Lock()
	l.owner.Opening = false
	if err == nil {
		l.server = channel.NewServer(c, l.p.UID, l.p.Program)
		l.owner.Channel, l.listener = c.Name, c
	}
	l.mu.Unlock()
	// Publish even after an error, so that other processes stop waiting for a channel.
	if published := l.publish(); err == nil && published != nil {
		c.Close()
		l.mu.Lock()
		l.server, l.listener, l.owner.Channel = nil, channel.Listener{}, ""
		l.mu.Unlock()
		err = published
	}
	if err != nil {
		return nil, err
	}
	return l.server, nil
}

// open opens a channel. Where it is a file, it is created in one of the places.
func (l *Lock) open(places []*place) (channel.Listener, error) {
	var folders []string
	for _, pl := range places {
		folders = append(folders, pl.dir)
	}
	return withTimeout(diskTimeout, func() (channel.Listener, error) { return channel.Listen(l.p.Name, l.p.UID, folders) }, channel.Listener.Close)
}

// reopenChannel opens the channel again if its file was removed together with a lock
// file. Open connections stay open.
func (l *Lock) reopenChannel() {
	l.mu.Lock()
	server, old, places := l.server, l.listener, l.places
	l.mu.Unlock()
	if server == nil || old.Exists() {
		return
	}
	c, err := l.open(places)
	if err != nil {
		return
	}
	l.mu.Lock()
	l.owner.Channel, l.listener = c.Name, c
	l.mu.Unlock()
	server.Replace(c)
}

// findListening finds a process that answers in one of the places although nobody holds
// the lock there: a resident that has not yet noticed that its lock files were removed.
func (p Places) findListening(ctx context.Context) (Owner, bool) {
	var folders []string
	for _, c := range p.candidates() {
		folders = append(folders, c.dir)
	}
	name, pid, ok := channel.FindListening(ctx, folders)
	if !ok {
		return Owner{}, false
	}
	return Owner{Kind: Resident, PID: pid, Channel: name}, true
}
