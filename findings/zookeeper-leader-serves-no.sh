#!/usr/bin/env bash
# ZooKeeper 3.9.5: with leaderServes=no the leader answers srvr, mntr and conf with "not currently serving requests", as a server
# without a quorum does. Its AdminServer returns complete srvr and monitor responses of a leader.
# Expected: leaderServes=no turns clients away, and monitoring words are answered; or the AdminServer reports the same as the port.
# Seen: srvr at the client port: "not currently serving requests"; at the AdminServer: "server_state" : "leader".
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
  printf '%s\n' clientPort=2181 "clientPortAddress=127.0.77.$1" "admin.serverAddress=127.0.77.$1" '4lw.commands.whitelist=*' leaderServes=no
  for id in 1 2 3; do echo "server.$id=127.0.77.$id:2888:3888"; done
}
for id in 1 2 3; do start $id; done
followers() { for id in 1 2 3; do word $id srvr; done | grep -c '^Mode: follower'; }
two_follow() { [ "$(followers)" = 2 ]; }
until_true two_follow
for id in 1 2 3; do
  case $(word $id srvr) in *'not currently serving requests'*) leader=$id ;; esac
done
for name in ruok srvr mntr conf; do echo "server $leader, $name: $(word "$leader" $name | head -1)"; done
for name in srvr mntr conf; do word "$leader" $name | grep -q 'not currently serving requests'; done
curl --silent --fail "http://127.0.77.$leader:8080/commands/srvr" | grep '"server_state" : "leader"'
curl --silent --fail "http://127.0.77.$leader:8080/commands/monitor" | grep '"synced_followers" : 2'
echo "as described"
