# shellcheck shell=sh
# A Postgres cluster of our own, for one data folder. It listens on 127.0.0.1 only, on a port of its choice, without a Unix
# socket (whose path may not exceed 107 bytes), and takes passwords only.
#
# The superuser has no password and so cannot log in: what needs one is done before the server starts, with
# `postgres --single`. The application's role owns its database and may nothing beyond it.

# PostgreSQL refuses to run as root. Sets: server_by, server_user.
#   itself     we are not root
#   namespace  a user namespace in which root is called nobody: the kernel still sees the owner of root's files, so it
#              works below /root as well
#   setpriv    really nobody, where namespaces are forbidden (most containers); the cluster and the programs then live
#              where nobody may enter
# GROUNDWORK_SERVER_BY chooses one by hand.
choose_server_user() {
  [ -z "${server_by:-}" ] || return 0
  server_user=$(id -un 2>/dev/null) || server_user=
  if [ -n "${GROUNDWORK_SERVER_BY:-}" ]; then
    server_by=$GROUNDWORK_SERVER_BY
  elif [ "$(id -u)" -ne 0 ] && [ -n "$server_user" ]; then
    server_by=itself
  elif unshare --user "--map-user=$(id -u nobody)" true 2>/dev/null; then
    server_by=namespace
  elif [ "$(id -u)" -eq 0 ] && setpriv "--reuid=$(id -u nobody)" "--regid=$(id -g nobody)" --clear-groups true 2>/dev/null; then
    server_by=setpriv
  else
    fail "PostgreSQL does not run as root, and no other user can be taken on here; run ./groundwork as a normal user, or $another_postgres."
  fi
  [ "$server_by" = itself ] || server_user=nobody
}

# Replaces this shell by a command that runs as the server's user. The environment is emptied: it holds secrets.
become_server() {
  set -- env -i "PATH=$PATH" LC_ALL=C "$@"
  case $server_by in
    namespace) set -- unshare --user "--map-user=$(id -u nobody)" -- "$@" ;;
    setpriv) set -- setpriv "--reuid=$(id -u nobody)" "--regid=$(id -g nobody)" --clear-groups -- "$@" ;;
  esac
  # shellcheck disable=SC2086
  exec ${server_session:-} "$@"
}

as_server() (
  cd / && become_server "$@"
)

# Where the cluster of this data folder is. Sets: cluster.
find_cluster() {
  if [ -f "$data/postgres.location" ]; then
    cluster=$(cat "$data/postgres.location")
    return 0
  fi
  cluster=$data/postgres
  [ ! -d "$cluster" ] || return 0
  if ! as_server test -x "$data"; then
    cluster=/var/lib/groundwork/$(printf '%s' "$data" | cksum | cut -d ' ' -f 1)
    mkdir -p /var/lib/groundwork || fail "The user $server_user cannot enter $data, and /var/lib/groundwork cannot be written; set GROUNDWORK_DATA to a folder that it may enter."
    printf '%s\n' "$cluster" >"$data/postgres.location"
    say "The user $server_user, as whom PostgreSQL runs, cannot enter $data: the database is in $cluster."
  fi
}

