import { afterEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { questionOf, taskOf } from '../test-support/questions.ts';
import { options } from './options.ts';
import { read } from './read.ts';
import {
  type BrokerAnswers,
  clusterAnswer,
  configsAnswer,
  controllerVersions,
  identityAnswer,
  identityDenied,
  logDirsAnswer,
  metadataAnswer,
  quorumAnswer,
  reassignmentsAnswer,
} from './test-support/broker-answers.ts';
import { serveBroker } from './test-support/broker-server.ts';
import { broker, partition } from './test-support/three-brokers.ts';

const [a, b] = ['127.0.3.51', '127.0.3.52'] as const;
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(host: string, change: Partial<BrokerAnswers> = {}, port = 0): Promise<number> {
  const server = await serveBroker(host, port, change);
  servers.push(server);
  return (server.address() as AddressInfo).port;
}

const evaluate = (nodes: readonly string[], given: object, signal = AbortSignal.timeout(10_000)) =>
  read(taskOf(questionOf({ nodes: [...nodes] })), options.parse(given), signal);

const evaluateWith = async (change: Partial<BrokerAnswers>, given: object = {}) => {
  const port = await serve(a, change);
  return (await evaluate([a], { port, ...given })).views.get(a);
};

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

  it('has a lasting gap for a broker if the user may not see all topics', async () => {
    const metadata: BrokerAnswers['metadata'] = (topics) =>
      metadataAnswer((topics ?? []).map((name) => ({ name, errorCode: 29 })));
    expect(await evaluateWith({ metadata })).toEqual({
      why: expect.stringContaining('may not DESCRIBE all topics'),
      hint: expect.stringContaining('sasl'),
      isLasting: true,
    });
  });

  it('has a gap for each topic whose configuration cannot be read', async () => {
    const configs = () => configsAnswer({ orders: -29, other: 1 });
    expect(await evaluateWith({ configs })).toMatchObject({
      minInSync: new Map<string, unknown>([
        ['orders', { why: 'not allowed' }],
        ['other', 1],
      ]),
    });
  });

  it('has a gap for a quorum that is not reported', async () => {
    expect(await evaluateWith({ quorum: () => quorumAnswer(31) })).toMatchObject({
      partitions: [partition('orders-0', [1, 2, 3])],
      quorum: { why: expect.stringContaining('CLUSTER_AUTHORIZATION_FAILED') },
    });
    expect(await evaluateWith({ silentAt: 'quorum' }, { timeout: '200ms' })).toMatchObject({
      quorum: { why: 'Request timed out' },
    });
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

  it('names the required version if the broker is too old', async () => {
    expect(await evaluateWith({ versions: [[3, 0, 5]] })).toEqual({ why: 'Kafka 2.4 or later is required' });
    const versions: BrokerAnswers['versions'] = [
      [3, 0, 12],
      [32, 0, 4],
      [55, 0, 0],
    ];
    expect(await evaluateWith({ versions })).toMatchObject({
      quorum: { why: expect.stringContaining('Kafka 3.3 or later is required') },
    });
  });

  it.each<[string, BrokerAnswers['sasl'], RegExp]>([
    ['the password', { authenticate: 58 }, /option sasl \(mechanism, username, password\)/],
    ['the mechanism', { handshake: 33 }, /sasl\.mechanism/],
    ['SASL', { handshake: 34 }, /remove the option sasl/],
  ])('has a lasting gap for a broker that rejects %s', async (_, sasl, hint) => {
    const given = { sasl: { mechanism: 'PLAIN', username: 'ann', password: 'secret1' } };
    const gap = await evaluateWith({ sasl }, given);
    expect(gap).toEqual({ why: expect.any(String), hint: expect.stringMatching(hint), isLasting: true });
    expect(JSON.stringify(gap)).not.toContain('secret1');
    expect(await evaluateWith({}, given)).toMatchObject({ clusterId: 'cluster' });
  });

  it('has a gap for a broker that is down and for one that hangs', async () => {
    const port = await serve(a, { silentAt: 'metadata' });
    const { views } = await evaluate([a, b], { port, timeout: '200ms' });
    expect(views.get(a)).toEqual({ why: 'Request timed out' });
    expect(views.get(b)).toEqual({ why: expect.stringContaining('ECONNREFUSED') });
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

  it('reads controller-only nodes at their own port', async () => {
    const port = await serve(a);
    const versions = controllerVersions;
    const cluster = () => clusterAnswer([4, 5].map((id) => ({ id, host: `127.0.3.5${id - 2}`, port: 9093 })));
    const identityOf = (id: number) => ({
      versions,
      cluster,
      identity: identityAnswer(id, { 'process.roles': 'controller' }),
    });
    const active = await serve(b, identityOf(4));
    const standby = await serve('127.0.3.53', { ...identityOf(5), quorum: () => quorumAnswer(6) });
    const controllers = [`${b}:${active}`, `127.0.3.53:${standby}`];
    const snapshot = await evaluate([a, b, '127.0.3.53'], { port, controllers });
    expect([...snapshot.views.keys()]).toEqual([a]);
    expect(snapshot.controllers.get(b)).toMatchObject({ quorum: { leader: 3 } });
    expect(snapshot.controllers.get('127.0.3.53')).toEqual({
      clusterId: 'cluster',
      registered: [4, 5].map((id) => ({ id, endpoints: [{ host: `127.0.3.5${id - 2}`, port: 9093 }] })),
      identity: { id: 5, roles: ['controller'], joinsByItself: false },
    });
    expect(snapshot.ids).toEqual(
      new Map([
        [a, 1],
        [b, 4],
        ['127.0.3.53', 5],
      ]),
    );
  });

  it('requests the identity of a node by its most likely id', async () => {
    const asked: string[] = [];
    const identity = identityAnswer(7, { 'process.roles': 'broker', 'controller.quorum.auto.join.enable': 'true' });
    const metadata = () => metadataAnswer([], [broker(1), { ...broker(7), host: a }]);
    const noting = (id: string) => {
      asked.push(id);
      return identity(id);
    };
    expect(await evaluateWith({ metadata, identity: noting })).toMatchObject({
      identity: { id: 7, roles: ['broker'], joinsByItself: true },
    });
    expect(asked).toEqual(['7']);
  });

  it('corrects a wrong guess of the id and reports the wrong option', async () => {
    const port = await serve(a, { identity: identityAnswer(2) });
    const { ids, contradictions } = await evaluate([a], { port, node_ids: { [a]: 3 } });
    expect(ids).toEqual(new Map([[a, 2]]));
    expect(contradictions).toMatchObject([{ subject: a, message: expect.stringContaining(`maps ${a} to node 3`) }]);
  });

  it('has a gap for the identity if the user may not read it', async () => {
    expect(await evaluateWith({ identity: identityDenied })).toMatchObject({
      identity: { why: 'Cluster authorization failed' },
    });
  });

  it('detects a controller at a broker port and a broker at a controller port', async () => {
    const port = await serve(a, { versions: controllerVersions });
    const atOther = await serve(b);
    const snapshot = await evaluate([a, b], { port, controllers: [`${b}:${atOther}`] });
    expect(snapshot.views.get(a)).toEqual({ why: 'a controller responds at this port', listener: 'controller' });
    expect(snapshot.controllers.get(b)).toEqual({ why: 'a broker responds at this port', listener: 'broker' });
    expect(snapshot.contradictions.map(({ subject }) => subject)).toEqual([a, b]);
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

  it('detects controller-only nodes without options', async () => {
    const port = await serve(a);
    const [alone, combined] = ['127.0.3.53', '127.0.3.54'];
    const listener = await serve(alone, {
      versions: controllerVersions,
      identity: identityAnswer(2, { 'process.roles': 'controller' }),
    });
    await serve(
      combined,
      { versions: controllerVersions, identity: identityAnswer(3, { 'process.roles': 'broker,controller' }) },
      listener,
    );
    const quorum = () => quorumAnswer(0, [a, alone, combined, '127.0.3.55'], listener);
    const metadata: BrokerAnswers['metadata'] = (topics) =>
      metadataAnswer(
        (topics ?? []).map((name) => ({ name, errorCode: 3 })),
        [broker(1)],
      );
    await serve(b, { quorum, metadata }, port);
    const snapshot = await evaluate([b, alone, combined, '127.0.3.55'], { port });
    expect([...snapshot.controllers.keys()]).toEqual([alone]);
    expect(snapshot.ids.get(alone)).toBe(2);
    expect(snapshot.views.get(combined)).toEqual({ why: expect.stringContaining('ECONNREFUSED') });
    expect(snapshot.views.get('127.0.3.55')).toEqual({
      why: expect.stringMatching(/ECONNREFUSED.*; nor as a controller: .*ECONNREFUSED/),
      hint: expect.any(String),
    });
  });

  it('detects a controller without a vote through the other controllers', async () => {
    const port = await serve(a);
    const [voter, observer] = ['127.0.3.53', '127.0.3.54'];
    const alone = (id: number) => ({
      versions: controllerVersions,
      identity: identityAnswer(id, { 'process.roles': 'controller' }),
    });
    const listener = await serve(observer, { ...alone(3), quorum: () => quorumAnswer(6) });
    const registered = [{ id: 3, host: observer, port: listener }];
    await serve(voter, { ...alone(2), cluster: () => clusterAnswer(registered) }, listener);
    const quorum = () => quorumAnswer(0, [a, voter], listener);
    const metadata: BrokerAnswers['metadata'] = (topics) =>
      metadataAnswer(
        (topics ?? []).map((name) => ({ name, errorCode: 3 })),
        [broker(1)],
      );
    await serve(b, { quorum, metadata }, port);
    const snapshot = await evaluate([b, voter, observer], { port });
    expect([...snapshot.controllers.keys()]).toEqual([voter, observer]);
    expect(snapshot.ids).toEqual(
      new Map([
        [b, 1],
        [voter, 2],
        [observer, 3],
      ]),
    );
  });
});
