# shellcheck shell=sh
# up, down, status, logs.

up() {
  in_background=
  case ${1:-} in
    '') ;;
    -d) in_background=1 ;;
    *) fail_with 2 "'up' knows only -d." ;;
  esac
  read_settings
  make_data_folder
  trap interrupted INT TERM HUP

  lock "$run/launcher.lock" "starting"
  trap 'unlock "$run/launcher.lock"' EXIT
  rm -f -- "$run/stopping"
  if app_pid >/dev/null; then
    take_over
  else
    record "$run/launcher.pid" $$
    start_all
  fi
  unlock "$run/launcher.lock"
  trap - EXIT

  if [ -n "$in_background" ]; then
    rm -f -- "$run/launcher.pid"
    exit 0
  fi
  stay
}

start_all() {
  if holder=$(port_holder "$bind" "$port"); then
    fail "Port $port is taken by $holder; stop that, or set GROUNDWORK_PORT to another."
  fi
  prepare
  ! needs_postgres || start_postgres
  rotate "$logs/groundwork.log"
  [ -n "$in_background" ] || show_log
  started=1
  start_app
  if wait_until_ready; then
    say "Groundwork is ready at $url"
    announce_admin
  else
    hide_log
    announce_admin
    explain_app
    stop_all
    exit 1
  fi
}

# The application runs already: another launcher has it, or one that is gone left it behind.
take_over() {
  know_running
  find_java
  if holder=$(alive "$run/launcher.pid"); then
    say "Groundwork is ready at $url"
    say "It was started before, by process $holder; ./groundwork down stops it."
    exit 0
  fi
  if needs_postgres; then
    find_postgres
    start_postgres
  fi
  started=1
  say "Groundwork runs already, as process $(app_pid)."
  [ -n "$in_background" ] || record "$run/launcher.pid" $$
  touch "$logs/groundwork.log"
  log_start=$(($(wc -c <"$logs/groundwork.log") + 1))
  if ! wait_until_ready; then
    explain_app
    stop_all
    exit 1
  fi
  say "Groundwork is ready at $url"
  [ -n "$in_background" ] || show_log
}

# In the foreground the launcher stays until it is told to stop, or the application ends by itself.
stay() {
  while app_pid >/dev/null; do
    pause 1
  done
  hide_log
  if [ -f "$run/stopping" ]; then
    stop_all
    exit 0
  fi
  app_status=unknown
  if [ -n "${app_job:-}" ]; then
    app_status=0
    wait "$app_job" || app_status=$?
  fi
  stop_all
  fail "The application ended by itself (exit status $app_status); $logs/groundwork.log says why."
}

interrupted() {
  trap '' INT TERM HUP
  hide_log
  for running_job in "${build_job:-}" "${postgres_setup:-}"; do
    [ -z "$running_job" ] || kill "$running_job" 2>/dev/null || true
  done
  if [ -n "${started:-}" ]; then
    say "Stopping …"
  fi
  stop_all
  unlock "$run/launcher.lock"
  [ -n "${started:-}" ] && [ -z "$in_background" ] || exit 130
  exit 0
}

stop_all() {
  stop_app
  if known_cluster; then
    stop_postgres
  fi
  rm -f -- "$run/launcher.pid" "$run/stopping"
}

# Sets: cluster, when there is one, without setting up anything.
known_cluster() {
  cluster=$(cat "$data/postgres.location" 2>/dev/null) || cluster=$data/postgres
  [ -d "$cluster" ]
}

show_log() {
  (umask 077 && touch "$logs/groundwork.log")
  set -- -n 0 -f "$logs/groundwork.log"
  # Where tail can, it ends with the launcher, however that ends.
  ! tail --pid=$$ -n 0 /dev/null 2>/dev/null || set -- --pid=$$ "$@"
  tail "$@" &
  log_job=$!
}

hide_log() {
  [ -n "${log_job:-}" ] || return 0
  sleep 0.3
  kill "$log_job" 2>/dev/null || true
  wait "$log_job" 2>/dev/null || true
  log_job=
}

down() {
  read_settings
  [ -d "$run" ] || { say "Groundwork is not running."; exit 0; }
  touch "$run/stopping" 2>/dev/null || fail "$run cannot be written; run this as the user who started Groundwork."
  what_ran=$(app_pid || alive "$run/launcher.pid" || { known_cluster && postgres_pid; }) || what_ran=
  if holder=$(alive "$run/launcher.pid"); then
    stop_process "$holder" TERM 90
  fi
  stop_all
  if [ -n "$what_ran" ]; then say "Groundwork is stopped."; else say "Groundwork is not running."; fi
}

status() {
  read_settings
  status_code=3
  if running_app=$(app_pid); then
    status_code=0
    know_running
    say "Groundwork runs at $url: process $running_app, for $(running_for "$running_app"), $(memory_of "$running_app") MB."
  elif alive "$run/launcher.pid" >/dev/null; then
    say "Groundwork is starting."
  else
    say "Groundwork is not running."
  fi
  if ! needs_postgres; then
    say "Postgres is not the launcher's: GROUNDWORK_DB_URL names one, or the roles need none."
  elif known_cluster && running_postgres=$(postgres_pid); then
    # shellcheck disable=SC2046
    say "PostgreSQL runs at 127.0.0.1:$(sed -n 4p "$cluster/postmaster.pid"): process $running_postgres, for $(running_for "$running_postgres"), $(memory_of "$running_postgres" $(children_of "$running_postgres")) MB."
  else
    say "PostgreSQL is not running."
  fi
  say "Data: $data"
  say "Logs: $logs"
  exit "$status_code"
}

children_of() {
  ps -A -o pid= -o ppid= 2>/dev/null | awk -v parent="$1" '$2 == parent {print $1}'
}

logs() {
  read_settings
  follow=-f
  name=groundwork
  for argument in "$@"; do
    case $argument in
      -f) follow=-f ;;
      --no-follow) follow= ;;
      groundwork | postgres | build | setup) name=$argument ;;
      *) fail_with 2 "There is no log '$argument'; there are groundwork, postgres, build and setup." ;;
    esac
  done
  [ -f "$logs/$name.log" ] || fail "There is no $logs/$name.log yet; ./groundwork up makes it."
  exec tail -n 100 ${follow:+"$follow"} -- "$logs/$name.log"
}
