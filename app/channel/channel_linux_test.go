package channel

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/wolkvox-hold/wolkvox-hold/app/internal/need"
)

func TestDialNobody(t *testing.T) {
	dir := openFolder(t)
	stale := filepath.Join(dir, "stale")
	listener, err := listenAt(stale)
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.listener.Close()
	for _, channel := range []string{"", filepath.Join(dir, "nothing"), stale, stale + "/below"} {
		if _, err := Dial(t.Context(), channel); !errors.Is(err, ErrNoResident) {
			t.Errorf("%q: got %v, want %v", channel, err, ErrNoResident)
		}
	}
}

func TestPeerOfAnotherUser(t *testing.T) {
	need.OtherUser(t) // TestSameUser covers the decision
	t.Run("is not served", func(t *testing.T) {
		path := openServer(t, func(context.Context, *Conn, Message) Message {
			t.Error("its message came to the handler")
			return Message{}
		})
		said, err := asNobody(t, "stranger", path).Output()
		if want := fmt.Sprintf("uid %d was told \"\"\n", nobodyUID); err != nil || string(said) != want {
			t.Errorf("got %q, %v, want %q", said, err, want)
		}
	})
	t.Run("is not believed", func(t *testing.T) {
		path := filepath.Join(openFolder(t), socketFile)
		impostor := asNobody(t, "impostor", path)
		out, err := impostor.StdoutPipe()
		if err == nil {
			err = impostor.Start()
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			_ = impostor.Process.Kill()
			_ = impostor.Wait()
		})
		if line, _ := bufio.NewReader(out).ReadString('\n'); line != "listens\n" {
			t.Fatalf("the impostor said %q", line)
		}
		if c, err := Dial(t.Context(), path); !errors.Is(err, ErrPeer) {
			if err == nil {
				c.Close()
			}
			t.Errorf("got %v, want %v", err, ErrPeer)
		}
	})
}

func TestSameUser(t *testing.T) {
	for _, tc := range []struct {
		peer, user int
		want       bool
	}{{1000, 1000, true}, {1001, 1000, false}, {0, 1000, false}, {1000, 0, false}, {0, 0, true}} {
		if got := sameUser(tc.peer, tc.user); got != tc.want {
			t.Errorf("peer %d, user %d: got %v, want %v", tc.peer, tc.user, got, tc.want)
		}
	}
}

const nobodyUID = 65534

// The test program also plays another user's process: started with partKey set, it plays
// that part on the socket it is given.
const (
	partKey   = "CHANNEL_TEST_PART"
	socketKey = "CHANNEL_TEST_SOCKET"
)

func TestMain(m *testing.M) {
	switch os.Getenv(partKey) {
	case "stranger":
		partStranger()
	case "impostor":
		partImpostor()
	default:
		os.Exit(m.Run())
	}
}

// asNobody returns the test program as another user's process. It copies the program to a
// place that this user can read.
func asNobody(t *testing.T, part, socket string) *exec.Cmd {
	t.Helper()
	copied := filepath.Join(openFolder(t), "part")
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(copied, program, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(copied)
	cmd.Dir, cmd.Stderr = "/", os.Stderr
	cmd.Env = []string{partKey + "=" + part, socketKey + "=" + socket, "GORACE=halt_on_error=1 atexit_sleep_ms=0"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobodyUID, Gid: nobodyUID, NoSetGroups: true}}
	return cmd
}

// partStranger says hello to a socket as another user, without our own check.
func partStranger() {
	nc, err := net.Dial("unix", os.Getenv(socketKey))
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	line, _ := encode(Message{V: Version, Op: opHello})
	_, _ = nc.Write(line)
	got, _ := bufio.NewReader(nc).ReadString('\n')
	fmt.Printf("uid %d was told %q\n", os.Getuid(), got)
}

// partImpostor listens as another user.
func partImpostor() {
	path := os.Getenv(socketKey)
	listener, err := net.Listen("unix", path)
	if err != nil {
		fmt.Println("failed:", err)
		return
	}
	_ = os.Chmod(path, 0o666)
	s := &Server{listener: listener, uid: 0}
	fmt.Println("listens")
	_ = s.Run(context.Background(), echo)
}
