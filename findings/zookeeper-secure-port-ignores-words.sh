#!/usr/bin/env bash
# ZooKeeper 3.9.5: a secureClientPort that receives a four-letter word without TLS does not respond and does not close. The four
# letters are shorter than the header of a TLS record (5 bytes), so the server waits; nine letters make it close.
# Expected: a plain request to a TLS port is turned away at once, as HTTPS servers do.
# Seen: "srvr": silence for 5 s and longer; "srvr srvr": closed at once; "srvr" over TLS: answered.
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
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=zk -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>/dev/null
cat "$folder/key.pem" "$folder/cert.pem" >"$folder/both.pem"
settings() {
  printf '%s\n' secureClientPort=2281 secureClientPortAddress=127.0.77.1 admin.enableServer=false \
    serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory ssl.clientAuth=none \
    "ssl.keyStore.location=$folder/both.pem" "ssl.trustStore.location=$folder/both.pem"
}
start 1
over_tls() { printf srvr | timeout 5 openssl s_client -quiet -connect 127.0.77.1:2281 2>/dev/null | grep -q '^Mode: standalone'; }
until_true over_tls

# seconds WORD: how long until the server hangs up, 5 at most
seconds() {
  local begin=$SECONDS
  timeout 5 bash -c "exec 3<>/dev/tcp/127.0.77.1/2281; printf '$1' >&3; cat <&3 >/dev/null" || true
  echo $((SECONDS - begin))
}
four=$(seconds srvr)
nine=$(seconds 'srvr srvr')
echo "srvr: nothing for $four s; srvr srvr: closed after $nine s"
[ "$four" -ge 5 ]
[ "$nine" -le 2 ]
over_tls
echo "as described"
