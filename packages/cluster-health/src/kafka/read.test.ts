import { describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { logDirsAnswer, metadataAnswer, reassignmentsAnswer } from './test-support/broker-answers.ts';
import { a, b, evaluate, evaluateWith, serve, servers } from './test-support/served-brokers.ts';
import { broker, partition } from './test-support/three-brokers.ts';

describe('read', () => {
  it('shares one partition list among brokers with equal views', async () => {
    const port = await serve(a);
    await serve(b, {}, port);
    const [one, other] = [...(await evaluate([a, b], { port })).views.values()];
    expect(one).toMatchObject({ partitions: [partition('orders-0', [1, 2, 3])] });
    expect(one && 'partitions' in one && other && 'partitions' in other && one.partitions === other.partitions).toBe(
      true,
    );
  });

  it('reads the view of each broker', async () => {
    const port = await serve(a);
    await serve(b, { metadata: () => metadataAnswer([], [broker(2)]) }, port);
    const { views } = await evaluate([a, b], { port });
    expect(views.get(a)).toEqual({
      clusterId: 'cluster',
      brokers: [1, 2, 3].map(broker),
      partitions: [partition('orders-0', [1, 2, 3])],
      minInSync: new Map([['orders', 2]]),
      quorum: {
        leader: 3,
        epoch: 7,
        voters: [1, 2, 3].map((id) => ({
          id,
          lastCaughtUp: 5000 - id,
          endpoints: [{ host: `10.0.0.${id}`, port: 9093 }],
        })),
        observers: [{ id: 9, lastFetch: 5000 }],
        isDynamic: false,
      },
      identity: { id: 1, roles: ['broker', 'controller'], joinsByItself: false },
      offlineDirs: [],
      reassignments: new Map(),
    });
    expect(views.get(b)).toMatchObject({ brokers: [broker(2)], partitions: [] });
  });

  it('reads partitions without a leader, which the client throws as an error', async () => {
    const leaderless = partition('orders-0', [1, 2, 3], [1], -1);
    const metadata = () => metadataAnswer([{ name: 'orders', partitions: [{ ...leaderless, errorCode: 5 }] }]);
    expect(await evaluateWith({ metadata })).toMatchObject({ partitions: [leaderless], quorum: { leader: 3 } });
  });

  it('uses the controller of the metadata in a cluster with ZooKeeper', async () => {
    const versions = [
      [3, 0, 12],
      [18, 0, 3],
      [32, 0, 4],
    ] as const;
    expect(await evaluateWith({ versions: versions.map((each) => [...each]) })).toMatchObject({
      quorum: { leader: 1, voters: [] },
    });
  });

  it('closes its connections when it is aborted', async () => {
    const server = createServer();
    servers.push(server);
    await once(server.listen(0, a), 'listening');
    const abort = new AbortController();
    const connected = once(server, 'connection');
    const { port } = server.address() as AddressInfo;
    const reading = evaluate([a], { port, timeout: '1m' }, abort.signal);
    const [socket] = await connected;
    abort.abort();
    await once(socket.resume(), 'close');
    expect((await reading).views.get(a)).toEqual({ why: expect.any(String) });
  });

  it('reads offline log directories, which the client throws as an error', async () => {
    expect(await evaluateWith({ logDirs: () => logDirsAnswer({ '/data/1': 0, '/data/2': 56 }) })).toMatchObject({
      offlineDirs: ['/data/2'],
    });
    expect(await evaluateWith({ logDirs: () => logDirsAnswer({}) })).toMatchObject({
      offlineDirs: { why: expect.stringContaining('DESCRIBE on the cluster') },
    });
  });

  it('reads reassignments if replicas are out of sync', async () => {
    const metadata = () => metadataAnswer([{ name: 'orders', partitions: [partition('orders-0', [3, 2, 1], [2, 1])] }]);
    const reassignments = () => reassignmentsAnswer([{ name: 'orders', index: 0, adding: [3], removing: [1] }]);
    expect(await evaluateWith({ metadata, reassignments })).toMatchObject({
      reassignments: new Map([['orders-0', { adding: [3], removing: [1] }]]),
    });
  });
});
