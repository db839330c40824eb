#!/usr/bin/env bash
# @platformatic/kafka 2.12.1 against Apache Kafka 4.4.0: a broker with two log.dirs, of which one is offline after an error of its
# disk. DescribeLogDirs answers with both directories, the one with errorCode 0, the other with errorCode 56
# (KAFKA_STORAGE_ERROR), and the type of the client's result has an errorCode for each directory.
# Expected: Admin.describeLogDirs resolves, and names the directory that is offline, as Kafka's own Admin client does.
# Seen: it rejects completely, so that the healthy directories and partitions are not reported either. The answer hangs
# on the innermost error, as `response`.
# Needs Java 17, Maven, Node 22 or newer, the loopback ports 19192 and 19193, and about a minute.
set -eu
folder=$(mktemp -d)
pid=
trap 'kill -KILL $pid 2>/dev/null || true; rm -rf "$folder"' EXIT
cat >"$folder/pom.xml" <<'POM'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>4.4.0</version></dependency>
  </dependencies>
</project>
POM
mvn --quiet --batch-mode --file "$folder/pom.xml" dependency:copy-dependencies -DoutputDirectory="$folder/lib"
(cd "$folder" && npm init --yes >/dev/null && npm install --silent --no-audit --no-fund @platformatic/kafka@2.12.1)
cat >"$folder/properties" <<PROPERTIES
process.roles=broker,controller
node.id=1
listeners=CLIENT://127.0.0.1:19192,CONTROLLER://127.0.0.1:19193
controller.listener.names=CONTROLLER
inter.broker.listener.name=CLIENT
listener.security.protocol.map=CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT
controller.quorum.voters=1@127.0.0.1:19193
log.cleaner.dedupe.buffer.size=8388608
metadata.log.dir=$folder/metadata
log.dirs=$folder/one,$folder/two
PROPERTIES
options=(-Xmx192m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$folder/lib/*")
java "${options[@]}" kafka.tools.StorageTool format --cluster-id ZXNnLXJlY3ljbGVyLWUyZQ --config "$folder/properties" >/dev/null 2>&1
java "${options[@]}" kafka.Kafka "$folder/properties" >"$folder/log" 2>&1 &
pid=$!

cat >"$folder/main.mjs" <<'NODE'
import { rmSync, writeFileSync } from 'node:fs';
import { Admin, Producer } from '@platformatic/kafka';
const folder = process.argv[2];
const options = { clientId: 'finding', bootstrapBrokers: ['127.0.0.1:19192'], retries: 120, retryDelay: 500 };
const admin = new Admin(options);
const partitions = [0, 1, 2, 3];
await admin.createTopics({ topics: ['orders'], partitions: partitions.length, replicas: 1 });
const describe = () => admin.describeLogDirs({ topics: [{ name: 'orders', partitions }] });
const codes = (results) => results.map(({ logDir, errorCode }) => `${logDir.split('/').at(-1)}: ${errorCode}`).sort().join(', ');
const innermost = (error) => (error.response ? error : (error.errors ?? []).map(innermost).find(Boolean));

// The directories report a missing disk only after a write to it.
rmSync(`${folder}/two`, { recursive: true });
writeFileSync(`${folder}/two`, '');
const producer = new Producer({ ...options, retries: 0, requestTimeout: 5000 });
for (const partition of partitions)
  await producer.send({ acks: 1, messages: [{ topic: 'orders', partition, value: Buffer.from('x') }] }).catch(() => {});

for (let tries = 0; tries < 60; tries += 1) {
  const outcome = await describe().then(
    (brokers) => ({ resolved: brokers.flatMap(({ results }) => codes(results)).join() }),
    (error) => ({ rejected: innermost(error) && codes(innermost(error).response.results) }),
  );
  console.log(JSON.stringify(outcome));
  if (outcome.rejected === 'one: 0, two: 56') process.exit(0);
  if (outcome.resolved?.includes('56')) process.exit(1);
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
process.exit(1);
NODE
(cd "$folder" && node main.mjs "$folder")
echo "as described"
