# shellcheck shell=sh
# eval, bench, admin and audit: programs that end by themselves.

evaluate() {
  [ $# -gt 0 ] || fail_with 2 "eval DIR [options]: DIR holds corpus.jsonl, queries.jsonl and qrels/."
  run_bench io.groundwork.bench.Eval "$@"
}

benchmark() {
  if [ "${1:-}" = retrieval ]; then
    # For Lucene, which is measured beside: its own advice, and room for its buffers.
    jvm_flags="$jvm_flags -Xmx3g --add-modules jdk.incubator.vector"
  fi
  run_bench io.groundwork.bench.Bench "$@"
}

# A system that runs is measured as it is: building anew would pull its libraries from under it.
run_bench() {
  read_settings
  make_data_folder
  find_java
  if ! is_built && { ! app_pid >/dev/null || [ ! -d "$root/bench/target/classes" ]; }; then
    find_maven
    (build)
  fi
  main=$1
  shift
  if app_pid >/dev/null; then
    know_running
  else
    listening=$(listening_url)
  fi
  export GROUNDWORK_URL="${GROUNDWORK_URL:-$listening}" GROUNDWORK_DATA="$data"
  # shellcheck disable=SC2086
  exec "$java_home/bin/java" $jvm_flags ${GROUNDWORK_JAVA_OPTS:-} "-Dgroundwork.ingest.parser-lib=$parser_lib" \
    -cp "$root/bench/target/classes:$root/bench/target/lib/*" "$main" "$@"
}

administer() {
  if [ "${1:-}" != reset-password ] || [ $# -gt 2 ]; then
    fail_with 2 "admin reset-password [EMAIL] is all there is."
  fi
  run_command admin reset-password "${2:-${GROUNDWORK_ADMIN_EMAIL:-admin@localhost}}"
}

audit() {
  if [ "${1:-}" != verify ] || [ $# -gt 2 ]; then
    fail_with 2 "audit verify [SEAL:HASH] is all there is."
  fi
  run_command audit "$@"
}

# run_command ARGUMENTS: the application, with its database, for one thing.
run_command() {
  read_settings
  make_data_folder
  lock "$run/launcher.lock" "starting"
  trap 'finish_administering; unlock "$run/launcher.lock"' EXIT
  trap 'exit 130' INT TERM HUP
  prepare
  started_postgres=
  if needs_postgres; then
    find_cluster
    postgres_pid >/dev/null || started_postgres=1
    start_postgres
  fi
  export GROUNDWORK_DATA="$data"
  cd "$root"
  GROUNDWORK_JAVA_OPTS="${GROUNDWORK_JAVA_OPTS:-} -Dquarkus.http.host-enabled=false" run_java "$@"
}

finish_administering() {
  if [ -n "${started_postgres:-}" ]; then
    stop_postgres
  fi
}
