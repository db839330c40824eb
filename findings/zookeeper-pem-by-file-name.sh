#!/usr/bin/env bash
# ZooKeeper 3.9.5: whether a trust store is PEM is decided by the file name: only ".pem" works. With the same content in a
# file ".crt" the server still starts, serves its clientPort, opens its secureClientPort, and completes no TLS handshake.
# Expected: the content is read, or a trust store that cannot be read ends the server.
# Seen: "Unable to auto-detect store file type from file name" in the log; srvr at 2181 answered; TLS at 2281 fails. With
# ssl.trustStore.type=PEM, or the file called .pem: TLS works.
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
openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=zk -keyout "$folder/key.pem" -out "$folder/cert.crt" 2>/dev/null
cat "$folder/key.pem" "$folder/cert.crt" >"$folder/both.pem"
cp "$folder/cert.crt" "$folder/cert.pem"
settings() {
  printf '%s\n' clientPort=2181 "clientPortAddress=127.0.77.$1" secureClientPort=2281 "secureClientPortAddress=127.0.77.$1" \
    admin.enableServer=false serverCnxnFactory=org.apache.zookeeper.server.NettyServerCnxnFactory ssl.clientAuth=none \
    "ssl.keyStore.location=$folder/both.pem"
  case $1 in
    1) echo "ssl.trustStore.location=$folder/cert.crt" ;;
    2) echo "ssl.trustStore.location=$folder/cert.pem" ;;
    3) printf '%s\n' "ssl.trustStore.location=$folder/cert.crt" ssl.trustStore.type=PEM ;;
  esac
}
serves() { word "$1" srvr | grep -q '^Mode: standalone'; }
over_tls() { printf srvr | timeout 5 openssl s_client -quiet -connect "127.0.77.$1:2281" 2>/dev/null | grep -q '^Mode: standalone'; }
for id in 1 2 3; do
  start $id
  until_true serves $id
done
until_true over_tls 2
until_true over_tls 3
! over_tls 1
serves 1
grep -o 'Unable to auto-detect store file type from file name' "$folder/1/log" | head -1
echo "as described"
