# shellcheck shell=sh
# A JDK that can build and run Groundwork, and a Maven that can drive Quarkus.

java_wanted=25
maven_wanted=3.9.12

# Sets: java_home, the first of the usual places with a JDK that is new enough. A JRE has no javac and will not do.
find_java() {
  [ -z "${java_home:-}" ] || return 0
  for java_home in "${GROUNDWORK_JAVA_HOME:-}" "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/java/* /opt/jdk* \
    "${HOME:-}"/.sdkman/candidates/java/* "${HOME:-}"/.jdks/* /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -x "$java_home/bin/javac" ] && [ "$(java_version "$java_home")" -ge "$java_wanted" ]; then
      return 0
    fi
  done
  fail "No JDK $java_wanted or newer found; install one (for example: apt-get install temurin-25-jdk, or sdk install java 25-tem), or set GROUNDWORK_JAVA_HOME."
}

# The feature release that a JDK's own release file states; 0 when it states none.
java_version() {
  java_release=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null) || java_release=
  printf '%s' "${java_release:-0}"
}

# Sets: maven, its command, and maven_settings, the global settings of an older Maven in whose place a fetched one stands.
find_maven() {
  [ -z "${maven:-}" ] || return 0
  find_java
  find_cache
  maven_settings=
  fetched=$cache/apache-maven-$maven_wanted
  found=$(command -v mvn) || found=
  if [ -n "$found" ] && maven_is_new "$found"; then
    maven=$found
    return 0
  fi
  if [ ! -x "$fetched/bin/mvn" ]; then
    [ -n "$found" ] || fail "No Maven found; install it (for example: apt-get install maven, or sdk install maven)."
    fetch_maven
  fi
  if [ -n "$found" ]; then
    found_conf=$(dirname -- "$(dirname -- "$(readlink -f -- "$found")")")/conf/settings.xml
    [ ! -f "$found_conf" ] || maven_settings=$found_conf
  fi
  maven=$fetched/bin/mvn
}

# A version is read from the name of a jar where it can be, which saves starting a JVM.
maven_is_new() {
  maven_jar=$(find "$(dirname -- "$(dirname -- "$(readlink -f -- "$1")")")/lib" -name 'maven-core-[0-9]*.[0-9]*.[0-9]*.jar' 2>/dev/null | head -n 1)
  if [ -n "$maven_jar" ]; then
    maven_found=${maven_jar##*maven-core-}
  else
    maven_found=$(JAVA_HOME=$java_home "$1" --version 2>/dev/null | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  fi
  maven_major=${maven_found%%.*}
  maven_minor=${maven_found#*.}
  maven_minor=${maven_minor%%.*}
  [ "${maven_major:-0}" -gt 3 ] || { [ "${maven_major:-0}" -eq 3 ] && [ "${maven_minor:-0}" -ge 9 ]; }
}

fetch_maven() (
  lock "$cache/maven.lock" "fetching Maven"
  fetching=$(mktemp -d "$cache/fetching.XXXXXX")
  trap 'rm -rf -- "$fetching"; unlock "$cache/maven.lock"' EXIT
  [ ! -x "$fetched/bin/mvn" ] || exit 0
  say "Maven $maven_found is older than 3.9: fetching Maven $maven_wanted (10 MB) into $cache …"
  maven=$found
  fetch_artifact "org.apache.maven:apache-maven:$maven_wanted:zip:bin" "$fetching"
  (cd "$fetching" && "$java_home/bin/jar" xf "apache-maven-$maven_wanted-bin.zip" && chmod +x "apache-maven-$maven_wanted/bin/mvn")
  mv -- "$fetching/apache-maven-$maven_wanted" "$fetched"
)

# fetch_artifact COORDINATES FOLDER: from wherever Maven on this machine is told to look.
fetch_artifact() {
  if ! (cd "$2" && become_maven -q "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy" "-Dartifact=$1" "-DoutputDirectory=$2") >>"$logs/setup.log" 2>&1; then
    fail "Maven could not fetch $1; is the network there, and does Maven's settings.xml name the repository to use? $logs/setup.log says more."
  fi
}

# become_maven ARGUMENTS: replaces this shell, so that a signal to it reaches Maven.
# Maven keeps its repository in the home that the system knows for the user; without one it goes to the cache.
become_maven() {
  maven_home_of_user=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6)
  maven_home_of_user=${maven_home_of_user:-${HOME:-/nonexistent}}
  if [ ! -w "$maven_home_of_user/.m2" ] && { [ -e "$maven_home_of_user/.m2" ] || [ ! -w "$maven_home_of_user" ]; }; then
    set -- "-Dmaven.repo.local=$cache/maven-repository" "$@"
  fi
  [ -z "$maven_settings" ] || set -- -gs "$maven_settings" "$@"
  export JAVA_HOME="$java_home"
  exec "$maven" -B "$@"
}
