package instance

import (
	"context"

	"github.com/wolkvox-hold/wolkvox-hold/app/channel"
)

// sendBack is a handler that sends the data of each message back.
func sendBack(_ context.Context, _ *channel.Conn, m channel.Message) channel.Message {
	return channel.Message{Data: m.Data}
}
