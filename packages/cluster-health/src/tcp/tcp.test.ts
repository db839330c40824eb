import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { askKind } from '../judging/test-support/ask-kind.ts';
import { questionOf } from '../test-support/questions.ts';
import { tcp } from './index.ts';

const nodes = ['127.0.3.1', '127.0.3.2', '127.0.3.3'];
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(host: string, port = 0): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  servers.push(server);
  await once(server.listen(port, host), 'listening');
  return (server.address() as AddressInfo).port;
}

describe('tcp', () => {
  it('is safe if all other nodes accept connections on every port', async () => {
    const port = await listen('127.0.3.2');
    await listen('127.0.3.3', port);
    expect(await askKind(tcp, { ports: [port] }, questionOf({ nodes }))).toMatchObject({
      safe: true,
      findings: [{ code: 'node-silent', severity: 'warn', subject: '127.0.3.1' }],
    });
  });

  it('is not safe if another node, or the recycled one, refuses connections', async () => {
    const port = await listen('127.0.3.2');
    const refused = (address: string) =>
      `ports-answer: ${address}: port ${port} is not reachable: connection refused (ECONNREFUSED)`;
    expect(await askKind(tcp, { ports: [port] }, questionOf({ nodes }))).toMatchObject({
      safe: false,
      findings: [{ hint: expect.stringContaining(`nc -vz 127.0.3.3 ${port}`) }, {}],
      texts: [refused('127.0.3.3'), expect.stringContaining('node-silent: 127.0.3.1')],
    });
    expect(await askKind(tcp, { ports: [port] }, questionOf({ nodes, phase: 'after' }))).toMatchObject({
      texts: [refused('127.0.3.1'), refused('127.0.3.3')],
    });
  });

  it('recycles a due node that is down first', async () => {
    const port = await listen('127.0.3.1');
    await listen('127.0.3.2', port);
    expect(await askKind(tcp, { ports: [port] }, questionOf({ nodes, due: nodes }))).toMatchObject({
      yieldTo: ['127.0.3.3'],
    });
  });
});
