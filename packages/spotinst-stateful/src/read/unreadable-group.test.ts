import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSpotClient } from '@esg-recycler/spotinst-client';
import { readGroups } from './read-snapshot.ts';
import { locateCluster } from '../cluster/cluster.ts';

const kafka = { id: 'sig-1', name: 'kafka-a', strategy: { persistence: { shouldPersistPrivateIp: true } } };
const unreadable = { id: 'sig-2', name: 'kafka-b', strategy: { persistence: [] } };

let server: Server;
beforeEach(async () => {
  server = createServer(({ url = '' }, response) => {
    const [, id, part] = /\/group(?:\/([\w-]+))?(?:\/(\w+))?\?/.exec(url) ?? [];
    const items = part === undefined ? [kafka, unreadable].filter((group) => id === undefined || group.id === id) : [];
    response.end(JSON.stringify({ response: { status: { code: 200 }, items } }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const readCluster = async (esg: string, clusters: Record<string, string[]> = {}) => {
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const clients = [createSpotClient({ apiUrl, token: 'token', accountId: 'act-1' })];
  return readGroups(await locateCluster({ clients, clusters }, esg));
};

it('ignores an unreadable group of another cluster', async () => {
  expect(await readCluster('kafka-a')).toMatchObject([{ group: { id: 'sig-1' } }]);
});

it.each([
  ['it is selected by id', 'sig-2', undefined],
  ['it is selected by name', 'kafka-b', undefined],
  ['it belongs to the same cluster', 'sig-1', { kafka: ['kafka-*'] }],
])('fails with the name of an unreadable group when %s', async (_, esg, clusters) => {
  await expect(readCluster(esg, clusters)).rejects.toMatchObject({
    code: 'spot-answer-invalid',
    exitCode: 5,
    message: expect.stringMatching(/\/group\/sig-2 .*: sig-2: strategy\.persistence: /),
    hint: expect.stringContaining('in the Spot console'),
  });
});
