#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian 12): while one node of a cluster hangs (its process is stopped), the management API of another,
# healthy node answers neither /api/overview nor /api/nodes.
# It responds again once the hanging node is considered down, after net_ticktime (60 s by default, 12 s here).
# Expected: the node answers with what it knows, the other listed as it was last seen.
# Seen: no answer within 3 s from either; later, 200, with the other as not running.
# So a client that queries all nodes considers all of them down for about a minute when one hangs.
set -eu
command -v rabbitmq-server >/dev/null || apt-get install --yes --no-install-recommends rabbitmq-server=3.10.8-1.1+deb12u1
folder=$(mktemp -d)
pids=
trap 'kill $pids; wait || true; rm -rf "$folder"' EXIT
export ERL_EPMD_PORT=14516 RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_USE_LONGNAME=true
epmd -port 14516 -address 127.0.16.1,127.0.16.2 &
pids=$!
start() { # 1 or 2
  local address=127.0.16.$1 home=$folder/$1
  mkdir "$home"
  printf cookie >"$home/.erlang.cookie"
  chmod 400 "$home/.erlang.cookie"
  echo '[rabbitmq_management].' >"$home/enabled_plugins"
  cat >"$home/rabbitmq.conf" <<CONF
listeners.tcp.1 = $address:5672
management.tcp.ip = $address
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = one@127.0.16.1
cluster_formation.classic_config.nodes.2 = two@127.0.16.2
cluster_formation.randomized_startup_delay_range.min = 0
cluster_formation.randomized_startup_delay_range.max = 1
log.console = true
log.file = false
disk_free_limit.absolute = 50MB
net_ticktime = 12
default_user = admin
default_pass = admin
loopback_users = none
CONF
  HOME=$home RABBITMQ_NODENAME=$2@$address RABBITMQ_CONFIG_FILE=$home/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$home/enabled_plugins \
    RABBITMQ_MNESIA_BASE=$home RABBITMQ_LOG_BASE=$home RABBITMQ_DIST_PORT=2516$1 /usr/lib/rabbitmq/bin/rabbitmq-server >"$home/log" 2>&1 &
  pids="$! $pids"
}
start 1 one
start 2 two

ask() { curl -s -u admin:admin "$@"; }
api=http://127.0.16.1:15672/api
until [ "$(ask "$api/nodes?columns=running" | grep -o true | wc -l)" = 2 ]; do sleep 1; done
paths='overview?columns=node nodes?columns=name,running'
for path in $paths; do [ "$(ask -m 3 -o /dev/null -w '%{http_code}' "$api/$path")" = 200 ]; done
hanging=$(pgrep -f "beam.smp.*-home $folder/2 ")
kill -STOP "$hanging"
trap 'kill -CONT $hanging; kill $pids; wait || true; rm -rf "$folder"' EXIT

for path in $paths; do
  status=0
  ask -m 3 -o /dev/null "$api/$path" || status=$?
  echo "while it hangs: ${path%%\?*}: curl ends with $status"
  [ "$status" = 28 ]
done
until ask -m 3 "$api/nodes?columns=name,running" | grep -q '"running":false'; do sleep 1; done
for path in $paths; do [ "$(ask -m 5 -o /dev/null -w '%{http_code}' "$api/$path")" = 200 ]; done
echo "as described"
