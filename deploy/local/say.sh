# shellcheck shell=sh
# How the launcher speaks: plain lines, and one line for what went wrong and what to do about it.

say() {
  printf '%s\n' "$*"
}

warn() {
  printf '%s\n' "$*" >&2
}

fail_with() {
  fail_code=$1
  shift
  warn "groundwork: $*"
  exit "$fail_code"
}

fail() {
  fail_with 1 "$@"
}

help() {
  cat <<'END'
./groundwork VERB

  up [-d]                       set up what is missing, start, say when ready (-d: return then)
  down                          stop what runs
  status                        what runs, and where data and logs are (exit code 3: nothing runs)
  logs [--no-follow] [NAME]     follow a log: groundwork (default), postgres, build, setup
  test [--no-browser] [ARGS]    the whole suite, as CI runs it; ARGS go to Maven
  eval DIR [ARGS]               measure retrieval on a BEIR-format folder, through the running system
  bench [NAME] [ARGS]           benchmarks and drills
  admin reset-password [EMAIL]  set a new random password and print it
  audit verify [SEAL:HASH]      check the chain over the decision record, also against a head that was kept
  help                          this page

Settings are environment variables, all optional; every secret also as …_FILE:

  GROUNDWORK_PORT 8080, GROUNDWORK_BIND 127.0.0.1, GROUNDWORK_PUBLIC_URL, GROUNDWORK_TLS_CERT, GROUNDWORK_TLS_KEY
  GROUNDWORK_DATA ./var (database, logs, process ids)
  GROUNDWORK_DB_URL, GROUNDWORK_DB_USER, GROUNDWORK_DB_PASSWORD (a Postgres of your own)
  GROUNDWORK_ADMIN_EMAIL admin@localhost, GROUNDWORK_ADMIN_PASSWORD (else random, printed once)
  GROUNDWORK_JAVA_HOME (JDK 25 or newer), GROUNDWORK_JAVA_OPTS (added to the JVM's flags)

docs/install.md has all of them.
END
}
