# shellcheck shell=sh
# The quick build: everything but tests and checks, and only when a source has changed since the last one.

application=$root/orchestration/target/quarkus-app/quarkus-run.jar
parser_lib=$root/ingest/target/parser-lib
model_lib=$root/orchestration/target/model-lib
build_stamp=$root/orchestration/target/groundwork.stamp

# One number for all that goes into the build: names and contents of sources and poms, without the tests.
digest_of_sources() (
  cd "$root" || exit
  set --
  for input in pom.xml .mvn src */pom.xml */src; do
    [ ! -e "$input" ] || set -- "$@" "$input"
  done
  find "$@" -path '*/src/test' -prune -o -type f -exec cksum {} + | LC_ALL=C sort | cksum | sed "s/\$/ ${GROUNDWORK_FLAVOUR:-}/"
)

is_built() {
  [ -f "$application" ] && [ "$(cat "$build_stamp" 2>/dev/null)" = "$(digest_of_sources)" ]
}

# Two data folders may share one clone, and then one build. To be run in a shell of its own, which it ends: a subshell written
# here would be a further process, out of reach of a signal to the first.
build() {
  if ! mkdir -p "$root/target" 2>/dev/null || ! [ -w "$root/target" ]; then
    fail "$root cannot be written, and Groundwork is built there; give it to $(id -un)."
  fi
  lock "$root/target/build.lock" "building Groundwork"
  trap 'unlock "$root/target/build.lock"' EXIT
  trap '[ -z "${job:-}" ] || kill "$job" 2>/dev/null; exit 143' INT TERM
  ! is_built || exit 0
  digest=$(digest_of_sources)
  say "Building Groundwork (a minute or two; the first time Maven also fetches some 500 MB of libraries) …"
  if ! run_job maven_in_root -q package -DskipTests -Dquickly ${GROUNDWORK_FLAVOUR:+"-P$GROUNDWORK_FLAVOUR"} >"$logs/build.log" 2>&1; then
    tail -n 30 "$logs/build.log" >&2
    fail "The build failed; all of its output is in $logs/build.log"
  fi
  [ -f "$application" ] || fail "The build left no $application; $logs/build.log says more."
  printf '%s\n' "$digest" >"$build_stamp"
}

maven_in_root() {
  cd "$root" && become_maven "$@"
}

# Builds and sets up PostgreSQL, at the same time where both are needed.
prepare() {
  find_java
  if ! is_built; then
    find_maven
    if needs_postgres; then
      (find_postgres) &
      postgres_setup=$!
    fi
    build &
    build_job=$!
    wait "$build_job" || { kill "${postgres_setup:-$build_job}" 2>/dev/null; exit 1; }
    build_job=
    [ -z "${postgres_setup:-}" ] || wait "$postgres_setup" || exit 1
    postgres_setup=
  fi
  ! needs_postgres || find_postgres
}

# A database of the user's own, or roles that have none, need no embedded one.
needs_postgres() {
  [ -z "${GROUNDWORK_DB_URL:-}${GROUNDWORK_DB_URL_FILE:-}" ] || return 1
  case ,$(printf '%s' "${GROUNDWORK_ROLES:-all}" | tr -d ' '), in
    ,embeddings, | ,model, | ,embeddings,model, | ,model,embeddings,) return 1 ;;
  esac
}
