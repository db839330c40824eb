#!/usr/bin/env bash
# @keyv/postgres 6.0.0-beta.4 with keyv 6.1.0 and pg 8.23.1: the adapter puts no listener on its pool. When the server ends an idle
# connection, as every restart does, the pool emits 'error' and the process ends, though no call is in progress and Keyv has an 'error' listener.
# Expected: the error is emitted on the Keyv instance, as the adapter of Redis does.
# Seen: an unhandled 'error' event. With `maxUses: 1`, which the adapter hands to the pool, there is no idle connection, and Keyv works again
# after the restart.
# Needs: node, npm, PostgreSQL 13 or newer (initdb, postgres; run as root it runs the server as nobody).
set -eu
bin=$(dirname "$(readlink -f "$(command -v initdb || ls /usr/lib/postgresql/*/bin/initdb | tail -1)")")
folder=$(mktemp -d)
as=''
if [ "$(id -u)" = 0 ]; then
  chown nobody "$folder"
  as='setpriv --reuid=nobody --clear-groups'
fi
trap 'kill -QUIT "$(head -1 "$folder/data/postmaster.pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT
cd "$folder"
$as "$bin/initdb" -D "$folder/data" -U probe -A trust >/dev/null
mkdir client
cd client
npm init -y >/dev/null
npm install --silent --no-fund --no-audit keyv@6.1.0 @keyv/postgres@6.0.0-beta.4 pg@8.23.1
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

cat >idle.mjs <<'EOF'
import { KeyvPostgres } from '@keyv/postgres';
import { Keyv } from 'keyv';
const [port, server, uses] = process.argv.slice(2);
const options = uses === 'once' ? { maxUses: 1 } : {};
const keyv = new Keyv({ store: new KeyvPostgres({ uri: `postgres://probe@127.0.0.1:${port}/postgres`, ...options }) });
keyv.on('error', (error) => console.log(`keyv: ${error.message}`));
process.on('uncaughtException', (error) => {
  console.log(`uncaught: ${error.message}`);
  process.exit();
});
await keyv.set('a', 1);
process.kill(Number(server), 'SIGINT');
await new Promise((resolve) => setTimeout(resolve, 1500));
console.log('still running');
process.exit();
EOF

try() {
  $as "$bin/postgres" -D "$folder/data" -p "$port" -h 127.0.0.1 -k "$folder" >/dev/null 2>&1 &
  until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do sleep 0.1; done
  node idle.mjs "$port" "$(head -1 "$folder/data/postmaster.pid")" "$1"
  wait || true
}
echo "as it is:"
try often | tee "$folder/client/often.out"
echo "with maxUses: 1:"
try once | tee "$folder/client/once.out"
grep -q '^uncaught: ' "$folder/client/often.out"
grep -q '^still running' "$folder/client/once.out"
