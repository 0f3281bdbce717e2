#!/bin/sh
# The launcher's tests, each a claim. They run it in small clones with an application and a Maven of straw, but with the real
# PostgreSQL, and take about a minute. Prints "ok" or "not ok" for each claim, and how many there were.
# shellcheck disable=SC2317,SC2031
set -u

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
root=$here/../..
# shellcheck source=deploy/local/say.sh
. "$here/say.sh"
# shellcheck source=deploy/local/settings.sh
. "$here/settings.sh"
# shellcheck source=deploy/local/process.sh
. "$here/process.sh"
# shellcheck source=deploy/local/port.sh
. "$here/port.sh"
# shellcheck source=deploy/local/java.sh
. "$here/java.sh"

work=$(mktemp -d "${TMPDIR:-/tmp}/groundwork-launcher.XXXXXX") || exit 1
chmod 755 "$work"
data=$work/setup logs=$work/setup run=$work/setup
mkdir "$data"
passed=0
failed=0
output=$work/output
clones=$work/clones
: >"$clones"

finish() {
  trap '' INT TERM
  while read -r clone; do
    "$clone/groundwork" down >/dev/null 2>&1
  done <"$clones"
  rm -rf -- "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM

# claim TEXT COMMAND…: the command's output is shown when it fails.
claim() {
  claim_text=$1
  shift
  # Not inside the condition itself: there the shell would ignore -e.
  (set -e; "$@") >"$work/claim.log" 2>&1
  claim_status=$?
  if [ "$claim_status" -eq 0 ]; then
    passed=$((passed + 1))
    printf 'ok      %s\n' "$claim_text"
  else
    failed=$((failed + 1))
    printf 'not ok  %s\n' "$claim_text"
    sed 's/^/        /' "$work/claim.log" "$output" 2>/dev/null
  fi
}

# Makes a clone in the folder given and enters it.
clone() {
  mkdir -p "$1/deploy" "$1/orchestration/src"
  cp "$root/groundwork" "$1/"
  cp -R "$here" "$1/deploy/"
  echo '<project/>' >"$1/pom.xml"
  printf '%s\n' "$1" >>"$clones"
  cd "$1" || exit
}

# groundwork VERB…: its output goes to $output, its status is the function's.
groundwork() {
  ./groundwork "$@" >"$output" 2>&1
}

says() {
  grep -Eq -- "$1" "$output" || { say "expected: $1"; return 1; }
}

one_line() {
  [ "$(wc -l <"$output")" -eq 1 ] || { say "expected one line"; return 1; }
}

fails() {
  ! "$@" || { say "expected it to fail: $*"; return 1; }
}

application() {
  cut -d ' ' -f 1 var/run/groundwork.pid
}

database() {
  head -n 1 var/postgres/postmaster.pid
}

gone() {
  ! started_at "$1" >/dev/null || sleep 1
  ! started_at "$1" >/dev/null || { say "process $1 still runs"; return 1; }
}

# ready_within SECONDS
ready_within() {
  ticks=$(($1 * 5))
  until grep -q '^Groundwork is ready' "$output"; do
    [ "$ticks" -gt 0 ] || return 1
    ticks=$((ticks - 1))
    sleep 0.2
  done
}

# An application of straw, which answers when the database does, and a Maven of straw, which builds it.
make_straw() {
  find_java
  mkdir -p "$work/straw" "$work/bin"
  cat >"$work/straw/Straw.java" <<'END'
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

final class Straw {
    public static void main(String[] arguments) throws Exception {
        var environment = System.getenv();
        if (environment.containsKey("STRAW_DIES")) {
            throw new IllegalStateException("wrapped", new IllegalArgumentException("told to die"));
        }
        String database = environment.get("GROUNDWORK_DB_URL");
        if (database.contains("127.0.0.1")) {
            new Socket("127.0.0.1", Integer.parseInt(database.replaceAll(".*:(\\d+)/.*", "$1"))).close();
        }
        if (arguments.length > 0) {
            System.out.println("new password of " + arguments[2]);
            return;
        }
        Path created = Path.of(environment.get("GROUNDWORK_DATA"), ".admin-created");
        if (!Files.exists(created)) {
            Files.writeString(created, "");
        }
        var address = new InetSocketAddress("127.0.0.1", Integer.parseInt(environment.get("GROUNDWORK_PORT")));
        var server = HttpServer.create(address, 0);
        server.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        System.out.println("straw listens");
        if (environment.containsKey("STRAW_ENDS")) {
            Thread.sleep(2000);
            System.exit(3);
        }
    }
}
END
  "$java_home/bin/javac" -d "$work/straw" "$work/straw/Straw.java" || exit
  "$java_home/bin/jar" cfe "$work/straw.jar" Straw -C "$work/straw" . || exit
  find_maven
  cat >"$work/bin/mvn" <<END
#!/bin/sh
case " \$* " in
  *' --version '*) echo 'Apache Maven 3.9.12' ;;
  *' package '*)
    [ ! -f broken ] || { echo 'Straw.java:[1,1] it is broken'; exit 1; }
    mkdir -p orchestration/target/quarkus-app ingest/target/parser-lib
    cp '$work/straw.jar' orchestration/target/quarkus-app/quarkus-run.jar
    echo "built \$*" >>builds ;;
  *) exec '$maven' "\$@" ;;
