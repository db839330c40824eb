import { describe, expect, it } from '@jest/globals';
import { opensearchDialect } from './dialect.ts';
import { taskOf } from '../test-support/questions.ts';
import { opensearchOptions } from './options.ts';
import { read } from './read.ts';
import { type RecordingHandler, n1, n2, n3, play, recording } from './test-support/recorded-cluster.ts';
import { before, ask, requestsOf } from './test-support/ask.ts';

describe('the cluster state', () => {
  const health = 'GET /_cluster/health';

  it('is read from another node than the leaving one', async () => {
    const { seen } = await ask('green', before(n1), ({ address, request }) =>
      address === n2 && request === health ? { status: 503, body: { error: 'x' } } : undefined,
    );
    expect(requestsOf(seen, health)).toEqual([n2, n3]);
  });

  it('is read from the leaving node if no other reports it', async () => {
    const { seen, text } = await ask('green', before(n1), ({ address, request }) =>
      address !== n1 && request === health ? { status: 503, body: { error: { type: 'no_manager' } } } : undefined,
    );
    expect(requestsOf(seen, health)).toEqual([n2, n3, n1]);
    expect(text).toBe('');
  });

  it('cannot be read if no node reports a cluster manager', async () => {
    const { safe, text } = await ask('green', before(n1), ({ request }) =>
      request === 'GET /_cluster/state/nodes,cluster_manager_node,master_node'
        ? { status: 200, body: { cluster_uuid: 'x', master_node: null, nodes: {} } }
        : undefined,
    );
    expect(safe).toBe(false);
    expect(text).toContain('no node that responds reports a cluster manager');
  });

  it('is not healthy while the cluster manager is busy (408)', async () => {
    const answer = recording('green')[n2]!['GET /_cluster/health?wait_for_events=languid&timeout=1s']!.body as object;
    const { safe, text } = await ask('green', before(n1), ({ request }) =>
      request === health ? { status: 408, body: { ...answer, timed_out: true } } : undefined,
    );
    expect(safe).toBe(false);
    expect(text).toBe('cluster-whole: The cluster manager did not finish its pending tasks within 1 s');
  });

  it.each([
    ['is truncated', { status: 200, body: '{"status":"gre' }],
    ['is an HTML page', { status: 200, body: '<html>' }],
    ['is empty', { status: 200, body: '' }],
    ['is from another product', { status: 200, body: { ok: true } }],
    ['is an error', { status: 500, body: { error: { type: 'boom', reason: 'why' } } }],
    ['is cut off', 'cut' as const],
  ])('is not healthy if a response %s', async (_, answer) => {
    for (const request of [
      health,
      'GET /_cluster/state/nodes,cluster_manager_node,master_node,routing_table,metadata',
      'GET /_cluster/settings',
    ]) {
      const handler: RecordingHandler = (seen) => (seen.request === request ? answer : undefined);
      const { safe, text } = await ask('green', before(n1), handler);
      expect(safe).toBe(false);
      expect(text).toContain(`cluster-whole: The cluster cannot be read: ${request} at ${n2}:`);
    }
  });

  it('is read without disks if they cannot be read', async () => {
    const handler: RecordingHandler = ({ request }) =>
      request === 'GET /_nodes/stats/fs' ? { status: 403, body: {} } : undefined;
    const { port } = await play(recording('green'), handler);
    const { cluster } = await read(
      opensearchDialect,
      taskOf(before(n1)),
      opensearchOptions.parse({ port }),
      AbortSignal.timeout(30_000),
    );
    expect(cluster).toMatchObject({ disks: { why: `GET /_nodes/stats/fs at ${n2}:${port} returned 403` } });
  });
});

