#!/usr/bin/env bash
# pg 8.23.1 (pg-pool 3.14.0): a listener for 'error' on the pool is for idle clients. The error of a client that is checked out, here
# because the server ends in the middle of a query, is emitted on that client, though its query rejects too.
# Expected: with a listener on the pool, and with every rejection handled, the end of the server ends no process.
# Seen: the process ends with an unhandled 'error' event before the rejection is handled; with a listener on the checked-out client the
# query rejects and the process continues.
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
npm install --silent --no-fund --no-audit pg@8.23.1 pg-pool@3.14.0
port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')

cat >query.mjs <<'EOF'
import pg from 'pg';
const [port, server, isListening] = process.argv.slice(2);
const pool = new pg.Pool({ connectionString: `postgres://probe@127.0.0.1:${port}/postgres` });
pool.on('error', () => {});
const client = await pool.connect();
if (isListening === 'yes') client.on('error', () => {});
process.on('uncaughtException', (error) => {
  console.log(`uncaught: ${error.message}`);
  process.exit();
});
const query = client.query('SELECT pg_sleep(60)');
setTimeout(() => process.kill(Number(server), 'SIGQUIT'), 300);
await query.catch(() => console.log('rejected'));
await new Promise((resolve) => setTimeout(resolve, 500));
console.log('still running');
process.exit();
EOF

try() {
  $as "$bin/postgres" -D "$folder/data" -p "$port" -h 127.0.0.1 -k "$folder" >/dev/null 2>&1 &
  until "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; do sleep 0.1; done
  node query.mjs "$port" "$(head -1 "$folder/data/postmaster.pid")" "$1"
  wait || true
}
echo "listener on the pool alone:"
try no | tee "$folder/client/alone.out"
echo "and on the client:"
try yes | tee "$folder/client/both.out"
grep -q '^uncaught: ' "$folder/client/alone.out"
grep -q '^still running' "$folder/client/both.out"
