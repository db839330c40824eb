#!/usr/bin/env bash
# npm 11.6.2 (npx), if sh is dash: SIGTERM sent to npx never reaches the program that it runs. npm forwards the signal to
# the shell between them, which ends; npx ends with 143, and the program continues without a parent.
# Expected: the program gets the signal, as @npmcli/run-script forwards SIGINT and SIGTERM; or npx waits for its end.
# Seen: npx has ended with 143. The program runs with another parent, and its SIGTERM handlers were not called.
set -eu
folder=$(mktemp -d)
program=
trap '[ -z "$program" ] || kill -KILL "$program" 2>/dev/null; rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --prefix npm npm@11.6.2

printf '{ "name": "caller", "private": true }\n' >package.json
mkdir -p node_modules/.bin
cat >node_modules/.bin/worker <<'PROGRAM'
#!/usr/bin/env node
const { appendFileSync, writeFileSync } = require('node:fs');
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => appendFileSync('signals', `${name}\n`));
setInterval(() => {}, 1000);
writeFileSync('pid', String(process.pid));
PROGRAM
chmod +x node_modules/.bin/worker

node npm/node_modules/npm/bin/npx-cli.js --no-install worker &
npx=$!
until [ -s pid ]; do sleep 0.1; done
program=$(cat pid)
shell=$(ps -o ppid= -p "$program" | tr -d ' ')
echo "npx $npx, between them $(ps -o comm= -p "$shell"), program $program"

kill -TERM "$npx"
status=0
wait "$npx" || status=$?
echo "npx ended with $status; the parent of the program is $(ps -o ppid= -p "$program" | tr -d ' '), not $shell"
[ "$status" = 143 ]
kill -0 "$program"
[ "$(ps -o ppid= -p "$program" | tr -d ' ')" != "$shell" ]
# Signals sent before this one would have been handled before it.
kill -HUP "$program"
until [ -s signals ]; do sleep 0.1; done
[ "$(cat signals)" = SIGHUP ]
echo "as described"
