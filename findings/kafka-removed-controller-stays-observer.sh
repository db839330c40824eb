#!/usr/bin/env bash
# Apache Kafka 4.4.0, dynamic quorum (KIP-853): a controller loses its disk, comes back with a new directory ID, its old vote is
# taken away with remove-controller and the new one added with add-controller, all as documented. From then on DescribeQuorum
# names the directory that no longer exists as an observer, so that the same node is listed twice: once as a voter, and once as
# an observer that never fetches (by Kafka's source, until five minutes after its last fetch).
# Expected: a directory that was removed from the voters, and that no node has, is not listed any more.
# Seen: `kafka-metadata-quorum describe --replication` has a Follower and an Observer with the node ID 3. A client that treats an
# observer with a voter's ID as a controller without a vote is wrong: it must check the time of the last fetch.
# Needs Java 17, Maven, the loopback ports 19091 to 19093, and about a minute.
set -eu
folder=$(mktemp -d)
pids=()
trap 'kill -KILL "${pids[@]}" 2>/dev/null || true; rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.4.0</version></dependency>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka-tools</artifactId><version>4.4.0</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode --file "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
kafka() { java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$folder/lib/*" "$@" 2>>"$folder/stderr"; }
quorum() { kafka org.apache.kafka.tools.MetadataQuorumCommand --bootstrap-controller 127.0.0.1:19091 "$@"; }
start() {
  java -Xmx128m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$folder/lib/*" kafka.Kafka "$folder/$1.properties" >"$folder/$1.log" 2>&1 &
  pids[$1]=$!
}
stop() {
  kill -KILL "${pids[$1]}"
  wait "${pids[$1]}" 2>/dev/null || true
}
until_says() {
  for _ in $(seq 120); do
    quorum describe --replication >"$folder/quorum" 2>/dev/null && grep -Eq "$1" "$folder/quorum" && return
    sleep 0.5
  done
  echo "never seen: $1" && cat "$folder/quorum" && exit 1
}
format() { kafka kafka.tools.StorageTool format --cluster-id ZXNnLXJlY3ljbGVyLWUyZQ --config "$folder/$1.properties" "$2" >>"$folder/format"; }

for n in 1 2 3; do
  cat >"$folder/$n.properties" <<PROPERTIES
process.roles=controller
node.id=$n
listeners=CONTROLLER://127.0.0.1:1909$n
controller.listener.names=CONTROLLER
controller.quorum.bootstrap.servers=127.0.0.1:19091,127.0.0.1:19092,127.0.0.1:19093
log.dirs=$folder/data-$n
PROPERTIES
  format "$n" "$([ "$n" = 1 ] && echo --standalone || echo --no-initial-controllers)"
  start "$n"
done
until_says '^1 .*Leader'
for n in 2 3; do
  until_says "^$n .*Observer"
  quorum --command-config "$folder/$n.properties" add-controller >/dev/null
  until_says "^$n .*Follower"
done

old=$(awk '$1 == 3 && /Follower/ { print $2 }' "$folder/quorum")
stop 3
rm -r "$folder/data-3"
format 3 --no-initial-controllers
start 3
until_says '^3 .*Observer'
quorum remove-controller --controller-id 3 --controller-directory-id "$old" >/dev/null
quorum --command-config "$folder/3.properties" add-controller >/dev/null
until_says '^3 .*Follower'
cat "$folder/quorum"
[ "$(awk '$1 == 3 && /Observer/ { print $2 }' "$folder/quorum")" = "$old" ]
[ "$(awk '$1 == 3 && /Follower/ { print $2 }' "$folder/quorum")" != "$old" ]
echo "as described"
