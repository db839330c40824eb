import { expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createProxy } from 'node:net';
import { promisify } from 'node:util';

const run = promisify(execFile);
const node = '127.0.3.75';

/** Node.js reads the proxy settings when it starts, so the kinds run in their own process. */
const program = `
  import { loadKind } from './kinds.ts';
  const [node, port, closed] = process.argv.slice(1);
  const task = { nodes: [node], questions: [{ phase: 'after', node, nodes: [node], expect: 1, due: [] }] };
  const given = { http: { port: +port }, opensearch: { port: +port }, rabbitmq: { port: +port, username: 'ann', password: 'secret' }, zookeeper: { port: +closed, admin_port: +port } };
  for (const name of Object.keys(given)) {
    const kind = await loadKind(name);
    await kind.read(task, kind.options.parse(given[name]), AbortSignal.timeout(30_000));
  }
`;

it.each([
  ['set', {}],
  ['set with exceptions that Node.js does not understand', { NO_PROXY: '127.0.0.0/8,10.0.0.0/8' }],
])('ignores a proxy that is %s', async (_, noProxy) => {
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    response.end('{}');
  });
  let carried = 0;
  const proxy = createProxy((socket) => {
    carried += 1;
    socket.destroy();
  });
  await once(server.listen(0, node), 'listening');
  await once(proxy.listen(0, '127.0.0.1'), 'listening');
  const portOf = (each: typeof proxy) => (each.address() as AddressInfo).port;
  const proxyUrl = `http://127.0.0.1:${portOf(proxy)}`;
  const env = { NODE_USE_ENV_PROXY: '1', HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl, ...noProxy };
  try {
    const args = ['-C', 'source', '--input-type=module', '--eval', program, node, `${portOf(server)}`, '1'];
    await run(process.execPath, args, { cwd: import.meta.dirname, env });
  } finally {
    for (const each of [server, proxy]) each.close();
  }
  expect(carried).toBe(0);
  expect(asked).toEqual(
    expect.arrayContaining(['/', '/_nodes/_local/http', '/api/overview?columns=node', '/commands/srvr']),
  );
});
