package control

import "context"

// sendBack is a handler that sends the data of each message back.
func sendBack(_ context.Context, _ *Conn, m Message) Message { return Message{Data: m.Data} }
