import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '@esg-recycler/core';
import { openStore, type Store } from '@esg-recycler/esg-store';
import type { SpotClient, Suspension } from '@esg-recycler/spotinst-client';
import { suspendedProcesses } from '@esg-recycler/spotinst-stateful';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { viewOf } from '../fixtures.ts';
import type { CampaignOptions } from './campaign-file.ts';
import { type CampaignReading, needsRun, obstacleOf, readCluster } from './read-cluster.ts';

let folder: string;
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'read-cluster-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** As a run on another machine sets them. */
const marks = (): Suspension[] =>
  suspendedProcesses.map((name, n) => ({
    name,
    expiresAt: new Date(Date.now() + (120 + 11 * n) * 60_000).toISOString(),
  }));

interface Scene {
  state?: string;
  image?: string;
  suspended?: Suspension[];
  overrides?: CampaignOptions['overrides'];
  withMarks?: boolean;
}

/** Reads a cluster of two instances, of which the second is as described. */
async function read({ state, image = 'ami-new', suspended = [], overrides = [], withMarks = true }: Scene) {
  const [{ group, instances }] = viewOf([
    { ssi: 'ssi-1', image: 'ami-new', launchedAt: '2026-11-23T07:00:00.000Z' },
    { ssi: 'ssi-2', image, state: state ?? 'ACTIVE', launchedAt: '2026-11-23T07:00:00.000Z' },
  ]).groups as [ReturnType<typeof viewOf>['groups'][number]];
  let markReads = 0;
  const client = {
    accountId: 'act-1',
    getGroup: async () => group,
    getGroupStatus: async () => [],
    listStatefulInstances: async () => instances.map(({ stateful }) => stateful),
    listSuspensions: async () => {
      markReads += 1;
      return suspended;
    },
  } as Partial<SpotClient> as SpotClient;
  const reading = await readCluster(
    { key: '0/sig-1', listing: 0, name: 'sig-1', account: 'act-1', title: 'kafka' },
    {
      listing: {
        access: { settings: { inventory: {} } as Settings, env: {} },
        clients: [client],
        clusters: {},
        groups: [{ id: 'sig-1', name: 'kafka', accountId: 'act-1', tags: {}, isStateful: true }],
      },
      store,
      options: { replaceRoot: false, timeoutMs: 1000, overrides } as Partial<CampaignOptions> as CampaignOptions,
      withMarks,
    },
  );
  return { reading, markReads };
}

const obstacle = (reading: CampaignReading) => ({
  needsRun: needsRun(reading),
  code: obstacleOf('kafka', reading)?.code,
});

describe('readCluster', () => {
  it.each<[string, Scene, string | undefined, number]>([
    ['nothing', {}, undefined, 1],
    ['an instance that is down', { state: 'PAUSED' }, 'other-not-active', 1],
    ['an instance that is on its way back', { state: 'RESUMING' }, 'other-not-active', 1],
    ['a run with another store', { suspended: marks() }, 'rolled-elsewhere', 1],
    [
      'nothing after a takeover',
      { suspended: marks(), overrides: [{ rule: 'rolled-elsewhere', reason: 'that run is dead' }] },
      undefined,
      1,
    ],
    ['nothing where marks are not asked for', { suspended: marks(), withMarks: false }, undefined, 0],
  ])('with nothing due, finds %s in the way', async (_, scene, code, markReads) => {
    const { reading, markReads: count } = await read(scene);
    expect([obstacle(reading), count]).toEqual([{ needsRun: false, code }, markReads]);
  });

  it('finds a run of this store in the way', async () => {
    await store.leases.acquire(['sig-1'], { ttlMs: 60_000 });
    const { reading } = await read({});
    expect(obstacleOf('kafka', reading)).toMatchObject({
      code: 'lease-held',
      exitCode: 4,
      message: expect.stringContaining(`PID ${process.pid}`),
    });
    expect(needsRun(reading)).toBe(false);
  });

  it('leaves marks to the run where one is needed', async () => {
    const { reading, markReads } = await read({ image: 'ami-old', suspended: marks() });
    expect([needsRun(reading), markReads]).toEqual([true, 0]);
  });
});
