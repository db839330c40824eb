#!/usr/bin/env bash
# bullmq 6.7.0 with redis 6.3.1 (node-redis): createNodeRedisClient copies every error of a client to an adapter. A queue listens to the
# adapter, and Queue.close() removes that listener, but leaves the client open, because the client belongs to the caller. The adapter
# still copies errors.
# Expected: after Queue.close(), a restart of the server reaches only the listener that the caller has put on the client.
# Seen: the process ends with an unhandled 'error' event of the adapter. With a listener on the adapter itself, the client connects again
# and the process continues.
# Needs: node, npm, redis-server.
set -eu
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 0.5; rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-fund --no-audit bullmq@6.7.0 redis@6.3.1
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

cat >close.mjs <<'JS'
import { createNodeRedisClient, Queue } from 'bullmq';
import { createClient } from 'redis';
const [port, isListening] = process.argv.slice(2);
const client = createClient({ url: `redis://127.0.0.1:${port}` });
client.on('error', () => {});
await client.connect();
process.on('uncaughtException', (error) => {
  console.log(`uncaught: ${error.message}`);
  process.exit();
});
const connection = createNodeRedisClient(client);
if (isListening === 'yes') connection.on('error', () => {});
const queue = new Queue('probe', { connection });
queue.on('error', () => {});
await queue.add('job', {});
await queue.close();
console.log(`closed, client open: ${client.isOpen}`);
await new Promise((resolve) => setTimeout(resolve, 3000));
console.log(`still running: ${await client.ping()}`);
process.exit();
JS

start() {
  redis-server --port "$port" --bind 127.0.0.1 --dir "$folder" --save '' --daemonize yes --pidfile "$folder/pid" >/dev/null
  until redis-cli -p "$port" ping >/dev/null 2>&1; do sleep 0.1; done
}
stop() {
  redis-cli -p "$port" shutdown
  while redis-cli -p "$port" ping >/dev/null 2>&1; do sleep 0.1; done
}
try() {
  start
  node close.mjs "$port" "$1" >"$2" &
  node=$!
  until grep -q '^closed' "$2"; do sleep 0.1; done
  stop
  start
  wait "$node"
  cat "$2"
  stop
}
echo "listener on the client alone:"
try no client.out
echo "and on the adapter:"
try yes both.out
grep -q '^closed, client open: true' client.out
grep -q '^uncaught: ' client.out
grep -q '^still running: PONG' both.out
