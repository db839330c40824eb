import { describe, expect, it } from '@jest/globals';
import type { Kind } from '../kind/kind.ts';
import { questionOf } from '../test-support/questions.ts';
import { enableSetting, savedSetting } from './allocation.ts';
import { elasticsearch } from './elasticsearch.ts';
import { opensearch } from './opensearch.ts';
import { opensearchOptions } from './options.ts';
import type { SettingValues } from './snapshot.ts';
import { type RecordingHandler, n1, n2, n3, nodes, play } from './test-support/recorded-cluster.ts';

interface Stored {
  persistent: SettingValues;
  transient: SettingValues;
}

type Change = NonNullable<Kind['prepare']>;
const prepare: Change = (...asked) => opensearch.prepare!(...asked);
const restore: Change = (...asked) => opensearch.restore!(...asked);

const question = questionOf({ nodes, node: n1 });
const put = 'PUT /_cluster/settings';

/** Serves three nodes that store settings. `handler` can respond first. */
async function setUp(
  stored: Partial<Stored> = {},
  handler: RecordingHandler = () => undefined,
  version = '2.19.6',
  timeout = '20s',
) {
  const settings: Stored = { persistent: {}, transient: {}, ...stored };
  const { port, seen } = await play(Object.fromEntries(nodes.map((address) => [address, {}])), (entry, response) => {
    const other = handler(entry, response);
    if (other !== undefined) return other;
    if (entry.request === 'GET /_nodes/_local/http') {
      return { status: 200, body: { nodes: { B: { name: 'n2', version, build_flavor: 'default', roles: [] } } } };
    }
    if (entry.request === put) {
      for (const level of ['persistent', 'transient'] as const) {
        const change = (entry.body as Partial<Stored>)[level] ?? {};
        const merged = Object.entries({ ...settings[level], ...change });
        settings[level] = Object.fromEntries(merged.filter(([, value]) => value !== null));
      }
    }
    return { status: 200, body: settings };
  });
  const given = opensearchOptions.parse({ port, timeout });
  const signal = AbortSignal.timeout(30_000);
  return {
    settings,
    seen,
    port,
    prepare: (asked = question, kind = opensearch) => kind.prepare!(asked, given, signal),
    restore: (asked = question) => restore(asked, given, signal),
    sent: (part: string) => seen.filter(({ request }) => request.includes(part)).map((entry) => entry.request),
  };
}

