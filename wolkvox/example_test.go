package wolkvox_test

import (
	"context"
	"fmt"
	"time"

	"github.com/wolkvox-hold/wolkvox-hold/wolkvox"
	"github.com/wolkvox-hold/wolkvox-hold/wolkvox/simulator"
)

// A press against the pretend server. For the real one leave out RootCAs and
// DialContext.
func Example() {
	server, err := simulator.New(simulator.Options{Server: "0042", Token: "practice"})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go server.Run(ctx)

	token, err := wolkvox.ParseToken("practice")
	if err != nil {
		fmt.Println(err)
		return
	}
	client := &wolkvox.Client{
		Server:      "0042",
		AgentID:     "12435",
		Token:       token,
		RootCAs:     server.RootCAs(),
		DialContext: server.DialContext,
	}
	outcome := client.ToggleHold(ctx, wolkvox.Press{At: time.Now()})
	fmt.Println(outcome.Result, outcome.Reason, server.Held("12435"))

	server.MisbehaveNext("close_before_reply_executed")
	outcome = client.ToggleHold(ctx, wolkvox.Press{At: time.Now()})
	fmt.Println(outcome.Result, outcome.Reason, server.Held("12435"))

	fmt.Println(client.Token)
	// Output:
	// toggled confirmed true
	// unknown lost false
	// [token]
}
