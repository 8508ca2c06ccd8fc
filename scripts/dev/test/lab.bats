#!/usr/bin/env bats
#
# The launcher, on a kit of its own: a JDK and a Maven that only note what they
# were asked to do. A build of the real kit takes half a minute; these take none.

bats_require_minimum_version 1.5.0

setup() {
  kit="$BATS_TEST_TMPDIR/a kit"
  mkdir -p "$kit/src/cli/src/main" "$kit/.mvn" "$kit/labs/01-start-server/server"
  mkdir -p "$kit/scripts/dev"
  cp "$BATS_TEST_DIRNAME/../../../lab" "$kit/lab"
  cp "$BATS_TEST_DIRNAME/../../lib.sh" "$kit/scripts"
  cp "$BATS_TEST_DIRNAME/../get-jdk" "$kit/scripts/dev"
  echo '<project/>' >"$kit/pom.xml"
  echo 'class A {}' >"$kit/src/cli/src/main/A.java"
  calls="$BATS_TEST_TMPDIR/calls"
  export calls

  cat >"$kit/mvnw" <<'MAVEN'
#!/bin/sh
echo "maven JAVA_HOME=$JAVA_HOME $*" >>"$calls"
mkdir -p src/cli/target
cat pom.xml src/cli/src/main/*.java >src/cli/target/lab.jar
MAVEN
  chmod +x "$kit/mvnw"

  jdk 25.0.3
  unset JAVA_HOME LAB_DEBUG LAB_WORK XDG_STATE_HOME

  # Hides the machine's own java: it may be the right one.
  mkdir "$BATS_TEST_TMPDIR/bin"
  ln -s /bin/true "$BATS_TEST_TMPDIR/bin/java"
  PATH="$BATS_TEST_TMPDIR/bin:$PATH"
  export LAB_JDKS="$BATS_TEST_TMPDIR/jdks"
}

# A JDK whose java says what it runs, and notes when it makes a cache.
jdk() {
  local folder="$BATS_TEST_TMPDIR/jdks/jdk-$1"
  mkdir -p "$folder/bin"
  echo "JAVA_VERSION=\"$1\"" >"$folder/release"
  cat >"$folder/bin/java" <<'JAVA'
#!/bin/sh
for argument; do
  case $argument in
    -XX:AOTCacheOutput=*) echo "rehearsal" >>"$calls"; : >"${argument#*=}"; exit ;;
  esac
done
echo "java: $*"
JAVA
  cp "$folder/bin/java" "$folder/bin/javac"
  chmod +x "$folder/bin/java" "$folder/bin/javac"
}

builds() {
  grep -c ^maven "$calls"
}

@test "builds the kit on first use, and says so on stderr" {
  run --separate-stderr "$kit/lab" start 1
  [ "$status" -eq 0 ]
  [[ $output == java:*"-jar $kit/work/kit/"*"/lab.jar start 1" ]]
  [[ $stderr == "building the kit, once"* ]]
  [ "$(builds)" -eq 1 ]
}

@test "builds with the JDK that it found" {
  "$kit/lab"
  grep -F "JAVA_HOME=$BATS_TEST_TMPDIR/jdks/jdk-25.0.3 -q -B -pl src/cli -am package" "$calls"
}

@test "does not build again, and says nothing of a build" {
  "$kit/lab"
  run --separate-stderr "$kit/lab"
  [ -z "$stderr" ]
  [ "$(builds)" -eq 1 ]
}

@test "builds again when a source has changed, and removes the old kit" {
  "$kit/lab"
  echo 'class B {}' >"$kit/src/cli/src/main/A.java"
  "$kit/lab"
  [ "$(builds)" -eq 2 ]
  [ "$(find "$kit/work/kit" -name lab.jar | wc -l)" -eq 1 ]
  grep -r --include=lab.jar 'class B' "$kit/work/kit"
}

@test "does not build again when a lab has changed: the kit compiles labs itself" {
  "$kit/lab"
  echo 'void main() {}' >"$kit/labs/01-start-server/server/Server.java"
  "$kit/lab"
  [ "$(builds)" -eq 1 ]
}

@test "does not build again when what is not in the kit has changed" {
  "$kit/lab"
  mkdir -p "$kit"/src/{bench,pages}/src/main
  tee "$kit"/src/{bench,pages}/src/main/A.java "$kit"/src/{bench,pages}/pom.xml <<<'class A {}'
  "$kit/lab"
  [ "$(builds)" -eq 1 ]
}

@test "does not build again when only a file's time has changed" {
  "$kit/lab"
  touch "$kit/src/cli/src/main/A.java"
  "$kit/lab"
  [ "$(builds)" -eq 1 ]
}

@test "does not read its sources again while their sizes and change times stay" {
  "$kit/lab"
  "$kit/lab"
  printf '#!/bin/sh\nexit 1\n' >"$BATS_TEST_TMPDIR/bin/sha256sum"
  chmod +x "$BATS_TEST_TMPDIR/bin/sha256sum"
  "$kit/lab"
  echo 'class C {}' >"$kit/src/cli/src/main/A.java"
  run "$kit/lab"
  [ "$status" -ne 0 ]
}

@test "a log that takes long to judge gets the JVM's second compiler; a short one starts fast" {
  truncate -s 40M "$BATS_TEST_TMPDIR/a long.log"
  truncate -s 20M "$BATS_TEST_TMPDIR"/threads.{1,2}
  truncate -s 1M "$BATS_TEST_TMPDIR/short.log"
  for arguments in "--trace=$BATS_TEST_TMPDIR/a long.log" "--trace=$BATS_TEST_TMPDIR/threads"; do
    run "$kit/lab" check 3 "$arguments"
    [[ $output != *TieredStopAtLevel* ]]
  done
  run "$kit/lab" check 3 --trace "$BATS_TEST_TMPDIR/a long.log" --format json
  [[ $output != *TieredStopAtLevel* ]]
  for file in short.log none; do
    run "$kit/lab" check 3 --trace "$BATS_TEST_TMPDIR/$file"
    [[ $output == *TieredStopAtLevel=1* ]]
  done
  run "$kit/lab" check 3 -- sh --trace "$BATS_TEST_TMPDIR/a long.log"
  [[ $output == *TieredStopAtLevel=1* ]]
}

@test "the start-up cache belongs to one jar and one JDK" {
  "$kit/lab"
  first=$(find "$kit/work/kit" -name lab.aot)
  rm -r "$BATS_TEST_TMPDIR/jdks/jdk-25.0.3"
  jdk 25.0.4
  run "$kit/lab"
  [[ $output != *"$first"* ]]
  [ "$(grep -c rehearsal "$calls")" -eq 4 ]
}

@test "two at once build once" {
  "$kit/lab" &
  first=$!
  "$kit/lab"
  wait "$first"
  [ "$(builds)" -eq 1 ]
}

@test "works through a symbolic link, from any folder" {
  ln -s "$kit/lab" "$BATS_TEST_TMPDIR/link"
  cd /
  run "$BATS_TEST_TMPDIR/link" client
  [ "$status" -eq 0 ]
  [[ $output == *"-Dlab.home=$kit -Dlab.work=$kit/work -Dlab.standing=/ -jar "*" client" ]]
}

@test "hands arguments on as they are" {
  run "$kit/lab" check 3 -- sh -c 'echo  "a b"'
  [[ $output == *'check 3 -- sh -c echo  "a b"' ]]
}

@test "without a JDK 25: says where it looked, and how to get one; exit 3" {
  rm -r "$BATS_TEST_TMPDIR/jdks"
  jdk 17.0.15
  run --separate-stderr env JAVA_HOME="$LAB_JDKS/jdk-17.0.15" "$kit/lab"
  [ "$status" -eq 3 ]
  [[ ${stderr_lines[0]} == 'lab: no JDK 25 found'* ]]
  [[ $stderr == *"JAVA_HOME=$LAB_JDKS/jdk-17.0.15"* ]]
  [[ $stderr == *"$LAB_JDKS"* ]]
  [[ $stderr == *'export JAVA_HOME='* ]]
}

@test "a JRE is no JDK" {
  rm "$LAB_JDKS/jdk-25.0.3/bin/javac"
  run "$kit/lab"
  [ "$status" -eq 3 ]
}

@test "takes JAVA_HOME before the others when it is a JDK 25" {
  jdk 25.0.9
  run env JAVA_HOME="$LAB_JDKS/jdk-25.0.9" "$kit/lab" --jdk
  [ "$output" = "$LAB_JDKS/jdk-25.0.9" ]
}

@test "a build that fails shows its errors and its log; exit 3, and the next try builds" {
  printf '#!/bin/sh\necho "maven" >>"$calls"; echo "[ERROR] no such thing"; exit 1\n' >"$kit/mvnw"
  run --separate-stderr "$kit/lab"
  [ "$status" -eq 3 ]
  [[ $stderr == *'[ERROR] no such thing'* ]]
  [[ $stderr == *"$kit/work/kit/build.log"* ]]
  run "$kit/lab"
  [ "$(builds)" -eq 2 ]
}

@test "a first build without a network says so" {
  printf '#!/bin/sh\necho "[ERROR] Could not transfer artifact"; exit 1\n' >"$kit/mvnw"
  run --separate-stderr "$kit/lab"
  [ "$status" -eq 3 ]
  [[ $stderr == *'connect to the network once'* ]]
}

# As in a kit that many users share: only its owner may write there. Root may all, so
# another user it is.
as_user() {
  chmod a+x "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR/test"
  chmod -R a+rX "$BATS_TEST_TMPDIR"
  touch "$calls"
  mkdir "$BATS_TEST_TMPDIR/home"
  chmod a+rw "$calls"
  if ((EUID == 0)); then
    chown 65534 "$BATS_TEST_TMPDIR/home"
    user=(setpriv --reuid=65534 --regid=65534 --clear-groups)
  else
    chmod -R a-w "$kit"
    user=()
  fi
  user+=(env HOME="$BATS_TEST_TMPDIR/home")
}

@test "a kit that was built for all runs for a user who can't write it, with a work/ of their own" {
  "$kit/lab"
  as_user
  run --separate-stderr "${user[@]}" "$kit/lab" start 1
  chmod -R u+w "$kit"
  [ "$status" -eq 0 ]
  [[ $output == *"-Dlab.work=$BATS_TEST_TMPDIR/home/.local/state/syscall-labs "*" -jar $kit/work/kit/"* ]]
  [ "$(builds)" -eq 1 ]
}

@test "a kit that was not built says so to a user who can't write it; exit 3" {
  as_user
  run --separate-stderr "${user[@]}" "$kit/lab" start 1
  chmod -R u+w "$kit"
  [ "$status" -eq 3 ]
  [[ ${stderr_lines[0]} == "lab: the kit must be built, and you can't write to $kit" ]]
}

@test "the kit of make dist is not built, on any JDK 25, until its sources change" {
  "$kit/lab"
  read -r inputs folder <"$kit/work/kit/current"
  mv "$kit/work/kit/$folder" "$kit/kit"
  echo "${inputs%%-*}" >"$kit/kit/built"
  rm -r "$kit/work"
  mv "$LAB_JDKS/jdk-25.0.3" "$kit/jdk"
  run "$kit/lab" start 1
  [[ $output == *"-XX:AOTCache=$kit/kit/lab.aot"*"-jar $kit/kit/lab.jar start 1" ]]
  jdk 25.0.9
  run env JAVA_HOME="$LAB_JDKS/jdk-25.0.9" "$kit/lab"
  [[ $output == *"-jar $kit/kit/lab.jar" ]]
  [ "$(builds)" -eq 1 ]
  echo 'class B {}' >"$kit/src/cli/src/main/A.java"
  run "$kit/lab"
  [ "$(builds)" -eq 2 ]
}

@test "LAB_WORK is where all is made" {
  run env LAB_WORK="$BATS_TEST_TMPDIR/my work" "$kit/lab"
  [[ $output == *"-Dlab.work=$BATS_TEST_TMPDIR/my work "*" -jar $BATS_TEST_TMPDIR/my work/kit/"* ]]
  [ ! -e "$kit/work" ]
}

@test "a work/ of another user's in one's own kit is named, with the command that mends it" {
  ((EUID == 0)) || skip "only root can be two users"
  mkdir -p "$kit/work/kit"
  chown -R 65534 "$kit"
  chown -R root "$kit/work"
  as_user
  run --separate-stderr "${user[@]}" "$kit/lab"
  [ "$status" -eq 3 ]
  [[ ${stderr_lines[0]} == "lab: can't write to $kit/work/kit: an earlier lab was another user's"* ]]
  [[ ${stderr_lines[1]} == "to make it yours: sudo chown -R nobody '$kit/work'" ]]
}

@test "what root builds in another user's checkout belongs to that user" {
  ((EUID == 0)) || skip "only root can be two users"
  chown -R 65534 "$kit"
  "$kit/lab"
  [ -z "$(find "$kit" -user root)" ]
}

@test "a first build behind a proxy that opens TLS, or asks for more, says so" {
  printf '#!/bin/sh\necho "[ERROR] PKIX path building failed"; exit 1\n' >"$kit/mvnw"
  run "$kit/lab"
  [ "$status" -eq 3 ]
  [[ $output == *'whose certificate is not trusted here'*'keytool -importcert'* ]]
  printf '#!/bin/sh\necho "[ERROR] 407 Proxy Authentication Required"; exit 1\n' >"$kit/mvnw"
  run "$kit/lab"
  [[ $output == *'the proxy did not let it'*'settings.xml'* ]]
}

@test "without a JDK, --yes gets one before the command runs" {
  mv "$LAB_JDKS" "$BATS_TEST_TMPDIR/far"
  mkdir "$LAB_JDKS"
  printf '#!/bin/sh\n[ "$1" = -y ] && mkdir -p "$2" && mv "%s"/* "$2"\n' "$BATS_TEST_TMPDIR/far" >"$kit/scripts/dev/get-jdk"
  run "$kit/lab" start 1
  [ "$status" -eq 3 ]
  run "$kit/lab" --yes start 1
  [ "$status" -eq 0 ]
  [[ $output == *"lab.jar start 1" ]]
  run "$kit/lab" --jdk
  [ "$output" = "$kit/work/jdk/jdk-25.0.3" ]
}

@test "a locale that is not installed does not make Java read file names as ASCII" {
  cat >"$LAB_JDKS/jdk-25.0.3/bin/java" <<'JAVA'
#!/bin/sh
echo "LC_ALL=$LC_ALL"
JAVA
  "$kit/lab" >/dev/null
  for locale in C POSIX xx_YY.UTF-8; do
    run --separate-stderr env LC_ALL="$locale" "$kit/lab"
    [ "$output" = "LC_ALL=C.UTF-8" ]
  done
}
