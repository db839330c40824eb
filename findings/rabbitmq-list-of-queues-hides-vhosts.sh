#!/usr/bin/env bash
# RabbitMQ 3.10.8 (Debian 12), management API: a user with the tag "monitoring", who has no permissions in a virtual host,
# gets an empty list of its queues with status 200, while the totals of the overview count them, and the list of virtual
# hosts names that virtual host with all its messages. A request for the queues of that one virtual host returns 401.
# Expected: all of it or a refusal; the documentation has "monitoring" see all virtual hosts, and node-level data.
# Seen: GET /api/queues: 200, []; object_totals.queues: 1; GET /api/vhosts: 1; GET /api/queues/%2F: 401.
# So a check that counts queues finds none, and passes. With empty permissions ('^$') the list is complete.
set -eu
command -v rabbitmq-server >/dev/null || apt-get install --yes --no-install-recommends rabbitmq-server=3.10.8-1.1+deb12u1
folder=$(mktemp -d)
address=127.0.13.1
api=http://$address:15672/api
printf cookie >"$folder/.erlang.cookie"
chmod 400 "$folder/.erlang.cookie"
echo '[rabbitmq_management].' >"$folder/enabled_plugins"
cat >"$folder/rabbitmq.conf" <<CONF
listeners.tcp.1 = $address:5672
management.tcp.ip = $address
log.console = true
log.file = false
disk_free_limit.absolute = 50MB
default_user = admin
default_pass = admin
loopback_users = none
CONF
export HOME=$folder ERL_EPMD_PORT=14513 RABBITMQ_CONF_ENV_FILE=/dev/null RABBITMQ_NODENAME=rabbit@$address RABBITMQ_USE_LONGNAME=true \
  RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins \
  RABBITMQ_MNESIA_BASE=$folder RABBITMQ_LOG_BASE=$folder RABBITMQ_DIST_PORT=25131
epmd -port 14513 -address $address &
epmd=$!
/usr/lib/rabbitmq/bin/rabbitmq-server >"$folder/log" 2>&1 &
server=$!
trap 'kill $server; wait $server || true; kill $epmd; rm -rf "$folder"' EXIT

get() { curl -s -u "$1:$1" -w ' %{http_code}' "$api/$2"; }
put() { curl -sf -u admin:admin -X PUT -H 'content-type: application/json' "$api/$1" -d "$2"; }
until [ "$(get admin overview | tail -c 3)" = 200 ]; do sleep 1; done
put users/watcher '{"password":"watcher","tags":"monitoring"}'
put queues/%2F/orders '{"durable":true}'
# The totals are counted every few seconds.
until get watcher overview | grep -q '"queues":1'; do sleep 1; done

echo "queues: $(get watcher queues)"
echo "virtual hosts: $(get watcher 'vhosts?columns=name')"
echo "queues of the virtual host: $(get watcher queues/%2F)"
[ "$(get watcher queues)" = '[] 200' ]
[ "$(get watcher 'vhosts?columns=name')" = '[{"name":"/"}] 200' ]
get watcher queues/%2F | grep -q ' 401$'
put permissions/%2F/watcher '{"configure":"^$","write":"^$","read":"^$"}'
get watcher queues | grep -q '"name":"orders".* 200$'
echo "as described"
