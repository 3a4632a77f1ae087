# shellcheck shell=sh disable=SC2154 # home, java and functions are those of the launcher that reads this
# Builds the source tree if it has never been built or has changed. Sets class_path and natives.

oldest_maven=3.6.3

# What the program runs from. The jar is a copy, replaced by renaming, so that a rebuild does not pull it from under a
# program that is still running; Maven unpacks natives to new files by itself.
launch=$home/target/launch
jar=$launch/spikeport.jar
stamp=$launch/built # newer than all sources, and holds their sum
lock=$launch/lock

at_least() { # is version $1 at least version $2?
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t . -k 1,1n -k 2,2n -k 3,3n | head -n 1)" = "$2" ]
}

check_maven() {
  has mvn || fail "expected Maven $oldest_maven or later to build with, found no mvn on the PATH; install Maven"
  about=$(mvn -B --version 2>&1) || fail "mvn --version failed: $about"
  maven=$(printf '%s\n' "$about" | sed -n 's/.*Apache Maven \([0-9.]*\).*/\1/p')
  at_least "${maven:-0}" "$oldest_maven" || fail "expected Maven $oldest_maven or later, found ${maven:-no version}; install a newer Maven"
  compiler=$(printf '%s\n' "$about" | sed -n 's/.*Java version: \([0-9]*\).*/\1/p')
  [ "${compiler:-0}" -ge "$oldest_java" ] || fail "expected Maven to run on a JDK $oldest_java or later, found Java ${compiler:-of no version}; set JAVA_HOME"
  runtime=$(printf '%s\n' "$about" | sed -n 's/.*runtime: \(.*\)/\1/p')
  [ -z "$runtime" ] || [ -x "$runtime/bin/javac" ] || fail "$runtime: expected a JDK, found a Java runtime without compiler; install a JDK $oldest_java or later or set JAVA_HOME"
}

# True when the jar is made of these sources and what it needs is there.
is_built() {
  [ -r "$stamp" ] || return 1
  if [ -n "$(find "$home/src/main" "$home/proto" "$home/pom.xml" -newer "$stamp")" ]; then
    # A time may be wrong, or in the future; the content decides.
    read -r built <"$stamp" && [ "$built" = "$(sum)" ] || return 1
  fi
  [ -r "$launch/classpath.txt" ] || return 1
  read -r libraries <"$launch/classpath.txt" || [ -n "$libraries" ] || return 1
  class_path=$jar:$libraries
  while [ -n "$libraries" ]; do # the local Maven repository may have been cleaned
    [ -e "${libraries%%:*}" ] || return 1
    case $libraries in
      *:*) libraries=${libraries#*:} ;;
      *) libraries= ;;
    esac
  done
  # A folder named by its platform. Libraries would unpack them themselves, ONNX Runtime at every start, and ND4J's
  # look for them in every jar.
  for natives in "$home"/target/natives/*; do :; done
}

# A sum over the names and contents of all sources.
sum() {
  (cd "$home" && find src/main proto pom.xml -type f -exec cksum {} + | sort | cksum)
}

# A lock goes with its holder, whatever ends it: the system's, held by an open file that Maven inherits, or, where there
# is no flock, a symbolic link to a process number, made in one step.
acquire_lock() {
  mkdir -p "$launch" 2>/dev/null && [ -w "$launch" ] && [ -x "$launch" ] && [ -r "$launch" ] ||
    fail "$launch: expected a folder to build in, found one that cannot be made, read or written; change the permissions of $home/target or delete it"
  [ ! -h "$lock" ] || rm -f "$lock" # of a launcher without flock; nobody mixes the two
  if has flock; then
    (: >>"$lock") 2>/dev/null || fail "$lock: expected a file that may be written to; delete it or change its permissions"
    exec 9>>"$lock"
    flock -n 9 || {
      say 'waiting for another spikeport to finish building'
      flock 9
    }
  else
    link_lock
  fi
}

link_lock() {
  lock=$lock.link
  told=
  until ln -s $$ "$lock" 2>/dev/null; do
    holder=$(readlink "$lock") || fail "$lock: expected a file that can be made; change the permissions of $launch"
    # Not ourselves: process 1 of a container may find the lock of process 1 of another.
    if [ "$holder" != $$ ] && kill -0 "$holder" 2>/dev/null; then
      [ -n "$told" ] || say "waiting for another spikeport (process $holder) to finish building"
      told=yes
      sleep 1
    elif ln -s $$ "$lock.broken" 2>/dev/null; then
      # Only one may break a dead holder's lock, and only if it is that holder's still.
      [ "$(readlink "$lock")" != "$holder" ] || rm -f "$lock"
      rm -f "$lock.broken"
    else
      sleep 1
      broken=$(readlink "$lock.broken") || continue
      [ "$broken" != $$ ] && kill -0 "$broken" 2>/dev/null || rm -f "$lock.broken"
    fi
  done
  trap 'rm -f "$lock"' EXIT
}

release_lock() {
  trap - EXIT HUP INT TERM
  if has flock; then exec 9>&-; else rm -f "$lock"; fi
}

# Ends Maven, which is asked to end, with the same signal's exit code.
interrupted() {
  trap '' HUP INT TERM
  kill "$building" 2>/dev/null || :
  wait "$building" || :
  exit "$1"
}

build() {
  check_maven
  if [ -e "$stamp" ]; then
    say 'building what has changed …'
  else
    say 'building for the first use; Maven may have to download libraries, which takes some minutes …'
  fi
  : >"$stamp.new" # from before the build: what is edited while it runs is newer
  sum=$(sum)
  # In the background, so that a signal reaches this script while it waits.
  trap 'interrupted 129' HUP
  trap 'interrupted 130' INT
  trap 'interrupted 143' TERM
  mvn -B -q -Dstyle.color=never -f "$home/pom.xml" -Dmaven.test.skip=true -Darchive.skip package </dev/null >&2 &
  building=$!
  wait "$building" || fail 'the build failed; see the messages above'
  cp "$home/target/spikeport.jar" "$jar.new"
  mv -f "$jar.new" "$jar"
  cp "$home/target/classpath.txt" "$launch/classpath.txt.new"
  mv -f "$launch/classpath.txt.new" "$launch/classpath.txt"
  rm -rf "$launch"/java.* # archives of the former classes
  printf '%s\n' "$sum" >"$stamp.sum"
  touch -r "$stamp.new" "$stamp.sum"
  mv -f "$stamp.sum" "$stamp"
  rm -f "$stamp.new"
}

if ! is_built; then
  acquire_lock
  if ! is_built; then # another process may have built it meanwhile
    build
    is_built || fail 'the sources changed during the build; start again'
  fi
  release_lock
fi
