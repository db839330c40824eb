import { describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer as createHttp, request as forward } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { listen, success } from './test-support/loopback.ts';

const run = promisify(execFile);
const fixture = (name: string) => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
const certificate = fixture('loopback.crt');

/** Node reads these settings at its start, so the client runs in a separate process. */
const program = `
  import { createSpotClient } from '@esg-recycler/spotinst-client';
  const [apiUrl] = process.argv.slice(1);
  const client = createSpotClient({ apiUrl, token: 'secret', accountId: 'act-1', timeoutMs: 5000 });
  try {
    await client.listGroups();
    await client.recycleStatefulInstance('sig-1', 'ssi-1');
    console.log('both sent');
  } catch ({ code, outcome, message }) {
    console.log(JSON.stringify({ code, outcome, message }));
  }
`;

async function ask(apiUrl: string, env: Record<string, string>): Promise<string> {
  const args = ['-C', 'source', '--input-type=module', '--eval', program, apiUrl];
  const { stdout } = await run(process.execPath, args, { cwd: import.meta.dirname, env });
  return stdout.trim();
}

/** A Spot over http, one over https, and a proxy that records its requests. */
async function setUp(allows = true) {
  const carried: string[] = [];
  const handler: Parameters<typeof createHttp>[1] = (_request, response) => response.end(success([]));
  const plain = createHttp(handler);
  const secure = createHttps({ cert: readFileSync(certificate), key: readFileSync(fixture('loopback.key')) }, handler);
  const proxy = createHttp((incoming, response) => {
    carried.push(`${incoming.method} ${incoming.url}`);
    const { method, headers } = incoming;
    forward(incoming.url ?? '', { method, headers }, (answer) => answer.pipe(response)).end();
  });
  proxy.on('connect', (incoming, socket) => {
    carried.push(`CONNECT ${incoming.url}`);
    if (!allows) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const target = connect(Number(incoming.url?.split(':')[1]), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(socket).pipe(target);
    });
    for (const end of [socket, target]) end.on('error', () => socket.destroy());
  });
  const http = `http://127.0.0.1:${await listen(plain)}`;
  const https = `https://127.0.0.1:${await listen(secure)}`;
  const proxyUrl = `http://user:password@127.0.0.1:${await listen(proxy)}`;
  const throughProxy = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl };
  return { carried, http, https, throughProxy };
}

describe("Node's own settings", () => {
  it('use a proxy, over one persistent connection', async () => {
    const { carried, http, https, throughProxy } = await setUp();
    await expect(ask(http, throughProxy)).resolves.toBe('both sent');
    expect(carried.splice(0)).toEqual([
      `GET ${http}/aws/ec2/group?accountId=act-1`,
      `PUT ${http}/aws/ec2/group/sig-1/statefulInstance/ssi-1/recycle?accountId=act-1`,
    ]);
    await expect(ask(https, { ...throughProxy, NODE_EXTRA_CA_CERTS: certificate })).resolves.toBe('both sent');
    expect(carried).toEqual([`CONNECT ${https.slice('https://'.length)}`]);
  });

  it('trust a private certificate only when configured', async () => {
    const { https } = await setUp();
    await expect(ask(https, { NODE_EXTRA_CA_CERTS: certificate })).resolves.toBe('both sent');
    const error: unknown = JSON.parse(await ask(https, {}));
    expect(error).toMatchObject({
      code: 'spot-unreachable',
      outcome: 'not-sent',
      message: expect.stringContaining('is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)'),
    });
  });

  it('name a proxy that refuses, without its password', async () => {
    const { https, throughProxy } = await setUp(false);
    const answer = await ask(https, throughProxy);
    expect(JSON.parse(answer)).toMatchObject({
      code: 'spot-unreachable',
      outcome: 'not-sent',
      message: expect.stringContaining('the proxy refused the connection (ERR_PROXY_TUNNEL)'),
    });
    expect(answer).not.toContain('password');
  });
});
