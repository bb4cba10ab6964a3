# shellcheck shell=sh
# Stores the wolkvox token on one Linux desk, in the keychain of a person who is signed in
# to its desktop. The token comes from standard input: it is in no argument, no variable and
# no file on the desk.
#
#   . /usr/share/doc/wolkvox-hold/examples/hold-set-token.sh
#   hold_set_token <"$CREDENTIALS_DIRECTORY/hold"     # as that person
#   hold_set_token agent </root/hold-team-a           # as root, for that person
#
# It prints the person, and when the token was stored (UTC). Exit codes: 0 stored; 1 the
# keychain is locked or cannot be reached, such as when nobody is signed in; 2 what came in
# is not a token; 64 wrong use. A running program uses the new token at once.
hold_set_token() (
  person=${1:-$(id -un)}
  uid=$(id -u "$person") || exit 64
  bus=unix:path=/run/user/$uid/bus
  case $(id -u) in
    "$uid") hold() { DBUS_SESSION_BUS_ADDRESS=${DBUS_SESSION_BUS_ADDRESS:-$bus} wolkvox-hold "$@"; } ;;
    # Nothing of root's environment, such as HOME, may reach the person's program.
    0) home=$(getent passwd "$person" | cut -d: -f6)
      hold() { runuser -u "$person" -- env -i HOME="$home" PATH=/usr/bin:/bin XDG_RUNTIME_DIR="/run/user/$uid" DBUS_SESSION_BUS_ADDRESS="$bus" wolkvox-hold "$@"; } ;;
    *) echo "hold_set_token: only root can store a token for $person" >&2; exit 64 ;;
  esac
  hold token set >/dev/null || exit
  status=$(hold token status --json </dev/null) || exit
  at=${status#*\"set_at\":\"}
  echo "$person ${at%%\"*}"
)
