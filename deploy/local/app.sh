# shellcheck shell=sh
# The application's process: start, wait until it is ready, say who the admin is, stop.

# Measured flags belong here. The heap is small on purpose: documents are parsed, and models run, in memory of their own.
jvm_flags="-Xms64m -Xmx768m -XX:+UseG1GC -XX:G1PeriodicGCInterval=20000 -XX:MinHeapFreeRatio=25 -XX:MaxHeapFreeRatio=40 -XX:TrimNativeHeapInterval=5000 -XX:+ExitOnOutOfMemoryError --enable-native-access=ALL-UNNAMED"

app_pid() {
  alive "$run/groundwork.pid"
}

start_app() {
  app_log=$logs/groundwork.log
  (umask 077 && touch "$app_log" "$run/starting")
  log_start=$(($(wc -c <"$app_log") + 1))
  # What a process that was killed has left there; by a name that is ours alone, as the folder may be one that others use too.
  rm -rf -- "$data/.groundwork-tmp"
  listening=$(listening_url)
  printf '%s\n%s\n' "$url" "$listening" >"$run/url"
  admin_password=
  if [ ! -f "$data/.admin-printed" ] && [ -z "${GROUNDWORK_ADMIN_PASSWORD:-}${GROUNDWORK_ADMIN_PASSWORD_FILE:-}" ]; then
    admin_password=$(random_word 20)
  fi
  {
    export GROUNDWORK_DATA="$data"
    [ -z "$admin_password" ] || export GROUNDWORK_ADMIN_PASSWORD="$admin_password"
    cd "$root" && run_java exec "$(own_session)"
  } >>"$app_log" 2>&1 </dev/null &
  app_job=$!
  record "$run/groundwork.pid" "$app_job"
}

# run_java [exec SESSION] [ARGUMENTS]: the application, with the given arguments.
run_java() {
  java_prefix=
  if [ "${1:-}" = exec ]; then
    java_prefix="exec $2"
    shift 2
  fi
  (umask 077 && mkdir -p "$data/.groundwork-tmp")
  # Flags are words.
  # shellcheck disable=SC2086
  $java_prefix "$java_home/bin/java" $jvm_flags "-Dgroundwork.ingest.parser-lib=$parser_lib" "-Dgroundwork.local.lib=$model_lib" "-Dgroundwork.embeddings.cache=$data/models" "-Djava.io.tmpdir=$data/.groundwork-tmp" ${GROUNDWORK_JAVA_OPTS:-} -jar "$application" "$@"
}

# True when ready. False when the process is gone (0 s left to wait) or took too long.
wait_until_ready() {
  waited=0
  until is_ready; do
    app_pid >/dev/null || return 1
    waited=$((waited + 1))
    [ $((waited % 60)) -ne 0 ] || say "Still starting: $(tail -n 1 "$logs/groundwork.log" | cut -c 1-160)"
    [ "$waited" -lt 2400 ] || return 1
    pause 0.25
  done
}

is_ready() {
  if command -v curl >/dev/null; then
    curl -fsk --noproxy '*' --max-time 5 -o /dev/null "$listening/q/health/ready" 2>/dev/null
  elif command -v wget >/dev/null; then
    wget -q --no-proxy --no-check-certificate --timeout=5 --tries=1 -O /dev/null "$listening/q/health/ready" 2>/dev/null
  else
    "$java_home/bin/java" -XX:TieredStopAtLevel=1 "$parts/Ready.java" "$listening/q/health/ready" 2>/dev/null
  fi
}

# Where the settings have it listen, as seen from this machine; its public name may lead through a proxy.
listening_url() {
  case $bind in
    0.0.0.0 | localhost) printf '%s://127.0.0.1:%s' "$scheme" "$port" ;;
    '::') printf '%s://[::1]:%s' "$scheme" "$port" ;;
    *:*) printf '%s://[%s]:%s' "$scheme" "$bind" "$port" ;;
    *) printf '%s://%s:%s' "$scheme" "$bind" "$port" ;;
  esac
}

# What runs may have been started with other settings than now. Sets: url, listening.
know_running() {
  { read -r url && read -r listening; } <"$run/url" || fail "$run/url is missing, which says where process $(app_pid) listens; ./groundwork down, then up."
}

# The password was made here, and the application says by a mark that it really made an admin from it.
announce_admin() {
  admin_email=${GROUNDWORK_ADMIN_EMAIL:-admin@localhost}
  if [ -n "$(find "$data/.admin-created" -newer "$run/starting" 2>/dev/null)" ]; then
    if [ -n "$admin_password" ]; then
      say "Log in as $admin_email with the password $admin_password (it is not shown again)."
    else
      say "Log in as $admin_email with the password that was set for it."
    fi
    touch "$data/.admin-printed"
  elif [ -f "$data/.admin-created" ] && [ ! -f "$data/.admin-printed" ]; then
    say "The admin's password was never shown: ./groundwork admin reset-password sets a new one."
    touch "$data/.admin-printed"
  fi
}

# What a start that failed leaves to be read.
explain_app() {
  tail -c "+$log_start" "$logs/groundwork.log" | tail -n 30 >&2
  app_reason=$(tail -c "+$log_start" "$logs/groundwork.log" | grep -E '^Caused by: ' | tail -n 1 | cut -c 1-300)
  if app_pid >/dev/null; then
    warn "groundwork: not ready after $((waited / 4)) s; the log above is from $logs/groundwork.log"
  else
    warn "groundwork: the application stopped while starting${app_reason:+ ($app_reason)}; the log above is from $logs/groundwork.log"
  fi
}

stop_app() {
  if running_app=$(app_pid); then
    stop_process "$running_app" TERM 20
  fi
  rm -f -- "$run/groundwork.pid"
}