esac
END
  printf '#!/bin/sh\necho asked >>"%s/docker-asked"\nexit 1\n' "$work" >"$work/bin/docker"
  chmod 755 "$work/bin/mvn" "$work/bin/docker"
  PATH=$work/bin:$PATH
}

# A folder with every program of this machine but the ones named; prints a PATH.
path_without() {
  mkdir "$work/without-$1"
  ln -s /usr/bin/* "$work/without-$1/" 2>/dev/null
  ln -sf /bin/* /usr/sbin/* /sbin/* "$work/without-$1/" 2>/dev/null
  ln -sf "$work"/bin/* "$work/without-$1/"
  for program in "$@"; do
    rm -f "$work/without-$1/$program"
  done
  printf '%s' "$work/without-$1"
}

for name in $(env | sed -n 's/^\(GROUNDWORK_[A-Z0-9_]*\)=.*/\1/p'); do
  case $name in GROUNDWORK_JAVA_HOME | GROUNDWORK_SERVER_BY) ;; *) unset "$name" ;; esac
done
make_straw
GROUNDWORK_PORT=$(free_port)
export GROUNDWORK_PORT
clone "$work/plain"

starts_and_says_so() {
  groundwork up -d
  says "^Groundwork is ready at http://localhost:$GROUNDWORK_PORT\$"
  says '^Log in as admin@localhost with the password [a-z0-9]{20} '
}
claim 'up -d returns when ready, says where, and prints the password of the first admin' starts_and_says_so

status_tells() {
  groundwork status
  says "^Groundwork runs at http://localhost:$GROUNDWORK_PORT: process $(application),"
  says "^PostgreSQL runs at 127.0.0.1:[0-9]+: process $(database),"
  says "^Logs: $work/plain/var/logs\$"
}
claim 'status says what runs and where' status_tells

takes_over_both() {
  before="$(application) $(database)"
  groundwork up -d
  says '^Groundwork is ready at '
  fails says 'Log in'
  [ "$(application) $(database)" = "$before" ]
}
claim 'a second up -d takes over what runs' takes_over_both

asks_for_password_anew() {
  groundwork admin reset-password someone@example.org
  says '^new password of someone@example.org$'
  groundwork status
}
claim 'admin reset-password leaves a running system alone' asks_for_password_anew

survives_kill() {
  kill -9 "$(application)"
  before=$(database)
  groundwork up -d
  says '^Groundwork is ready at '
  [ "$(database)" = "$before" ]
}
claim 'an application that was killed is started again, on the database that still runs' survives_kill

survives_kill_of_all() {
  kill -9 "$(application)" "$(database)"
  groundwork up -d
  says '^Groundwork is ready at '
  fails says 'Log in'
}
claim 'after kill -9 of everything, up starts it all again' survives_kill_of_all

stops_twice() {
  before="$(application) $(database)"
  groundwork down
  says '^Groundwork is stopped.$'
  for process in $before; do gone "$process"; done
  groundwork down
  says '^Groundwork is not running.$'
  code=0
  groundwork status || code=$?
  [ "$code" -eq 3 ]
}
claim 'down stops all of it, and may be said twice; then status ends with 3' stops_twice

