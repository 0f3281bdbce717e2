# shellcheck shell=sh
# The whole suite: a throwaway Postgres, a browser, the launcher's own tests, and Maven's.

run_tests() {
  browser=1
  if [ "${1:-}" = --no-browser ]; then
    browser=
    shift
  fi
  forget_settings
  work=$(mktemp -d) || fail "No temporary folder can be made; set TMPDIR to a folder of yours."
  trap finish_tests EXIT
  trap 'exit 130' INT TERM HUP
  GROUNDWORK_DATA=$work/data
  export GROUNDWORK_DATA
  read_settings
  make_data_folder
  logs=$root/target/test-logs
  mkdir -p "$logs" || fail "$root cannot be written, and the tests are built there; give it to $(id -un)."
  find_java
  find_maven
  find_browser
  find_node

  may_create_databases=CREATEDB
  postgres_fsync=off
  postgres_connections=200
  find_postgres
  start_postgres
  export GROUNDWORK_TEST_DB_URL="$GROUNDWORK_DB_URL" GROUNDWORK_TEST_DB_USER="$GROUNDWORK_DB_USER" GROUNDWORK_TEST_DB_PASSWORD="$GROUNDWORK_DB_PASSWORD"
  unset GROUNDWORK_DB_URL GROUNDWORK_DB_USER GROUNDWORK_DB_PASSWORD
  # Quarkus takes any free port.
  export QUARKUS_HTTP_TEST_PORT=0 QUARKUS_HTTP_TEST_SSL_PORT=0

  tests_status=0
  launcher_counts='0 0'
  if [ $# -eq 0 ]; then
    say "Testing the launcher …"
    run_job sh "$parts/launcher-test.sh" >"$logs/launcher-test.log" 2>&1 || tests_status=1
    grep '^not ok' "$logs/launcher-test.log" >&2 || true
    launcher_counts=$(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$logs/launcher-test.log")
  fi
  touch "$work/started"
  run_job maven_in_root verify --fail-at-end "$@" || tests_status=1
  count_tests
  exit "$tests_status"
}

# What the caller has set for an instance of his own must not reach the tests.
forget_settings() {
  for name in $(env | sed -n 's/^\(GROUNDWORK_[A-Z0-9_]*\)=.*/\1/p'); do
    case $name in
      GROUNDWORK_JAVA_HOME | GROUNDWORK_SERVER_BY) ;;
      *) unset "$name" ;;
    esac
  done
}

finish_tests() {
  trap '' INT TERM HUP
  if [ -n "${job:-}" ]; then
    stop_process "$job" TERM 20
  fi
  if known_cluster; then
    stop_postgres
    case $cluster in
      "$work"/*) ;;
      *) rm -rf -- "$cluster" ;;
    esac
  fi
  rm -rf -- "$work"
}

# Sets: GROUNDWORK_TEST_CHROMIUM, for the tests that need a browser. They say themselves what is missing when it is empty.
find_browser() {
  if [ -z "$browser" ]; then
    export GROUNDWORK_TEST_BROWSER=none
    return 0
  fi
  chromium=$(first_browser) || chromium=
  if [ -z "$chromium" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    say "Installing Debian's Chromium for the browser tests, through apt (some 100 MB, 400 MB installed) …"
    (apt-get -qq update && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends chromium) >>"$logs/setup.log" 2>&1 \
      || warn "Chromium could not be installed, and the browser tests will fail; $logs/setup.log says why."
    chromium=$(first_browser) || chromium=
  fi
  [ -n "$chromium" ] || warn "No Chromium found: the browser tests will fail. Install it (apt-get install chromium), or give --no-browser."
  export GROUNDWORK_TEST_CHROMIUM="$chromium"
}

# The test with OpenAI's JavaScript client fetches it through npm, and is skipped where there is none.
find_node() {
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    warn "No node or npm found: the test with OpenAI's JavaScript client (OpenAiNodeIT) is skipped. Install them (apt-get install nodejs npm)."
  fi
}

first_browser() {
  command -v chromium || command -v chromium-browser || command -v google-chrome || command -v google-chrome-stable
}

# Sums the reports that this run wrote, over all modules.
count_tests() {
  find "$root" -path '*/target/*-reports/TEST-*.xml' -newer "$work/started" -exec grep -h -m1 '<testsuite ' {} + 2>/dev/null \
    | awk -v launcher="${launcher_counts:-0 1}" '
        function count(name) { return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0 }
        BEGIN { split(launcher, own, " "); passed = own[1]; failed = own[2] }
        { bad = count("errors") + count("failures"); skipped += count("skipped"); failed += bad; passed += count("tests") - bad - count("skipped") }
        END { printf "%d passed, %d failed, %d skipped\n", passed, failed, skipped }'
}
