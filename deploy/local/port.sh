# shellcheck shell=sh
# Who listens where.

# port_holder ADDRESS PORT: prints who already listens there, and is false when nobody does.
port_holder() {
  if [ -r /proc/net/tcp ]; then
    holder_inode=$(listening_inode "$1" "$2")
    [ -n "$holder_inode" ] || return 1
    for holder_folder in /proc/[0-9]*; do
      # shellcheck disable=SC2010
      if ls -l "$holder_folder/fd" 2>/dev/null | grep -q "socket:\[$holder_inode\]"; then
        printf '%s, process %s' "$(cat "$holder_folder/comm" 2>/dev/null)" "${holder_folder#/proc/}"
        return 0
      fi
    done
    printf 'another process'
  else
    holder_pid=$(lsof -nP -t "-iTCP:$2" -sTCP:LISTEN 2>/dev/null | head -n 1)
    [ -n "$holder_pid" ] || return 1
    printf '%s, process %s' "$(ps -o comm= -p "$holder_pid")" "$holder_pid"
  fi
}

# The kernel writes addresses as hexadecimal words in host order: 127.0.0.1 is 0100007F. Wildcards collide with everything.
listening_inode() {
  case $1 in
    localhost) listening_address=0100007F ;;
    *.*.*.*)
      # shellcheck disable=SC2046
      listening_address=$(IFS=. && set -- $1 && printf '%02X%02X%02X%02X' "$4" "$3" "$2" "$1" 2>/dev/null) ;;
    *) listening_address=00000000 ;;
  esac
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk -v port="$(printf '%04X' "$2")" -v wanted="$listening_address" '
    $4 == "0A" {
      split($2, at, ":")
      here = substr(at[1], length(at[1]) - 7)
      if (at[2] == port && (at[1] ~ /^0+$/ || wanted == "00000000" || here == wanted)) { print $10; exit }
    }'
}

# A port that nobody listens on now, below the range from which the kernel takes ports for outgoing connections.
free_port() {
  while :; do
    candidate=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 12000))
    if ! port_holder 127.0.0.1 "$candidate" >/dev/null; then
      printf '%s' "$candidate"
      return 0
    fi
  done
}