other_processes_are_left_alone() {
  sleep 60 &
  stranger=$!
  echo "$stranger 1" >var/run/groundwork.pid
  sed "1s/.*/$stranger/" "$work/postmaster.pid" >var/postgres/postmaster.pid
  groundwork up -d
  says '^Groundwork is ready at '
  groundwork down
  kill "$stranger"
}
# The pid file as a killed server leaves it, with the shared memory of a server that is no more.
printf '1\n%s\n1\n1\n\n127.0.0.1\n 1 999999\nready   \n' "$work/plain/var/postgres" >"$work/postmaster.pid"
claim 'a stale pid file whose number another process now has neither blocks nor harms that process' other_processes_are_left_alone

builds_once() {
  [ "$(wc -l <builds)" -eq 1 ]
  echo changed >orchestration/src/Changed.java
  groundwork up -d
  [ "$(wc -l <builds)" -eq 2 ]
  groundwork down
}
claim 'it is built again when a source changes, and only then' builds_once

builds_flavours() {
  GROUNDWORK_FLAVOUR=cuda12 ./groundwork up -d >"$output" 2>&1
  [ "$(tail -n 1 builds)" = 'built -B -q package -DskipTests -Dquickly -Pcuda12' ]
  GROUNDWORK_FLAVOUR=cuda12 ./groundwork up -d >"$output" 2>&1
  [ "$(wc -l <builds)" -eq 3 ]
  groundwork down
  groundwork up -d
  [ "$(tail -n 1 builds)" = 'built -B -q package -DskipTests -Dquickly' ]
  groundwork down
}
claim 'a build for cards is another build' builds_flavours

stops_on_signal() {
  : >"$output"
  ./groundwork up >"$output" 2>&1 &
  launcher=$!
  ready_within 10
  says '^Groundwork is ready at '
  says '^straw listens$'
  before="$(application) $(database)"
  kill -TERM "$launcher"
  wait "$launcher"
  for process in $before; do gone "$process"; done
}
claim 'up in the foreground shows the log, and ends everything with status 0 on SIGTERM' stops_on_signal

orphans_are_taken_over() {
  : >"$output"
  ./groundwork up >"$output" 2>&1 &
  launcher=$!
  ready_within 10
  before="$(application) $(database)"
  kill -KILL "$launcher"
  groundwork up -d
  [ "$(application) $(database)" = "$before" ]
  groundwork down
  for process in $before; do gone "$process"; done
}
claim 'what a killed launcher left running is taken over' orphans_are_taken_over

two_at_once() {
  ./groundwork up -d >"$work/first" 2>&1 &
  first=$!
  groundwork up -d
  wait "$first"
  says '^Groundwork is ready at '
  grep -q '^Groundwork is ready at ' "$work/first"
}
claim 'two launchers started at once end with one system' two_at_once

taken_port() {
  fails env GROUNDWORK_DATA="$work/plain/other" ./groundwork up -d >"$output" 2>&1
  one_line
  says "Port $GROUNDWORK_PORT is taken by java, process $(application)"
}
claim 'a taken port is one line that names the port and the process' taken_port

side_by_side() {
  before=$(wc -l <builds)
  GROUNDWORK_DATA=$work/plain/other GROUNDWORK_PORT=$(free_port)
  export GROUNDWORK_DATA GROUNDWORK_PORT
  groundwork up -d
  says "^Groundwork is ready at http://localhost:$GROUNDWORK_PORT\$"
  [ "$(wc -l <builds)" -eq "$before" ]
  groundwork down
  unset GROUNDWORK_DATA
  groundwork status
}
claim 'two instances run side by side from one clone' side_by_side
groundwork down

dies_with_reason() {
  fails env STRAW_DIES=1 ./groundwork up -d >"$output" 2>&1
  says 'stopped while starting \(Caused by: java.lang.IllegalArgumentException: told to die\)'
  fails groundwork status
  says '^PostgreSQL is not running.$'
}
claim 'an application that dies while starting is reported with its reason, and the database stopped' dies_with_reason

ends_with_reason() {
  fails env STRAW_ENDS=1 ./groundwork up >"$output" 2>&1
  says '^groundwork: The application ended by itself \(exit status 3\)'
  fails groundwork status
  says '^PostgreSQL is not running.$'
}
claim 'an application that ends by itself ends up in the foreground too, with a failure' ends_with_reason

broken_build() {
  touch broken orchestration/src/Broken.java
  fails groundwork up -d
  rm -f broken
  says 'it is broken'
  says 'The build failed; all of its output is in .*/build.log$'
}
claim 'a build that fails shows its last lines and names its log' broken_build

