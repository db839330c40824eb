#!/usr/bin/env bash
# etcd 3.6.16 (the Go module go.etcd.io/etcd/server/v3; also 3.4.23, 3.5.35 and 3.7.3): to list the alarms through the gateway,
# POST /v3/maintenance/alarm with action GET, writes an entry to the raft log, and so hangs without a quorum.
# Expected: a read like /v3/maintenance/status or /health, which leave the log as it is and answer without a quorum.
# Seen: raftIndex rises by one for each list, and by none for a status or a health check; with one of two members dead the list
# has no answer within three seconds, and the status, which lists the same alarms under "errors", has one.
# Needs Go, curl.
set -eu
folder=$(mktemp -d)
pids=()
trap 'kill -9 "${pids[@]}" 2>/dev/null || true; chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
cat >main.go <<'GO'
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
)

func main() { etcdmain.Main(os.Args) }
GO
{ go mod init finding; go get go.etcd.io/etcd/server/v3@v3.6.16; go mod tidy; CGO_ENABLED=0 go build -o etcd .; } >/dev/null 2>&1

for number in 1 2; do
  at=127.83.1.$number
  ./etcd --name "m$number" --data-dir "$folder/m$number" --initial-cluster m1=http://127.83.1.1:2380,m2=http://127.83.1.2:2380 \
    --listen-client-urls "http://$at:2379" --advertise-client-urls "http://$at:2379" \
    --listen-peer-urls "http://$at:2380" --initial-advertise-peer-urls "http://$at:2380" >"m$number.log" 2>&1 &
  pids+=($!)
done
url=http://127.83.1.1:2379
until curl --silent --max-time 1 "$url/health" | grep -q '"true"'; do sleep 0.2; done

status() { curl --silent --max-time 3 "$url/v3/maintenance/status" -d '{}'; }
index() { status | grep -oE '"raftIndex":"[0-9]+"' | grep -oE '[0-9]+'; }
list() { curl --silent --max-time 3 "$url/v3/maintenance/alarm" -d '{"action":"GET"}'; }
# The cluster settles its version within the first seconds, which is also an entry.
until curl --silent "$url/version" | grep -q '"etcdcluster":"3.6'; do sleep 0.2; done
sleep 1

first=$(index)
for _ in 1 2 3; do curl --silent "$url/health" >/dev/null; status >/dev/null; done
second=$(index)
for _ in 1 2 3; do list >/dev/null; done
third=$(index)
echo "raft index: $first, after three health checks and statuses $second, after three lists of alarms $third"

kill -9 "${pids[1]}"
until status | grep -q 'no leader'; do sleep 0.2; done
ended=0
list >/dev/null || ended=$?
echo "without a quorum: the list ends with curl's code $ended (28: no answer in time), the status says $(status | grep -oE '"errors":\[[^]]*\]')"

[ "$second" = "$first" ]
[ "$third" = $((second + 3)) ]
[ "$ended" = 28 ]
echo "as described"
