#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian 12): the health check "node-is-quorum-critical" names a quorum queue whose only member is on the
# node, and does not name a stream whose only replica is there, though a stream also needs a majority of its replicas.
# Expected: both are named.
# Seen: 503, and only the quorum queue among "queues"; once that is deleted, 200 and {"status":"ok"}, with the stream as before.
# So the check allows the node to leave, and the stream is lost with it.
set -eu
command -v rabbitmq-server >/dev/null || apt-get install --yes --no-install-recommends rabbitmq-server=3.10.8-1.1+deb12u1
folder=$(mktemp -d)
pids=
trap 'kill $pids; wait || true; rm -rf "$folder"' EXIT
export ERL_EPMD_PORT=14514 RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_USE_LONGNAME=true
epmd -port 14514 -address 127.0.14.1,127.0.14.2 &
pids=$!
start() { # 1 or 2
  local address=127.0.14.$1 home=$folder/$1
  mkdir "$home"
  printf cookie >"$home/.erlang.cookie"
  chmod 400 "$home/.erlang.cookie"
  echo '[rabbitmq_management].' >"$home/enabled_plugins"
  cat >"$home/rabbitmq.conf" <<CONF
listeners.tcp.1 = $address:5672
management.tcp.ip = $address
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = one@127.0.14.1
cluster_formation.classic_config.nodes.2 = two@127.0.14.2
cluster_formation.randomized_startup_delay_range.min = 0
cluster_formation.randomized_startup_delay_range.max = 1
log.console = true
log.file = false
disk_free_limit.absolute = 50MB
default_user = admin
default_pass = admin
loopback_users = none
CONF
  HOME=$home RABBITMQ_NODENAME=$2@$address RABBITMQ_CONFIG_FILE=$home/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$home/enabled_plugins \
    RABBITMQ_MNESIA_BASE=$home RABBITMQ_LOG_BASE=$home RABBITMQ_DIST_PORT=2514$1 /usr/lib/rabbitmq/bin/rabbitmq-server >"$home/log" 2>&1 &
  pids="$! $pids"
}
start 1 one
start 2 two

ask() { curl -s -u admin:admin -H 'content-type: application/json' "$@"; }
api=http://127.0.14.1:15672/api
until [ "$(ask "$api/nodes?columns=running" | grep -o true | wc -l)" = 2 ]; do sleep 1; done
put() { ask -f -X PUT "$api/queues/%2F/$1" -d "$2"; }
put queue '{"durable":true,"arguments":{"x-queue-type":"quorum","x-quorum-initial-group-size":1}}'
put stream '{"durable":true,"arguments":{"x-queue-type":"stream","x-initial-cluster-size":1}}'
# Each is on one node: the one that received the request.
until ask "$api/queues?columns=name,members" | grep -q '"members":\["one@127.0.14.1"\],"name":"stream"'; do sleep 1; done

check=$api/health/checks/node-is-quorum-critical
echo "with both: $(ask "$check")"
ask "$check" | grep -q '"name":"queue"'
! ask "$check" | grep -q '"name":"stream"'
ask -f -X DELETE "$api/queues/%2F/queue"
echo "with the stream alone: $(ask "$check")"
[ "$(ask "$check")" = '{"status":"ok"}' ]
echo "as described"