own_database() {
  GROUNDWORK_DATA=$work/plain/external GROUNDWORK_DB_URL=jdbc:postgresql://db.example.org/groundwork
  export GROUNDWORK_DATA GROUNDWORK_DB_URL
  groundwork up -d
  [ ! -d "$GROUNDWORK_DATA/postgres" ]
  groundwork down
}
claim 'with GROUNDWORK_DB_URL no database is set up' own_database

no_curl() {
  PATH=$(path_without curl wget)
  groundwork up -d
  says '^Groundwork is ready at '
  groundwork down
}
claim 'it needs neither curl nor wget' no_curl

no_compiler() {
  PATH=$(path_without cc gcc clang)
  fails env XDG_CACHE_HOME="$work/empty-cache" ./groundwork up -d >"$output" 2>&1
  one_line
  says 'No C compiler found.*apt-get install gcc'
}
claim 'no compiler is one line that says what to install' no_compiler

no_jdk() {
  clone "$work/future"
  sed -i.old 's/^java_wanted=.*/java_wanted=99/' deploy/local/java.sh
  fails groundwork up -d
  one_line
  says 'No JDK 99 or newer found; install one'
}
claim 'no JDK that is new enough is one line that says what to install' no_jdk

unwritable_data() {
  fails env GROUNDWORK_DATA="$work/straw.jar/data" ./groundwork up -d >"$output" 2>&1
  one_line
  says 'The data folder .*/straw.jar/data cannot be written'
}
claim 'a data folder that cannot be written is one line' unwritable_data

bad_port() {
  fails env GROUNDWORK_PORT=eighty ./groundwork up -d >"$output" 2>&1
  one_line
  says "GROUNDWORK_PORT is 'eighty'"
}
claim 'a port that is no number is one line' bad_port

bad_flavour() {
  fails env GROUNDWORK_FLAVOUR=cuda14 ./groundwork up -d >"$output" 2>&1
  one_line
  says "GROUNDWORK_FLAVOUR is 'cuda14'"
}
claim 'a build for cards that there is none of is one line' bad_flavour

honest_verbs() {
  code=0
  groundwork backup || code=$?
  [ "$code" -eq 2 ]
  one_line
}
claim 'what is not there yet says so and ends with 2' honest_verbs

up_and_down() {
  groundwork up -d
  says '^Groundwork is ready at '
  groundwork down
}
in_clone() {
  clone "$1"
  up_and_down
}
claim 'a path with spaces will do' in_clone "$work/a path  with 'quotes' and spaces"
claim 'a path of more than 200 characters will do' in_clone \
  "$work/$(printf 'a-folder-with-a-long-name/%.0s' 1 2 3 4 5 6 7 8 9 10)end"
mkdir -m 700 "$work/private"
claim 'a clone below a folder that only its owner may enter will do' in_clone "$work/private/clone"

# As nobody, with a home that does not exist and a cache of its own, which is a copy of ours.
as_normal_user() {
  find_cache
  mkdir -p "$work/cache-of-nobody"
  cp -R "$cache" "$work/cache-of-nobody/"
  clone "$work/of-nobody"
  chown -R nobody "$work/of-nobody" "$work/cache-of-nobody"
  XDG_CACHE_HOME=$work/cache-of-nobody setpriv "--reuid=$(id -u nobody)" "--regid=$(id -g nobody)" --clear-groups \
    sh -c './groundwork up -d && ./groundwork status && ./groundwork down' >"$output" 2>&1
  says '^Groundwork is ready at '
  says '^Groundwork is stopped.$'
}
# Root where namespaces are forbidden, as in most containers: the server then is nobody, who may not enter a private folder.
as_root_without_namespaces() {
  XDG_CACHE_HOME=$work/cache-of-nobody GROUNDWORK_SERVER_BY=setpriv
  export XDG_CACHE_HOME GROUNDWORK_SERVER_BY
  clone "$work/private/without-namespaces"
  up_and_down
  elsewhere=$(cat var/postgres.location)
  rm -rf -- "$elsewhere"
  rmdir -- "$(dirname -- "$elsewhere")" 2>/dev/null || true
}
if [ "$(id -u)" -eq 0 ]; then
  claim 'a normal user needs nothing else' as_normal_user
  claim 'root without namespaces has its database where the server may enter' as_root_without_namespaces
fi

claim 'Docker is not asked, with or without its daemon' test ! -e "$work/docker-asked"

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
