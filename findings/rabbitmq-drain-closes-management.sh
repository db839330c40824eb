#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian 12): a node in maintenance mode (rabbitmq-upgrade drain) closes the port of its management API
# and of its clients, and no response of the other nodes shows that it is in maintenance mode.
# Expected: the port that reports the node's state stays open, or /api/nodes of another node has the status.
# Seen: the connection is refused; the other node lists it with "running": true, without a field about maintenance mode.
# So it cannot be distinguished from a node without the plugin, except on the host itself. "revive" opens the port again.
set -eu
command -v rabbitmq-server >/dev/null || apt-get install --yes --no-install-recommends rabbitmq-server=3.10.8-1.1+deb12u1
folder=$(mktemp -d)
pids=
trap 'kill $pids; wait || true; rm -rf "$folder"' EXIT
export ERL_EPMD_PORT=14515 RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_USE_LONGNAME=true
epmd -port 14515 -address 127.0.15.1,127.0.15.2 &
pids=$!
start() { # 1 or 2
  local address=127.0.15.$1 home=$folder/$1
  mkdir "$home"
  printf cookie >"$home/.erlang.cookie"
  chmod 400 "$home/.erlang.cookie"
  echo '[rabbitmq_management].' >"$home/enabled_plugins"
  cat >"$home/rabbitmq.conf" <<CONF
listeners.tcp.1 = $address:5672
management.tcp.ip = $address
cluster_formation.peer_discovery_backend = classic_config
cluster_formation.classic_config.nodes.1 = one@127.0.15.1
cluster_formation.classic_config.nodes.2 = two@127.0.15.2
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
    RABBITMQ_MNESIA_BASE=$home RABBITMQ_LOG_BASE=$home RABBITMQ_DIST_PORT=2515$1 /usr/lib/rabbitmq/bin/rabbitmq-server >"$home/log" 2>&1 &
  pids="$! $pids"
}
start 1 one
start 2 two

ask() { curl -s -u admin:admin "$@"; }
api=http://127.0.15.1:15672/api
until [ "$(ask "$api/nodes?columns=running" | grep -o true | wc -l)" = 2 ]; do sleep 1; done
upgrade() { HOME=$folder/1 /usr/lib/rabbitmq/bin/rabbitmq-upgrade --longnames -n two@127.0.15.2 "$1" >/dev/null 2>&1; }
isOpen() { ask -o /dev/null http://127.0.15.2:15672/api/overview; }
until isOpen; do sleep 1; done
upgrade drain

status=0
isOpen || status=$?
echo "curl at the management port of the drained node: exit code $status"
[ "$status" = 7 ]
# Longer than the statistics take to reach the other node.
sleep 11
node=$(ask "$api/nodes/two@127.0.15.2")
echo "$node" | grep -o '"running":[a-z]*'
echo "$node" | grep -q '"running":true'
! echo "$node" | grep -qiE 'drain|maint'
upgrade revive
until isOpen; do sleep 1; done
echo "as described"
