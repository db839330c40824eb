#!/usr/bin/env bash
# Node 24 (node@24.21.0 of npm), NODE_USE_ENV_PROXY=1: a network such as 10.0.0.0/8 in NO_PROXY, which curl, Go and Python
# understand, is ignored without a warning, and the requests go through the proxy. A range with a dash works.
# Expected: 127.0.0.0/8 excepts 127.0.0.1, or a warning about the invalid entry.
# Seen: NO_PROXY=127.0.0.0/8: through the proxy, nothing on stderr. NO_PROXY=127.0.0.0-127.255.255.255: directly.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund node@24.21.0
node=$folder/node_modules/node/bin/node

cat >run.mjs <<'JS'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
const serve = async (name) => {
  const server = createServer((_, response) => response.end(name));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
};
const [service, proxy] = [await serve('direct'), await serve('proxy')];
const program = `import { get } from 'node:http'; get('${service.url}', (answer) => answer.pipe(process.stdout));`;
for (const NO_PROXY of ['', '127.0.0.0/8', '127.0.0.1/32', '127.0.0.0-127.255.255.255', '127.0.0.1']) {
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxy.url, NO_PROXY };
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { env });
  console.log(`NO_PROXY="${NO_PROXY}": ${stdout} ${stderr}`.trim());
}
for (const { server } of [service, proxy]) server.close();
JS
"$node" run.mjs | tee out

grep -qx 'NO_PROXY="": proxy' out
grep -qx 'NO_PROXY="127.0.0.0/8": proxy' out
grep -qx 'NO_PROXY="127.0.0.1/32": proxy' out
grep -qx 'NO_PROXY="127.0.0.0-127.255.255.255": direct' out
grep -qx 'NO_PROXY="127.0.0.1": direct' out
echo "as described"
