#!/usr/bin/env bash
# etcd 3.6.16 (the Go module go.etcd.io/etcd/server/v3; also 3.5.35 and 3.7.3): a learner, which serves no clients and has no
# vote, returns {"health":"true"} at /health, although it refuses reads, and even the list of members.
# Expected: /health is false at a member that refuses every linearizable read, because the check performs such a read.
# Seen: /health answers 200 "true"; a read and the list of members are refused with "rpc not supported for learner"; /readyz
# alone answers 503, naming non_learner.
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

start() {
  local at=127.83.2.$1
  ./etcd --name "m$1" --data-dir "$folder/m$1" --initial-cluster "$2" --initial-cluster-state "$3" \
    --listen-client-urls "http://$at:2379" --advertise-client-urls "http://$at:2379" \
    --listen-peer-urls "http://$at:2380" --initial-advertise-peer-urls "http://$at:2380" >"m$1.log" 2>&1 &
  pids+=($!)
}
start 1 m1=http://127.83.2.1:2380 new
until curl --silent --max-time 1 http://127.83.2.1:2379/health | grep -q '"true"'; do sleep 0.2; done
# A cluster takes a change of members only some seconds after its start.
until curl --silent http://127.83.2.1:2379/v3/cluster/member/add -d '{"peerURLs":["http://127.83.2.2:2380"],"isLearner":true}' |
  grep -q '"isLearner":true'; do sleep 0.5; done
start 2 m1=http://127.83.2.1:2380,m2=http://127.83.2.2:2380 existing

learner=http://127.83.2.2:2379
until curl --silent --max-time 1 "$learner/v3/maintenance/status" -d '{}' | grep -q '"isLearner":true'; do sleep 0.2; done
health=$(curl --silent "$learner/health")
read=$(curl --silent "$learner/v3/kv/range" -d '{"key":"YQ=="}')
members=$(curl --silent "$learner/v3/cluster/member/list" -d '{}')
ready=$(curl --silent "$learner/readyz" || true)
printf '%s\n' "/health: $health" "a read: $read" "the members: $members" "/readyz: $(grep '^\[-\]' <<<"$ready")"

grep -q '"health":"true"' <<<"$health"
grep -q 'not supported for learner' <<<"$read"
grep -q 'not supported for learner' <<<"$members"
grep -q '^\[-\]non_learner' <<<"$ready"
echo "as described"
