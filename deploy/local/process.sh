# shellcheck shell=sh
# Processes that outlive the launcher, and the locks between launchers. A process is known by its id together with its
# start time, so that an id the system has given to somebody else is never mistaken for ours.

# When a process started, in the system's own words; nothing, and false, when it is gone or only waits to be reaped.
started_at() {
  if [ -r /proc/self/stat ]; then
    stat_line=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    # The name in parentheses may hold anything; what follows its last ')' is fields 3 and up, of which 22 is the start.
    # shellcheck disable=SC2086
    set -- ${stat_line##*) }
    case ${1:-Z} in Z | X) return 1 ;; esac
    printf '%s' "${20}"
  else
    case $(ps -o stat= -p "$1" 2>/dev/null) in '' | Z*) return 1 ;; esac
    ps -o lstart= -p "$1"
  fi
}

# record FILE PID
record() {
  printf '%s %s\n' "$2" "$(started_at "$2")" >"$1.$$" && mv -f -- "$1.$$" "$1"
}

# Prints the id that FILE records, if that very process still lives.
alive() {
  [ -f "$1" ] && read -r alive_pid alive_start <"$1" 2>/dev/null || return 1
  case $alive_pid in '' | *[!0-9]*) return 1 ;; esac
  [ -n "$alive_start" ] && [ "$(started_at "$alive_pid")" = "$alive_start" ] || return 1
  printf '%s' "$alive_pid"
}

# The command that puts another into a session of its own, out of reach of the terminal's Ctrl-C and hang-up.
own_session() {
  command -v setsid || command -v nohup || true
}

# Runs a command that a signal to the launcher can end: without `wait`, the shell would hear the signal only afterwards.
run_job() {
  "$@" &
  job=$!
  job_status=0
  wait "$job" || job_status=$?
  job=
  return "$job_status"
}

# A pause that a signal can interrupt.
pause() {
  sleep "$1" &
  wait $! || true
}

# stop_process PID SIGNAL SECONDS: asks, waits, and in the end insists.
stop_process() {
  stop_start=$(started_at "$1") || return 0
  kill "-$2" "$1" 2>/dev/null || return 0
  stop_ticks=$(($3 * 5))
  while [ "$(started_at "$1")" = "$stop_start" ]; do
    if [ "$stop_ticks" -eq 0 ]; then
      warn "Process $1 did not stop within $3 s and is killed."
      kill -KILL "$1" 2>/dev/null || true
    fi
    stop_ticks=$((stop_ticks - 1))
    sleep 0.2
  done
}

# lock FILE WHAT: waits until no other launcher holds FILE. The holder is inside it, so a dead one's lock is broken.
lock() {
  record "$1.$$.mine" $$
  lock_said=
  until ln "$1.$$.mine" "$1" 2>/dev/null; do
    if holder=$(alive "$1"); then
      [ -n "$lock_said" ] || say "Waiting for another launcher (process $holder), which is $2 …"
      lock_said=1
      pause 1
      continue
    fi
    # Between reading and moving, another launcher may have broken it and taken it: then it gets its lock back.
    mv -f -- "$1" "$1.$$.broken" 2>/dev/null || continue
    if alive "$1.$$.broken" >/dev/null; then
      ln "$1.$$.broken" "$1" 2>/dev/null || true
    fi
    rm -f -- "$1.$$.broken"
  done
  rm -f -- "$1.$$.mine"
}

unlock() {
  rm -f -- "$1"
}

# "2 d 3 h", "4 min 5 s": how long a process has been running.
running_for() {
  if [ -r /proc/uptime ]; then
    seconds=$(awk -v start="$(started_at "$1")" -v ticks="$(getconf CLK_TCK)" '{printf "%d", $1 - start / ticks}' /proc/uptime)
    if [ "$seconds" -ge 86400 ]; then
      say "$((seconds / 86400)) d $((seconds % 86400 / 3600)) h"
    elif [ "$seconds" -ge 3600 ]; then
      say "$((seconds / 3600)) h $((seconds % 3600 / 60)) min"
    else
      say "$((seconds / 60)) min $((seconds % 60)) s"
    fi
  else
    ps -o etime= -p "$1" | tr -d ' '
  fi
}

# Memory of the given processes in MB, shared pages counted once.
memory_of() {
  for memory_pid in "$@"; do
    awk '/^Pss:/ {print $2}' "/proc/$memory_pid/smaps_rollup" 2>/dev/null || ps -o rss= -p "$memory_pid"
  done | awk '{sum += $1} END {printf "%d", sum / 1024}'
}
