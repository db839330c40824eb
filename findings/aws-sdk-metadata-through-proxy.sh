#!/usr/bin/env bash
# @aws-sdk/credential-providers 3.1169.0 and @aws-sdk/client-sts 3.1169.0 on Node 24 with NODE_USE_ENV_PROXY=1: a client's own
# requests ignore the proxy, and the requests to the instance metadata service use it.
# Expected: the opposite, or the same for both: the metadata service is link-local, and a proxy cannot reach it.
# Seen: STS is called directly, the metadata service through the proxy: first PUT /latest/api/token, then, because that failed, the
# older GET without a token. With the service's address in NO_PROXY it is called directly.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --no-audit --no-fund @aws-sdk/credential-providers@3.1169.0 @aws-sdk/client-sts@3.1169.0

cat >ask.mjs <<'JS'
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
const credentials = process.argv[2] === 'sts' ? { accessKeyId: 'A', secretAccessKey: 'S' } : undefined;
const work = credentials
  ? new STSClient({ region: 'us-east-1', endpoint: process.argv[3], credentials, maxAttempts: 1 }).send(new GetCallerIdentityCommand())
  : fromNodeProviderChain({ maxRetries: 0 })();
await work.catch(() => {});
JS

cat >run.mjs <<'JS'
import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import { promisify } from 'node:util';
const seen = [];
const serve = async (name) => {
  const server = createServer(({ method, url }, response) => {
    seen.push(`${name} ${method} ${new URL(url, 'http://x').pathname}`);
    response.writeHead(403).end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, url: `http://127.0.0.1:${server.address().port}` };
};
const [service, proxy] = [await serve('direct'), await serve('proxy')];
const ask = async (what, more = {}) => {
  seen.length = 0;
  const env = {
    HOME: '/nonexistent',
    NODE_USE_ENV_PROXY: '1',
    HTTP_PROXY: proxy.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: service.url,
    ...more,
  };
  await promisify(execFile)(process.execPath, ['ask.mjs', what, service.url], { env });
  console.log(what, more.NO_PROXY ?? '-', seen.join(', '));
};
await ask('sts');
await ask('metadata');
await ask('metadata', { NO_PROXY: '127.0.0.1' });
for (const { server } of [service, proxy]) server.close();
JS
node run.mjs | tee out

grep -qx 'sts - direct POST /' out
grep -qE '^metadata - proxy PUT /latest/api/token, proxy GET /latest/meta-data/iam/security-credentials/$' out
grep -q '^metadata 127.0.0.1 direct PUT /latest/api/token' out
! grep '^metadata 127.0.0.1' out | grep -q proxy
echo "as described"
