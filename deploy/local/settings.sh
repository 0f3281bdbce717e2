# shellcheck shell=sh
# What the launcher itself reads from the environment. Everything else is the application's and passes through untouched.
# Sets: port, bind, data, logs, run, url.

# The value of a setting, or what stands in the file that its …_FILE form names.
setting() {
  eval "setting_value=\${$1:-} setting_file=\${$1_FILE:-}"
  if [ -z "$setting_value" ] && [ -n "$setting_file" ]; then
    setting_value=$(cat -- "$setting_file" 2>/dev/null) || fail "$1_FILE names $setting_file, which cannot be read."
  fi
  printf '%s' "$setting_value"
}

# Java writes and reads names of files as the locale has them, and one without a character set knows ASCII alone.
use_utf8() {
  case ${LC_ALL:-${LC_CTYPE:-${LANG:-}}} in
    *[Uu][Tt][Ff]*8*) ;;
    *)
      LC_ALL=C.UTF-8
      export LC_ALL
      ;;
  esac
}

read_settings() {
  use_utf8
  port=${GROUNDWORK_PORT:-8080}
  case $port in
    '' | *[!0-9]* | ??????*) fail "GROUNDWORK_PORT is '$port'; it must be a number from 1 to 65535." ;;
  esac
  if [ "$port" -lt 1 ] || [ "$port" -gt 65535 ]; then
    fail "GROUNDWORK_PORT is '$port'; it must be a number from 1 to 65535."
  fi
  case ${GROUNDWORK_FLAVOUR:-} in
    '' | cuda12 | cuda13) ;;
    *) fail "GROUNDWORK_FLAVOUR is '$GROUNDWORK_FLAVOUR'; there are cuda12 and cuda13." ;;
  esac
  bind=${GROUNDWORK_BIND:-127.0.0.1}
  data=${GROUNDWORK_DATA:-$root/var}
  case $data in
    /*) ;;
    *) data=$(pwd -P)/$data ;;
  esac
  if [ -d "$data" ]; then
    data=$(CDPATH='' cd -- "$data" && pwd -P) || fail "The data folder $data cannot be entered; set GROUNDWORK_DATA to a folder of yours."
  fi
  logs=$data/logs
  run=$data/run
  scheme=http
  [ -z "${GROUNDWORK_TLS_CERT:-}" ] || scheme=https
  url=${GROUNDWORK_PUBLIC_URL:-$scheme://localhost:$port}
}

# Logs and process ids are for the owner alone; the database's own folder is private anyway.
make_data_folder() {
  if ! (umask 077 && mkdir -p -- "$data" "$logs" "$run") 2>/dev/null || ! touch "$run/.written" 2>/dev/null; then
    fail "The data folder $data cannot be written; give it to $(id -un 2>/dev/null || id -u), or set GROUNDWORK_DATA to a folder of yours."
  fi
  rm -f "$run/.written"
  data=$(CDPATH='' cd -- "$data" && pwd -P)
  logs=$data/logs
  run=$data/run
  free_kb=$(df -Pk "$data" 2>/dev/null | awk 'NR == 2 {print $4}')
  if [ "${free_kb:-999999}" -lt 262144 ]; then
    fail "Only $((free_kb / 1024)) MB are free for $data; make room (1 GB is a start), or set GROUNDWORK_DATA to a larger disk."
  fi
}

# A folder of this user's for what was fetched and built, shared by all clones. Sets: cache.
find_cache() {
  [ -z "${cache:-}" ] || return 0
  cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/groundwork
  if (mkdir -p -- "$cache" && [ -w "$cache" ]) 2>/dev/null; then
    return 0
  fi
  cache=${TMPDIR:-/tmp}/groundwork-cache-$(id -u)
  mkdir -p -m 700 -- "$cache" 2>/dev/null || true
  if [ -z "$(find "$cache" -prune -type d -user "$(id -u)" 2>/dev/null)" ] || ! [ -w "$cache" ]; then
    fail "There is no folder for the cache: neither your home nor $cache can be written; set XDG_CACHE_HOME."
  fi
}

# Keeps a few old logs. A log is only moved while nobody writes to it.
rotate() {
  [ -f "$1" ] && [ "$(wc -c <"$1")" -gt 20000000 ] || return 0
  for age in 3 2 1; do
    [ ! -f "$1.$age" ] || mv -f -- "$1.$age" "$1.$((age + 1))"
  done
  mv -f -- "$1" "$1.1"
  rm -f -- "$1.4"
}

# random_word LENGTH: letters and digits that are not mistaken for one another.
random_word() {
  LC_ALL=C tr -dc 'abcdefghijkmnpqrstuvwxyz23456789' </dev/urandom | head -c "$1"
}
