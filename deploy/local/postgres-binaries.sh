# shellcheck shell=sh
# PostgreSQL with pgvector in the per-user cache, installing nothing. PostgreSQL's programs are an ordinary Maven artefact
# (the server, initdb and pg_ctl, with contrib); pgvector is compiled from Debian's signed source against Debian's headers,
# fetched through an apt state of our own.

postgres_version=17.11.0
# Raise it when the recipe below changes, and every cache is made anew.
postgres_recipe=1

# Sets: postgres, the folder with bin, lib and share.
find_postgres() {
  choose_server_user
  find_cache
  server_cache=$cache
  if ! as_server test -x "$cache"; then
    # The server's user cannot enter this home; a folder of root's own that everyone may enter will do.
    server_cache=/var/cache/groundwork
    mkdir -p -- "$server_cache" || fail "$server_cache cannot be written; set XDG_CACHE_HOME to a folder that the user $server_user may enter."
  fi
  # pgvector is compiled for this very processor: a cache on a shared home may be read by another.
  processor=$(grep -m1 -E '^(flags|Features)' /proc/cpuinfo 2>/dev/null | cksum | cut -d ' ' -f 1)
  postgres=$server_cache/postgresql-$postgres_version-$postgres_recipe-$(uname -m)-$processor
  [ -x "$postgres/bin/postgres" ] || make_postgres
}

make_postgres() (
  case $(uname -s)-$(uname -m) in
    Linux-x86_64) artifact=linux-amd64 ;;
    Linux-aarch64) artifact=linux-arm64v8 ;;
    *) postgres_unavailable "PostgreSQL for $(uname -s) on $(uname -m)" ;;
  esac
  compiler=$(command -v "${CC:-cc}" || command -v gcc || command -v clang) || fail "No C compiler found, and pgvector is built with one; install it (apt-get install gcc libc6-dev), or $another_postgres."
  command -v xz >/dev/null || fail "No xz found, which unpacks PostgreSQL; install it (apt-get install xz-utils), or $another_postgres."
  for tool in apt-get dpkg; do
    command -v "$tool" >/dev/null || postgres_unavailable "pgvector's source without $tool"
  done
  find_maven

  lock "$server_cache/postgres.lock" "setting up PostgreSQL"
  rm -rf -- "$server_cache"/building.*
  work=$(mktemp -d "$server_cache/building.XXXXXX")
  trap 'rm -rf -- "$work"; unlock "$server_cache/postgres.lock"' EXIT
  trap 'exit 143' INT TERM
  [ ! -x "$postgres/bin/postgres" ] || exit 0

  chmod 755 "$work"
  fetch_postgres
  build_pgvector
  chmod -R go+rX "$work/postgres"
  mv -- "$work/postgres" "$postgres"
)

another_postgres="set GROUNDWORK_DB_URL to a Postgres with pgvector, or use deploy/compose"

postgres_unavailable() {
  fail "$1 cannot be had on this machine; $another_postgres."
}

fetch_postgres() {
  say "Fetching PostgreSQL $postgres_version (16 MB, 60 MB unpacked) into $server_cache …"
  fetch_artifact "io.zonky.test.postgres:embedded-postgres-binaries-$artifact:$postgres_version" "$work"
  mkdir "$work/postgres"
  (cd "$work" && "$java_home/bin/jar" xf "embedded-postgres-binaries-$artifact-$postgres_version.jar" && tar -xJf postgres-linux-*.txz -C postgres) \
    || fail "PostgreSQL could not be unpacked in $server_cache; is the disk full?"
}

# From Debian's testing, whose pgvector has the fixes for HNSW (0.8.2, 0.8.3, 0.8.7) that stable's 0.8.0 lacks; else from stable.
build_pgvector() {
  say "Building pgvector from Debian's source (20 MB of package lists, 1 MB of source, about 15 s) …"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  # shellcheck disable=SC2016
  mirror=$(apt-get indextargets --format '$(SITE)' 'Identifier: Packages' 2>/dev/null | grep -m1 -E 'debian/?$') || mirror=
  if [ -z "$mirror" ] || [ ! -f "$keyring" ]; then
    postgres_unavailable "pgvector's source without a Debian mirror among apt's sources"
  fi

  mkdir -p "$work/apt/lists/partial" "$work/apt/cache/archives/partial"
  for suite in forky trixie; do
    rm -rf -- "$work/source"
    mkdir "$work/source"
    if { fetch_pgvector "$suite" && compile_pgvector; } >>"$logs/setup.log" 2>&1; then
      say "Built pgvector $(cat "$work/postgres/pgvector.version")."
      return 0
    fi
  done
  [ -f "$(find "$work/source" -name 'pgvector_*.orig.tar.gz')" ] || fail "apt could not fetch pgvector's source and PostgreSQL's headers; is the network there? $logs/setup.log says more."
  fail "pgvector could not be compiled: $(tail -n 1 "$logs/setup.log"); $logs/setup.log says more."
}

compile_pgvector() (
  extensions=$work/postgres/share/postgresql/extension
  cd "$work/source" \
    && dpkg -x postgresql-server-dev-17_*.deb headers \
    && tar -xf pgvector_*.orig.tar.gz \
    && cd pgvector-*/ \
    && "$compiler" -O2 -march=native -ftree-vectorize -fassociative-math -fno-signed-zeros -fno-trapping-math -fPIC -shared \
      -fwrapv -fno-strict-aliasing -D_GNU_SOURCE -I ../headers/usr/include/postgresql/17/server -I src src/*.c \
      -o "$work/postgres/lib/postgresql/vector.so" -lm \
    && sed -n "s/^default_version = '\(.*\)'/\1/p" vector.control >"$work/postgres/pgvector.version" \
    && cp vector.control sql/vector--*--*.sql "$extensions/" \
    && cp sql/vector.sql "$extensions/vector--$(cat "$work/postgres/pgvector.version").sql"
)

# fetch_pgvector SUITE: signatures are checked; the headers come from trixie, the last suite with PostgreSQL 17.
fetch_pgvector() {
  signed="[signed-by=$keyring] $mirror"
  printf 'deb %s trixie main\ndeb-src %s %s main\n' "$signed" "$signed" "$1" >"$work/apt/sources.list"
  set -- -qq -o "Dir::Etc::sourcelist=$work/apt/sources.list" -o Dir::Etc::sourceparts=- -o "Dir::State::Lists=$work/apt/lists" \
    -o "Dir::Cache=$work/apt/cache" -o "APT::Sandbox::User=$(id -un)" -o Acquire::Languages=none -o Acquire::Retries=3 \
    -o APT::Update::Error-Mode=any
  apt-get "$@" update || return 1
  (cd "$work/source" && apt-get "$@" download postgresql-server-dev-17 && apt-get "$@" source --download-only pgvector)
}
