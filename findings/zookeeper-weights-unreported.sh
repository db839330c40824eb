#!/usr/bin/env bash
# ZooKeeper 3.9.5: neither mntr nor any command of the AdminServer reports the weights of votes; zk_quorum_size counts a server
# of weight 0. With the weights 10, 1 and 1 an ensemble that reports 3 voters and 2 synced followers ends with one server.
# Expected: monitor, configuration or voting_view of the AdminServer reports weights and groups, as /zookeeper/config does.
# Seen: no "weight" in any of them; zk_quorum_size 3; server 1 gone: the other two are "not currently serving requests".
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
  dependency org.eclipse.jetty jetty-servlet 9.4.58.v20250814
  dependency com.fasterxml.jackson.core jackson-databind 2.15.2
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
  printf '%s\n' clientPort=2181 "clientPortAddress=127.0.77.$1" "admin.serverAddress=127.0.77.$1" '4lw.commands.whitelist=*'
  for id in 1 2 3; do echo "server.$id=127.0.77.$id:2888:3888"; done
  printf '%s\n' group.1=1:2:3 weight.1=10 weight.2=1 weight.3=1
}
for id in 1 2 3; do start $id; done
synced() { for id in 1 2 3; do word $id mntr; done | grep -q '^zk_synced_followers.2$'; }
until_true synced
word 2 mntr | grep '^zk_quorum_size.3$'
word 2 conf | grep '^weight.1=10$'
for command in monitor configuration voting_view leader server_stats zabstate; do
  curl --silent --fail "http://127.0.77.2:8080/commands/$command" >"$folder/$command.json"
  ! grep -i weight "$folder/$command.json"
done

kill -9 "$(cat "$folder/1/pid")"
none() { for id in 2 3; do word $id srvr | grep -q 'not currently serving requests' || return 1; done; }
until_true none
sleep 5
none
echo "as described"