# Prints the process id of this cluster's server, if it runs. Its command line names the cluster, which no other's does.
postgres_pid() {
  { read -r postgres_pid <"$cluster/postmaster.pid"; } 2>/dev/null || return 1
  postgres_pid=${postgres_pid#-}
  started_at "$postgres_pid" >/dev/null || return 1
  if [ -r "/proc/$postgres_pid/cmdline" ]; then
    tr '\0' '\n' <"/proc/$postgres_pid/cmdline" | grep -Fxq -- "$cluster" || return 1
  else
    ps -o command= -p "$postgres_pid" | grep -Fq -- "$cluster" || return 1
  fi
  printf '%s' "$postgres_pid"
}

# Runs or takes over the cluster. Sets: postgres_port. Exports what the application needs to reach it.
start_postgres() {
  find_cluster
  if ! postgres_pid >/dev/null; then
    clear_stale_pid
    [ -d "$cluster" ] || create_cluster
    own_cluster
    update_vector
    run_postgres
  fi
  wait_for_postgres || fail "PostgreSQL stopped while starting: $(tail -n 1 "$logs/postgres.log"); $logs/postgres.log says more."
  postgres_port=$(sed -n 4p "$cluster/postmaster.pid")
  use_postgres
}

use_postgres() {
  export GROUNDWORK_DB_URL="jdbc:postgresql://127.0.0.1:$postgres_port/groundwork" GROUNDWORK_DB_USER=groundwork
  GROUNDWORK_DB_PASSWORD=$(cat "$data/postgres.password")
  export GROUNDWORK_DB_PASSWORD
}

# A folder that was made where namespaces work may be used where they do not, and the other way round.
own_cluster() {
  owner=$(id -u)
  [ "$server_by" != setpriv ] || owner=$(id -u nobody)
  [ -n "$(find "$cluster" -prune ! -user "$owner")" ] || return 0
  if [ "$(id -u)" -ne 0 ] || [ -z "$(find "$cluster" -prune \( -user 0 -o -user nobody \))" ]; then
    fail "The database in $cluster belongs to another user; run ./groundwork as that user, or set GROUNDWORK_DATA to a folder of yours."
  fi
  chown -R "$owner" "$cluster"
}

# After kill -9 the server's pid file stays behind, and PostgreSQL would be blocked by whatever process has that id now. It is
# removed only when that process is not ours and nobody uses the old server's shared memory any more.
clear_stale_pid() {
  [ -f "$cluster/postmaster.pid" ] || return 0
  memory_id=$(awk 'NR == 7 {print $2}' "$cluster/postmaster.pid") || return 0
  tries=0
  while [ -n "$memory_id" ] && awk -v id="$memory_id" '$2 == id && $7 > 0 {used = 1} END {exit !used}' /proc/sysvipc/shm 2>/dev/null; do
    tries=$((tries + 1))
    [ "$tries" -le 100 ] || fail "Processes of an earlier PostgreSQL still use $cluster; end them, then start again."
    sleep 0.1
  done
  rm -f -- "$cluster/postmaster.pid"
}

run_postgres() {
  rotate "$logs/postgres.log"
  write_postgres_settings
  postgres_port=$(cat "$run/postgres.port" 2>/dev/null) || postgres_port=
  if [ -z "$postgres_port" ] || port_holder 127.0.0.1 "$postgres_port" >/dev/null; then
    postgres_port=$(free_port)
  fi
  printf '%s\n' "$postgres_port" >"$run/postgres.port"
  set -- "$postgres/bin/postgres" -D "$cluster" -p "$postgres_port"
  {
    server_session=$(own_session)
    cd / && become_server "$@"
  } >>"$logs/postgres.log" 2>&1 </dev/null &
  postgres_job=$!
}

# The server writes its state into the eighth line of its pid file. Recovery after a crash may take its time.
wait_for_postgres() {
  tries=0
  until [ "$(sed -n '8s/ *$//p' "$cluster/postmaster.pid" 2>/dev/null)" = ready ] && postgres_pid >/dev/null; do
    if ! postgres_pid >/dev/null && ! started_at "${postgres_job:-0}" >/dev/null; then
      return 1
    fi
    tries=$((tries + 1))
    [ "$tries" -ne 50 ] || say "PostgreSQL is recovering from a crash …"
    sleep 0.1
  done
}

# Fast mode: connections are closed, everything is written.
stop_postgres() {
  if running_postgres=$(postgres_pid); then
    stop_process "$running_postgres" INT 60
  fi
}

# Made beside its place and moved there when complete.
create_cluster() {
  say "Creating the database in $cluster (40 MB) …"
  fresh=$cluster.new
  rm -rf -- "$fresh"
  (umask 077 && mkdir -p -- "$fresh") || fail "$fresh cannot be written; give its folder to $(id -un), or set GROUNDWORK_DATA to another."
  [ "$server_by" != setpriv ] || chown "$(id -u nobody):$(id -g nobody)" "$fresh"
  set -- "$postgres/bin/initdb" -D "$fresh" -U postgres -E UTF8 --auth=reject --data-checksums --locale-provider=builtin --builtin-locale=C.UTF-8 --no-instructions
  # C.UTF-8 is in every glibc from 2.35, and in Debian's and Red Hat's before that.
  if ! as_server "$@" --locale=C.UTF-8 >>"$logs/setup.log" 2>&1; then
    as_server "$@" --locale=C >>"$logs/setup.log" 2>&1 || fail "PostgreSQL could not create a database: $(tail -n 1 "$logs/setup.log"); $logs/setup.log says more."
  fi
  # shellcheck disable=SC2016
  as_server sh -c '
    printf "host all all 127.0.0.1/32 scram-sha-256\n" >"$1/pg_hba.conf"
    printf "include_if_exists = '\''groundwork.conf'\''\n" >>"$1/postgresql.conf"
  ' sh "$fresh"

  (umask 077 && random_word 32 >"$data/postgres.password")
  single "$fresh" template1 <<END || fail "PostgreSQL could not set up the database: $single_error; $logs/setup.log says more."
CREATE EXTENSION vector;

CREATE EXTENSION pg_trgm;

CREATE ROLE groundwork LOGIN $may_create_databases NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOREPLICATION PASSWORD '$(cat "$data/postgres.password")';

CREATE DATABASE groundwork OWNER groundwork;

REVOKE ALL ON DATABASE groundwork FROM PUBLIC;

END
  cp -- "$postgres/pgvector.version" "$run/pgvector.version"
  mv -- "$fresh" "$cluster"
}

# Tests raise it; their databases copy template1, and so have its extensions.
may_create_databases=NOCREATEDB

# A newer pgvector in the cache brings its extension up to date, before anyone connects. An older one is no reason not to start.
update_vector() {
  ! cmp -s "$postgres/pgvector.version" "$run/pgvector.version" || return 0
  for database in template1 groundwork; do
    single "$cluster" "$database" <<END || warn "pgvector stays as it is in the database: $single_error"
ALTER EXTENSION vector UPDATE;

END
  done
  cp -- "$postgres/pgvector.version" "$run/pgvector.version"
}

# single CLUSTER DATABASE: runs the statements of its input as superuser, each ended by a semicolon and an empty line.
# Sets: single_error. The server's exit status says nothing about them.
single() {
  as_server "$postgres/bin/postgres" --single -j -D "$1" "$2" >"$run/single.log" 2>&1 || echo 'FATAL: it stopped' >>"$run/single.log"
  cat "$run/single.log" >>"$logs/setup.log"
  ! single_error=$(grep -m1 -E '(ERROR|FATAL|PANIC):' "$run/single.log")
}

# Written at every start, so that a new version's choices take effect; postgresql.auto.conf in the cluster's folder has the last word.
# For a small machine, and for data that must not be lost: fsync, full_page_writes and synchronous_commit stay on.
# `minimal` lets index builds skip the log; statements and values stay out of the log, for they hold text of documents.
write_postgres_settings() {
  # shellcheck disable=SC2016
  as_server sh -c 'umask 077 && cat >"$1/groundwork.conf"' sh "$cluster" <<END
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
max_connections = ${postgres_connections:-60}
shared_buffers = 128MB
huge_pages = off
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off
fsync = ${postgres_fsync:-on}
wal_level = minimal
max_wal_senders = 0
max_wal_size = 2GB
checkpoint_timeout = 15min
log_checkpoints = off
log_min_error_statement = panic
log_error_verbosity = terse
timezone = 'UTC'
dynamic_shared_memory_type = $(shared_memory_type)
END
}

# A container's /dev/shm is often 64 MB, too little for a parallel index build; System V memory has no such limit.
shared_memory_type() {
  shared_kb=$(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 {print $2}')
  if [ "${shared_kb:-0}" -ge 524288 ]; then echo posix; else echo sysv; fi
}
