#!/usr/bin/env bash
# @keyv/redis 6.0.0-rc.1 with keyv 6.1.0: `connectionTimeout` is raced against the connection, and its timer is not cleared when the
# connection wins. The timer keeps the event loop alive: a process that has read one key and has disconnected ends only when it fires.
# Expected: the option limits the wait for the connection, and costs nothing once there is one.
# Seen: with connectionTimeout: 6000 the process ends 6 s after its start, without the option at once. `socket.connectTimeout` of the client
# limits the wait without that effect.
# Needs: node, npm, redis-server.
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit keyv@6.1.0 @keyv/redis@6.0.0-rc.1
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
redis-server --port "$port" --bind 127.0.0.1 --dir "$folder" --save '' --daemonize yes --pidfile "$folder/pid" >/dev/null
until redis-cli -p "$port" ping >/dev/null 2>&1; do sleep 0.1; done

cat >read.mjs <<'EOF'
import KeyvRedis from '@keyv/redis';
import { Keyv } from 'keyv';
const [url, timeout] = process.argv.slice(2);
const options = timeout === undefined ? {} : { connectionTimeout: Number(timeout) };
const keyv = new Keyv({ store: new KeyvRedis(url, options) });
const started = performance.now();
await keyv.set('a', 1);
await keyv.disconnect();
process.on('exit', () => console.log(Math.round((performance.now() - started) / 1000)));
EOF

with=$(node read.mjs "redis://127.0.0.1:$port" 6000)
without=$(node read.mjs "redis://127.0.0.1:$port")
echo "seconds from the first command to the end of the process: $with with connectionTimeout 6000, $without without it"
[ "$with" -ge 5 ]
[ "$without" -le 1 ]