describe('prepare', () => {
  it('saves and changes the setting in one request, then flushes', async () => {
    const { settings, seen, sent, ...cluster } = await setUp({ transient: { [enableSetting]: 'all' } });
    expect(await cluster.prepare()).toEqual({
      changed: true,
      message: `${enableSetting}: all (transient) → primaries (persistent); flushed`,
    });
    expect(settings.transient).toEqual({});
    expect(settings.persistent[enableSetting]).toBe('primaries');
    expect(JSON.parse(String(settings.persistent[savedSetting]))).toMatchObject({
      persistent: null,
      transient: 'all',
      node: n1,
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(sent('PUT')).toHaveLength(1);
    expect(sent('_flush')).toEqual(['POST /_flush']);
    expect(new Set(seen.map(({ address }) => address))).toEqual(new Set([n2]));
  });

  it('keeps the first save when it runs again', async () => {
    const { settings, sent, ...cluster } = await setUp({ persistent: { [enableSetting]: 'new_primaries' } });
    await cluster.prepare();
    const first = { ...settings.persistent };
    expect(await cluster.prepare(questionOf({ nodes, node: n3 }))).toMatchObject({ changed: false });
    expect(settings.persistent).toEqual(first);
    expect(sent('PUT')).toHaveLength(1);
  });

  it('continues with another node if one rejects the change', async () => {
    const refuses: RecordingHandler = ({ address, request }) =>
      address === n2 && request === put ? { status: 503, body: { error: { type: 'no_manager' } } } : undefined;
    const { settings, ...cluster } = await setUp({}, refuses);
    expect(await cluster.prepare()).toMatchObject({ changed: true });
    expect(settings.persistent[enableSetting]).toBe('primaries');
  });

  it('does not repeat a change of a node that did not respond', async () => {
    let applied: object | undefined;
    const forgets: RecordingHandler = ({ address, request, body }) => {
      if (address === n2 && request === put) applied = body as object;
      if (address === n2 && request === put) return 'hang';
      return request === 'GET /_cluster/settings' && applied !== undefined
        ? { status: 200, body: { transient: {}, ...applied } }
        : undefined;
    };
    const { sent, ...cluster } = await setUp({}, forgets, '2.19.6', '3s');
    expect(await cluster.prepare()).toMatchObject({ changed: false });
    expect(sent('PUT')).toHaveLength(1);
  });

  it('fails if no node accepts the change, and names each node', async () => {
    const refuses: RecordingHandler = ({ request }) => (request === put ? { status: 403, body: {} } : undefined);
    const { port, ...cluster } = await setUp({}, refuses);
    const failures = [n2, n3, n1].map((address) => `${put} at ${address}:${port} returned 403`);
    await expect(cluster.prepare()).rejects.toThrow(failures.join('; '));
  });

  it.each([
    ['persistent', 'cluster.blocks.read_only'],
    ['transient', 'cluster.blocks.read_only_allow_delete'],
  ])('shows the request that unblocks a read-only cluster (%s %s)', async (level, name) => {
    const error = { type: 'cluster_block_exception', reason: 'blocked by: [FORBIDDEN/6/cluster read-only (api)];' };
    const refuses: RecordingHandler = ({ request }) => (request === put ? { status: 403, body: { error } } : undefined);
    const { port, ...cluster } = await setUp({ [level]: { [name]: 'true' } }, refuses);
    await expect(cluster.prepare()).rejects.toMatchObject({
      answered: true,
      message: expect.stringContaining('403: cluster_block_exception'),
      hint: expect.stringMatching(
        new RegExp(`curl .*-X PUT http://${n2}:${port}/_cluster/settings .* -d '{"${level}":{"${name}":null}}'$`),
      ),
    });
  });

  it('fails if the setting does not change', async () => {
    const lies: RecordingHandler = ({ request }) =>
      request === put ? { status: 200, body: { acknowledged: true } } : undefined;
    const cluster = await setUp({}, lies);
    await expect(cluster.prepare()).rejects.toMatchObject({ code: 'settings-not-taken' });
  });

  it('succeeds if only the flush fails', async () => {
    const fails: RecordingHandler = ({ request }) =>
      request === 'POST /_flush' ? { status: 500, body: {} } : undefined;
    const cluster = await setUp({}, fails);
    const { changed, message } = await cluster.prepare();
    expect(changed).toBe(true);
    expect(message).toContain('not flushed, so the recovery takes longer');
  });

  it.each([
    ['OpenSearch', opensearch, '2.19.6', 200, ['POST /_flush']],
    ['Elasticsearch 8', elasticsearch, '8.15.0', 200, ['POST /_flush']],
    ['Elasticsearch 7', elasticsearch, '7.17.0', 200, ['POST /_flush/synced']],
    ['Elasticsearch 7 during writes', elasticsearch, '7.4.0', 409, ['POST /_flush/synced']],
    ['Elasticsearch 7 without synced flush', elasticsearch, '7.17.0', 400, ['POST /_flush/synced', 'POST /_flush']],
  ])('flushes %s with its own request', async (_, kind, version, status, paths) => {
    const synced: RecordingHandler = ({ request }) =>
      request === 'POST /_flush/synced' ? { status, body: {} } : undefined;
    const { sent, ...cluster } = await setUp({}, synced, version);
    expect((await cluster.prepare(question, kind)).message).toContain('; flushed');
    expect(sent('_flush')).toEqual(paths);
  });
});

describe('restore', () => {
  it.each([
    [{}, {}],
    [{ [enableSetting]: 'new_primaries' }, {}],
    [{ [enableSetting]: 'all' }, { [enableSetting]: 'none' }],
  ])('restores persistent %j and transient %j once', async (persistent, transient) => {
    const { settings, sent, ...cluster } = await setUp({ persistent, transient });
    await cluster.prepare();
    expect(await cluster.restore()).toMatchObject({ changed: true });
    expect(settings).toEqual({ persistent, transient });
    expect(await cluster.restore()).toEqual({ changed: false, message: 'Nothing to restore' });
    expect(sent('PUT')).toHaveLength(2);
  });

  it('changes nothing if nothing is saved', async () => {
    const { settings, sent, ...cluster } = await setUp({ persistent: { [enableSetting]: 'primaries' } });
    expect(await cluster.restore()).toMatchObject({ changed: false });
    expect(settings.persistent).toEqual({ [enableSetting]: 'primaries' });
    expect(sent('PUT')).toEqual([]);
  });

  it('can run twice at the same time', async () => {
    const { settings, ...cluster } = await setUp({ transient: { [enableSetting]: 'all' } });
    await cluster.prepare();
    await Promise.all([cluster.restore(), cluster.restore(questionOf({ nodes, node: n2 }))]);
    expect(settings).toEqual({ persistent: {}, transient: { [enableSetting]: 'all' } });
  });
});

describe('a single node that is down', () => {
  const down = { prepare, restore };
  const single = (phase: 'before' | 'after') => questionOf({ nodes: ['127.0.3.39'], phase });
  const given = opensearchOptions.parse({ port: 1, timeout: '20s' });

  it.each(['prepare', 'restore'] as const)('does not fail %s before its recycle', async (step) => {
    const done = await down[step](single('before'), given, AbortSignal.timeout(30_000));
    expect(done).toMatchObject({ changed: false, message: expect.stringContaining('The only node is down') });
  });

  it('fails restore after its recycle', async () => {
    await expect(restore(single('after'), given, AbortSignal.timeout(30_000))).rejects.toThrow('ECONNREFUSED');
  });
});

describe('two nodes, one of them down', () => {
  const two = [n1, n2];
  const noManager = { status: 503, body: { error: { type: 'cluster_manager_not_discovered_exception' } } };
  /** Only n2 responds, and reports the given cluster manager. */
  async function alone(manager: string | null) {
    const handler: RecordingHandler = ({ request }) => {
      const id = 'B';
      if (request === 'GET /_nodes/_local/http') {
        return { status: 200, body: { nodes: { [id]: { name: 'n2', version: '2.19.6', roles: ['data'] } } } };
      }
      const body = { cluster_uuid: 'x', master_node: manager, nodes: { [id]: { name: 'n2', transport_address: n2 } } };
      return request === 'GET /_cluster/state/nodes,cluster_manager_node,master_node'
        ? { status: 200, body }
        : noManager;
    };
    const { port } = await play({ [n2]: {} }, handler);
    return opensearchOptions.parse({ port, timeout: '20s' });
  }
  const signal = () => AbortSignal.timeout(30_000);

  it('change nothing if the other one has no cluster manager', async () => {
    for (const change of [prepare, restore]) {
      expect(await change(questionOf({ nodes: two }), await alone(null), signal())).toMatchObject({
        changed: false,
        message: expect.stringContaining(`Without ${n1} there is no cluster manager, so nothing was changed`),
      });
    }
  });

  it.each([
    ['the other one has a cluster manager', questionOf({ nodes: two }), 'B'],
    ['the other one is leaving', questionOf({ nodes: two, node: n2 }), null],
    ['there is a third', questionOf({ nodes: two, expect: 3 }), null],
  ])('fail prepare if %s', async (_, asked, manager) => {
    await expect(prepare(asked, await alone(manager), signal())).rejects.toThrow('returned 503');
  });

  it('fail restore after the recycle', async () => {
    const back = questionOf({ nodes: two, phase: 'after' });
    await expect(restore(back, await alone(null), signal())).rejects.toThrow('returned 503');
  });
});