describe('the explanation of a copy', () => {
  const state = 'GET /_cluster/state/nodes,cluster_manager_node,master_node,routing_table,metadata';
  const explain = 'POST /_cluster/allocation/explain';
  const idOfN1 = '3wEbdnwwQSqX0eU2PTGHYw';
  const copyOn = (node: string | null, primary = false) => ({
    index: 'logs',
    shard: 0,
    primary,
    state: node === null ? 'UNASSIGNED' : 'STARTED',
    node,
  });

  /** The recorded green cluster with one more index. */
  const withIndex =
    (status: string, copies: object[], allocation: object, explained: object): RecordingHandler =>
    ({ address, request }) => {
      const recorded = (path: string) =>
        Object.entries(recording('green')[address]!).find(([key]) => key.startsWith(path))?.[1].body as object;
      if (request === explain) return { status: 200, body: explained };
      if (request === 'GET /_cluster/health') return { status: 200, body: { ...recorded(request), status } };
      if (request !== state) return undefined;
      const { metadata, ...rest } = recorded(`${state}?`) as { metadata: object };
      const indices = { logs: { settings: { index: { routing: { allocation } } } } };
      const routing_table = { indices: { logs: { shards: { 0: copies } } } };
      return { status: 200, body: { ...rest, routing_table, metadata: { ...metadata, indices } } };
    };

  const refusals = { deciders: [{ decider: 'same_shard', decision: 'NO' }] };
  const nowhere = { node_allocation_decisions: [refusals, refusals, refusals] };

  it('is read for an unassigned replica if all nodes are members', async () => {
    const copies = [copyOn(idOfN1, true), copyOn(null)];
    const { codes, seen } = await ask('green', before(n1), withIndex('yellow', copies, {}, nowhere));
    expect(codes).toEqual(['block status-green', 'block started-copy-elsewhere']);
    const asked = seen.filter(({ request }) => request === explain).map(({ body }) => body);
    expect(asked).toEqual([{ index: 'logs', shard: 0, primary: false }]);
  });

  it('is not read while allocation is disabled', async () => {
    const off: RecordingHandler = (entry, response) =>
      entry.request === 'GET /_cluster/settings'
        ? { status: 200, body: { persistent: { 'cluster.routing.allocation.enable': 'none' }, transient: {} } }
        : withIndex('yellow', [copyOn(idOfN1, true), copyOn(null)], {}, nowhere)(entry, response);
    const { seen } = await ask('green', before(n2), off);
    expect(requestsOf(seen, explain)).toEqual([]);
  });

  it('is read for a copy that an index filter may forbid', async () => {
    const unwanted = { can_remain_decisions: [{ decider: 'filter', decision: 'NO' }], can_move_to_other_node: 'no' };
    const handler = withIndex('green', [copyOn(idOfN1, true)], { exclude: { _name: 'n1' }, enable: 'all' }, unwanted);
    const { text, seen } = await ask('green', before(n1), handler);
    expect(text).toContain('copies-return: Copies on 127.0.3.31 cannot return to it after the recycle');
    const asked = seen.filter(({ request }) => request === explain).map(({ body }) => body);
    expect(asked).toEqual([{ index: 'logs', shard: 0, primary: true, current_node: idOfN1 }]);
    expect((await ask('green', before(n2), handler)).text).not.toContain('copies-return');
  });
});

describe('the roles of the members', () => {
  const roles = 'GET /_nodes/_all/http';
  const readRoles = async (handler?: RecordingHandler) => {
    const { port } = await play(recording('green'), handler);
    const { cluster } = await read(
      opensearchDialect,
      taskOf(before(n1)),
      opensearchOptions.parse({ port }),
      AbortSignal.timeout(30_000),
    );
    return { roles: 'roles' in cluster ? cluster.roles : undefined, port };
  };
  const answers = (body: object): RecordingHandler => {
    return ({ request }) => (request === roles ? { status: 200, body } : undefined);
  };

  it('are reported with their current names', async () => {
    const id = 'u2bzoAwqQOezjqNZo9jhpA';
    const real = (await readRoles()).roles as ReadonlyMap<string, string[]>;
    expect(real.size).toBe(3);
    expect(real.get(id)).toEqual(['cluster_manager', 'data', 'ingest', 'remote_cluster_client']);
    const old = await readRoles(answers({ nodes: { [id]: { roles: ['master', 'data'] } } }));
    expect(old.roles).toEqual(new Map([[id, ['cluster_manager', 'data']]]));
  });

  it('are empty if no node responds in time', async () => {
    expect((await readRoles(answers({}))).roles).toEqual(new Map());
  });

  it('are a gap if they cannot be read', async () => {
    const refuses: RecordingHandler = ({ request }) => (request === roles ? { status: 403, body: {} } : undefined);
    const { roles: gap, port } = await readRoles(refuses);
    expect(gap).toMatchObject({ why: `${roles} at ${n2}:${port} returned 403`, isLasting: true });
  });
});
