#!/usr/bin/env bash
# ZooKeeper 3.9.5: a follower that the configuration of the ensemble does not list has no vote, calls itself "follower" in srvr,
# and is counted by the leader in zk_synced_followers. With it, the number stays "quorum size - 1" while a voter hangs.
# Expected: zk_synced_followers counts voters, and a server without a vote calls itself an observer, or something else.
# Seen: zk_quorum_size 3, zk_synced_followers 2, zk_synced_non_voting_followers 1, with one of the three voters hanging.
set -eu
folder=$(mktemp -d)
pids=
trap 'exec 2>/dev/null; kill -9 $pids; wait; rm -rf "$folder"' EXIT
dependency() { echo "<dependency><groupId>$1</groupId><artifactId>$2</artifactId><version>$3</version></dependency>"; }
{
  echo '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
  echo '<groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging><dependencies>'
  dependency org.apache.zookeeper zookeeper 3.9.5
  dependency io.dropwizard.metrics metrics-core 4.1.12.1
  dependency org.xerial.snappy snappy-java 1.1.10.5
  echo '</dependencies></project>'
} >"$folder/pom.xml"
mvn --quiet --batch-mode --file "$folder/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
  -DoutputDirectory="$folder/jars"

# start ID: a server at 127.0.77.ID
start() {
  mkdir -p "$folder/$1/data"
  echo "$1" >"$folder/$1/data/myid"
  { printf "%s\n" tickTime=500 initLimit=10 syncLimit=5 "dataDir=$folder/$1/data"; settings "$1"; } >"$folder/$1/zoo.cfg"
  java -Xmx64m -cp "$folder/jars/*" org.apache.zookeeper.server.quorum.QuorumPeerMain "$folder/$1/zoo.cfg" >"$folder/$1/log" 2>&1 &
  pids="$pids $!"
  echo $! >"$folder/$1/pid"
}
# word ID WORD [PORT]
word() { timeout 5 bash -c "exec 3<>/dev/tcp/127.0.77.$1/${3:-2181}; printf $2 >&3; cat <&3" 2>/dev/null || true; }
# until_true COMMAND …: within a minute
until_true() {
  for _ in $(seq 120); do "$@" && return; sleep 0.5; done
  echo "never: $*"
  exit 1
}
settings() {
  printf '%s\n' clientPort=2181 "clientPortAddress=127.0.77.$1" admin.enableServer=false '4lw.commands.whitelist=*' reconfigEnabled=true
  for id in 1 2 3; do echo "server.$id=127.0.77.$id:2888:3888"; done
  # As a server that is about to be added is started: its own line beside those of the others.
  [ "$1" != 4 ] || echo 'server.4=127.0.77.4:2888:3888'
}
for id in 1 2 3; do start $id; done
mode() { word "$1" srvr | sed -n 's/^Mode: //p'; }
leader() { for id in 1 2 3; do [ "$(mode $id)" != leader ] || echo $id; done; }
value() { word "$(leader)" mntr | sed -n "s/^zk_$1\t//p"; }
synced() { [ "$(value synced_followers)" = "$1" ]; }
until_true synced 2
start 4
until_true synced 3
follows() { [ "$(mode "$1")" = follower ]; }
until_true follows 4
echo "server 4 is a $(mode 4)"

for id in 1 2 3; do [ "$id" = "$(leader)" ] || voter=$id; done
kill -STOP "$(cat "$folder/$voter/pid")"
until_true synced 2
echo "voter $voter hangs: $(word "$(leader)" mntr | grep -E '^zk_(quorum_size|synced_(non_voting_)?followers)' | tr '\t\n' ' ;')"
[ "$(value quorum_size)" = 3 ]
[ "$(value synced_non_voting_followers)" = 1 ]
echo "as described"
