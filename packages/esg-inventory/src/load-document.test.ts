import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCache } from '@esg-recycler/esg-store';
import { createLimiter, createSpotClient } from '@esg-recycler/spotinst-client';
import { cacheScope } from './cached-reads.ts';
import { createGroupSource, type GroupSource } from './group-source.ts';
import { loadDocument } from './load-document.ts';
import { loadInventory } from './load-inventory.ts';
import { jsonPieces } from './json-pieces.ts';
import { type LoadOptions, withOpening } from './opening.ts';

let folder: string;
let server: Server;
let apiUrl: string;
let asked: string[];
/** The image of every instance in Spot. */
let image: string;
/** Other responses, by path. */
let refusals: Record<string, number>;
/** Runs before a response. */
let before: (path: string) => Promise<void>;

const group = (id: string) => ({
  id,
  name: `name of ${id}`,
  region: 'us-east-1',
  strategy: { persistence: { shouldPersistPrivateIp: true } },
  compute: { launchSpecification: { imageId: 'ami-1', userData: 'c2VjcmV0' } },
});
const instance = (id: string) => ({
  id: id.replace('sig', 'ssi'),
  state: 'ACTIVE',
  instanceId: id.replace('sig', 'i'),
  privateIp: `10.0.0.${id.slice(4)}`,
  imageId: image,
});
const paused = { id: 'ssi-9', state: 'PAUSED', instanceId: null, privateIp: null };

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'esg-document-'));
  asked = [];
  image = 'ami-1';
  refusals = {};
  before = async () => {};
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1');
    const [, id, part] = /\/group(?:\/([^/]+))?(?:\/(\w+))?$/.exec(pathname) ?? [];
    const groups = ['sig-1', 'sig-2'].map(group).filter((one) => id === undefined || one.id === id);
    const items = part === undefined ? groups : [instance(id!), ...(id === 'sig-2' ? [paused] : [])];
    void before(pathname).then(() => {
      asked.push(pathname);
      const status = refusals[pathname] ?? 200;
      response.writeHead(status, { 'Content-Type': 'application/json' });
      response.end(JSON.stringify({ response: { status: { code: status, message: 'as asked' }, items } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true, force: true });
});

interface RunOptions extends Omit<LoadOptions, 'config'> {
  config?: object;
  env?: Record<string, string>;
}

/** One run of `esg-inventory --list`: its output, its warnings, and its number of requests. */
async function run({ config = {}, env = {}, ...options }: RunOptions = {}, load = loadDocument) {
  const path = join(folder, 'test.spotinst_esg.yml');
  writeFileSync(path, JSON.stringify(config));
  const surroundings = { HOME: folder, SPOTINST_API_URL: apiUrl, SPOTINST_API_TOKEN: 'token-1' };
  const warnings: string[] = [];
  const start = asked.length;
  const text = await withOpening({ config: path, ...options }, load, {
    env: { ...surroundings, SPOTINST_ACCOUNT_ID: 'act-1', ...env },
    warn: (line) => warnings.push(line),
  });
  return { text: new TextDecoder().decode(text), warnings, requests: asked.length - start };
}

/** The same from the single responses, without a stored document. */
const runOfAnswers = (options: RunOptions = {}) =>
  run(options, async (opening) => Buffer.from([...jsonPieces((await loadInventory(opening)).inventory)].join('')));

/** What the runner does before it requests an inventory: it reads Spot and stores the responses in the cache. */
async function renew(read: (source: GroupSource) => Promise<unknown>): Promise<void> {
  const cache = await openCache({ cacheDir: join(folder, '.cache/esg-recycler') });
  const client = createSpotClient({ apiUrl, token: 'token-1', accountId: 'act-1', limiter: createLimiter() });
  const scope = cacheScope(apiUrl, 'token-1');
  await read(createGroupSource({ clients: [client], cache, scope, ttlMs: 60_000, refresh: true }));
  await cache.close();
}

const renewInstances = () =>
  renew(async (source) => source.instances({ accountId: 'act-1', group: { ...group('sig-1') } }));

/** The number of stored documents. */
async function documents(): Promise<number> {
  const { DatabaseSync } = await import('node:sqlite');
  const file = new DatabaseSync(join(folder, '.cache/esg-recycler/cache.sqlite'));
  const rows = file.prepare('SELECT * FROM cache_texts').all();
  file.close();
  return rows.length;
}

const cold = 3;

describe('a stored document', () => {
  it('is printed again, byte for byte, without a request', async () => {
    const first = await run();
    expect(first).toMatchObject({ requests: cold, warnings: [expect.stringContaining('ssi-9')] });
    expect(JSON.parse(first.text)._meta.hostvars['10.0.0.1'].spotinst_imageId).toBe('ami-1');
    image = 'ami-2';
    expect(await run()).toEqual({ ...first, requests: 0 });
    expect(await runOfAnswers()).toEqual({ ...first, requests: 0 });
    expect(await documents()).toBe(1);
  });

  it('expires with the cached responses that it was built from', async () => {
    const config = { cache_ttl: '2s' };
    const first = await runOfAnswers({ config });
    expect(await run({ config })).toEqual({ ...first, requests: 0 });
    expect(await documents()).toBe(1);
    await sleep(2050);
    image = 'ami-2';
    const later = await run({ config });
    expect(later).toMatchObject({ requests: cold, text: expect.stringContaining('ami-2') });
  });

  it('is replaced by --refresh', async () => {
    await run();
    image = 'ami-2';
    const fresh = await run({ refresh: true });
    expect(fresh).toMatchObject({ requests: cold, text: expect.stringContaining('ami-2') });
    expect(await run()).toEqual({ ...fresh, requests: 0 });
  });

  it.each<[string, () => Promise<unknown>]>([
    ['the refresh of one group', () => run({ refresh: true, esg: ['sig-1'] })],
    ['a refresh with other settings', () => run({ refresh: true, config: { want_status: true } })],
    ['the runner', renewInstances],
  ])('is never older than a response that %s has renewed', async (_, change) => {
    await run();
    image = 'ami-2';
    await change();
    const later = await run();
    expect(later.text).toContain('ami-2');
    expect(await runOfAnswers()).toEqual(later);
    expect(await run()).toEqual({ ...later, requests: 0 });
  });

  it('is not stored when a response is renewed in between', async () => {
    before = async (path) => {
      if (!path.endsWith('/sig-2/statefulInstance')) return;
      before = async () => {};
      image = 'ami-2';
      await renewInstances();
    };
    await runOfAnswers({ esg: ['sig-1'] });
    const mixed = await run();
    expect(await documents()).toBe(0);
    const later = await run();
    expect(later.text).not.toBe(mixed.text);
    expect(later.text).toBe((await runOfAnswers()).text);
  });

  it.each<[string, RunOptions]>([
    ['another token', { env: { SPOTINST_API_TOKEN: 'token-2' } }],
    ['another account', { env: { SPOTINST_ACCOUNT_ID: 'act-2' } }],
    ['other groups', { esg: ['sig-1'] }],
    ['another prefix', { config: { hostvars_prefix: 'other_' } }],
    ['a cluster', { config: { clusters: { kafka: ['sig-1'] } } }],
    ['another TTL', { config: { cache_ttl: '2m' } }],
    ['another identity at AWS', { env: { AWS_ACCESS_KEY_ID: 'another' } }],
  ])('is not used for %s', async (_, change) => {
    const first = await run();
    const other = await run(change);
    expect(await documents()).toBe(other.requests > 0 ? 1 : 2);
    expect(await runOfAnswers(change)).toEqual({ ...other, requests: 0 });
    expect(await run()).toEqual({ ...first, requests: 0 });
  });

  it.each<Record<string, string>>([{ ESG_RECYCLER_ONLY: 'sig-1' }, { ESG_RECYCLER_SSI: 'ssi-1' }])(
    'is neither served nor stored in a roll: %j',
    async (env) => {
      await run({ env });
      expect(await documents()).toBe(0);
      await run();
      image = 'ami-2';
      await renew(async (source) => {
        const groups = await source.groupsById(['sig-1', 'sig-2']);
        await Promise.all(groups.map((one) => source.instances(one)));
      });
      expect(await run({ env })).toMatchObject({ text: expect.stringContaining('ami-2') });
    },
  );

  it('does not exist when the TTL is 0', async () => {
    const config = { cache_ttl: 0 };
    expect(await run({ config })).toMatchObject({ requests: cold });
    expect(await run({ config })).toMatchObject({ requests: cold });
    expect(await documents()).toBe(0);
    expect(await run({ config: { store: 'memory:' } })).toMatchObject({ requests: cold });
    expect(await run({ config: { store: 'memory:' } })).toMatchObject({ requests: cold });
  });

  it('does not exist when a group was left out', async () => {
    const path = '/aws/ec2/group/sig-2/statefulInstance';
    refusals[path] = 403;
    const config = { strict_permissions: false };
    const warnings = [expect.stringContaining('group sig-2 is left out')];
    expect(await run({ config })).toMatchObject({ requests: cold, warnings });
    expect(await run({ config })).toMatchObject({ requests: 1, warnings });
    delete refusals[path];
    expect(await run({ config })).toMatchObject({ text: expect.stringContaining('10.0.0.2') });
  });

  it('does not contain responses from before an outage', async () => {
    const config = { cache_ttl: '300ms', stale_if_error: '1h', spotinst_timeout: '200ms' };
    const first = await run({ config });
    await sleep(350);
    refusals['/aws/ec2/group'] = 400;
    before = () => new Promise(() => {});
    const stale = await run({ config });
    expect(stale).toMatchObject({ text: first.text, warnings: [expect.stringContaining('stale'), ...first.warnings] });
    before = async () => {};
    refusals = {};
    image = 'ami-2';
    expect(await run({ config })).toMatchObject({ requests: cold, text: expect.stringContaining('ami-2') });
  });

  it('contains neither token nor user data', async () => {
    await run();
    const file = readFileSync(join(folder, '.cache/esg-recycler/cache.sqlite'), 'latin1');
    expect(file).toContain('document');
    expect(file).not.toMatch(/token-1|c2VjcmV0|userData/);
  });
});
