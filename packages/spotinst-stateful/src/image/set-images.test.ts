import { type Lease, openStore, type Store } from '@esg-recycler/esg-store';
import { type SpotClient, SpotError } from '@esg-recycler/spotinst-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cluster } from '../cluster/cluster.ts';
import type { Context } from '../context.ts';
import { contextOf, groupOf, instanceOf } from '../fixtures.ts';
import { imageJournalsOf } from '../records/image-journal.ts';
import { describeImage, resolveImages } from './resolve-images.ts';
import { setImages } from './set-images.ts';

const limits = { pollIntervalMs: 100, timeoutMs: 60_000 };
const lost = () => new SpotError('no answer', { code: 'spot-timeout', outcome: 'unknown' });
const refusal = () => new SpotError('a roll is running', { code: 'spot-refused', outcome: 'refused', exitCode: 1 });

/** The result of an update of a group. */
type Fate = 'done' | 'answer lost' | 'lost' | 'refused';

let folder: string;
let store: Store;
let lease: Lease;
let time: number;
let images: Record<string, string>;
let fates: Fate[];
/** Every update that was sent. */
let sent: string[];
let events: string[];
/** Called before a read of a group. */
let onRead: (group: string) => void;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'set-images-'));
  store = await openStore({ stateDir: join(folder, 'state'), cacheDir: join(folder, 'cache') });
  lease = await store.leases.acquire(['sig-1', 'sig-2'], { ttlMs: 600_000 });
  [time, fates, sent, events] = [0, [], [], []];
  images = { 'sig-1': 'ami-old', 'sig-2': 'ami-old' };
  onRead = () => {};
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const inAnHour = (): string => new Date(Date.now() + 3_600_000 * 10).toISOString();
const suspended = () =>
  ['PREVENTIVE_REPLACEMENT', 'OUT_OF_STRATEGY', 'REVERT_PREFERRED', 'SCHEDULING'].map((name) => ({
    name,
    expiresAt: inAnHour(),
  }));

const client = {
  accountId: 'act-1',
  async getGroup(id) {
    onRead(id);
    return groupOf({ id, imageId: images[id] ?? null });
  },
  listStatefulInstances: async () => [instanceOf()],
  listRolls: async () => [],
  listSuspensions: async () => suspended(),
  suspendProcesses: async () => suspended(),
  async updateGroup(id, patch, { beforeSend } = {}) {
    await beforeSend?.();
    const { compute } = patch as { compute: { launchSpecification: { imageId: string } } };
    const { imageId } = compute.launchSpecification;
    sent.push(`${id} ${imageId}`);
    const fate = fates.shift() ?? 'done';
    if (fate === 'refused') throw refusal();
    if (fate !== 'lost') images[id] = imageId;
    if (fate !== 'done') throw lost();
    return groupOf({ id, imageId });
  },
} as Partial<SpotClient> as SpotClient;

const members = ['sig-1', 'sig-2'].map((id) => ({ client, group: { id, name: id } }));
const cluster: Cluster = { name: 'zk', own: members[0]!, members };

/** Time passes only by waiting. */
const clock = {
  now: () => time,
  sleep: async (ms: number) => {
    time += ms;
  },
};
const context = (fields: Partial<Context> = {}): Context =>
  contextOf(store, client, { clock, emit: (event, { esg }) => void events.push(`${event} ${esg}`), ...fields });

const set = (...groups: string[]): Promise<unknown> => {
  const changes = groups.map((group) => ({ group, before: 'ami-old', image: 'ami-new' }));
  return setImages(context(), cluster, { lease, changes, run: 'r1', ...limits }).catch((error: unknown) => error);
};
const imageEvents = (): string[] => events.filter((event) => event.startsWith('image'));
const journals = async (): Promise<number> => (await imageJournalsOf(store, ['sig-1', 'sig-2'])).length;

describe('setImages', () => {
  it('sets the image of each group, and closes its records', async () => {
    expect(await set('sig-1', 'sig-2')).toBeUndefined();
    expect(sent).toEqual(['sig-1 ami-new', 'sig-2 ami-new']);
    expect(imageEvents().slice(0, 2)).toEqual(['image_requested sig-1', 'image_requested sig-2']);
    expect(imageEvents().slice(2).toSorted()).toEqual(['image_set sig-1', 'image_set sig-2']);
    expect(await journals()).toBe(0);
  });

  it('sends nothing for a group that has the image', async () => {
    images['sig-1'] = 'ami-new';
    expect(await set('sig-1')).toBeUndefined();
    expect(sent).toEqual([]);
  });

  it.each([
    ['accepted', ['answer lost'] as Fate[], 1],
    ['not accepted', ['lost'] as Fate[], 2],
  ])('reads the group after a lost response to an update that was %s', async (_, results, updates) => {
    fates = results;
    expect(await set('sig-1')).toBeUndefined();
    expect([images['sig-1'], sent.length, await journals()]).toEqual(['ami-new', updates, 0]);
  });

  it('waits until reads show the image for the settle time', async () => {
    let late = 3;
    onRead = () => {
      if (sent.length === 0) return;
      late -= 1;
      images['sig-1'] = late >= 0 ? 'ami-old' : 'ami-new';
    };
    expect(await set('sig-1')).toBeUndefined();
    expect(time).toBeGreaterThanOrEqual(1200 + 300);
  });

  it('changes nothing when the first group refuses', async () => {
    fates = ['refused'];
    const error = await set('sig-1', 'sig-2');
    expect(error).toMatchObject({ code: 'image-not-set', exitCode: 3 });
    expect(String(error)).toContain('No instance was recycled: sig-1 has ami-old, sig-2 has ami-old');
    expect(await journals()).toBe(0);
  });

  it('names the image of each group when only some accept it', async () => {
    fates = ['done', 'refused'];
    const error = await set('sig-1', 'sig-2');
    expect(error).toMatchObject({ code: 'image-not-set', exitCode: 1 });
    expect(String(error)).toContain('Cannot set the image ami-new on sig-2: a roll is running');
    expect(String(error)).toContain('sig-1 has ami-new, sig-2 has ami-old');
  });

  it('gives up when Spot never applies the update', async () => {
    fates = ['lost', 'lost', 'lost'];
    const error = await set('sig-1');
    expect(error).toMatchObject({ code: 'image-not-set', exitCode: 3 });
    expect(sent.length).toBe(3);
  });

  it('does not replace the image of somebody else', async () => {
    images['sig-1'] = 'ami-third';
    expect(await set('sig-1')).toMatchObject({ code: 'target-changed', exitCode: 3 });
    expect([sent, await journals()]).toEqual([[], 0]);
  });

  it('stops when somebody else changes the image right after the update', async () => {
    onRead = () => {
      if (sent.length > 0) images['sig-1'] = 'ami-third';
    };
    expect(await set('sig-1')).toMatchObject({ code: 'target-changed', exitCode: 1 });
  });

  it.each([
    ['nothing', 1, []],
    ['nothing more', 2, ['sig-1 ami-new']],
  ])('sends %s once it is refused right before a request, and continues later', async (_, refused, before) => {
    let checks = 0;
    const checkAgain = async (): Promise<void> => {
      checks += 1;
      if (checks === refused) throw new Error('held');
    };
    const changes = ['sig-1', 'sig-2'].map((group) => ({ group, before: 'ami-old', image: 'ami-new' }));
    const again = () => setImages(context(), cluster, { lease, changes, checkAgain, ...limits });
    await expect(again()).rejects.toThrow('held');
    expect(sent).toEqual(before);
    await again();
    expect([sent, await journals()]).toEqual([['sig-1 ami-new', 'sig-2 ami-new'], 0]);
  });

  it('reads the group again when the check before the request took long', async () => {
    let checks = 0;
    const checkAgain = async (): Promise<void> => {
      checks += 1;
      if (checks > 1) return;
      time += context().requestTimeoutMs + 1;
      images['sig-1'] = 'ami-third';
    };
    const changes = [{ group: 'sig-1', before: 'ami-old', image: 'ami-new' }];
    const setting = setImages(context(), cluster, { lease, changes, checkAgain, ...limits });
    await expect(setting).rejects.toMatchObject({ code: 'target-changed' });
    expect(sent).toEqual([]);
  });

  it('sends nothing under a lost lease', async () => {
    await store.leases.release(lease);
    expect(await set('sig-1')).toMatchObject({ code: 'lease-lost' });
    expect(sent).toEqual([]);
  });
});

describe('resolveImages', () => {
  /** A change whose process ended before it could read the result. */
  const interrupt = async (fate: Fate): Promise<void> => {
    fates = [fate];
    onRead = () => {
      if (sent.length > 0) throw new SpotError('killed', { code: 'spot-unreachable', outcome: 'unknown' });
    };
    await set('sig-1');
    onRead = () => {};
  };

  it.each<[string, Fate, string, string]>([
    ['done', 'answer lost', 'image-set', 'was changed by run r1 from ami-old to ami-new'],
    ['not accepted', 'lost', 'image-unchanged', 'to ami-new by run r1 was not accepted: it has ami-old'],
  ])('finds out that an interrupted change was %s', async (_, fate, code, words) => {
    await interrupt(fate);
    expect(await journals()).toBe(1);
    const { images: found, left } = await resolveImages(context(), cluster, limits);
    expect(found.map(describeImage)).toMatchObject([{ code, message: expect.stringContaining(words) }]);
    expect([left, await journals()]).toEqual([[], 0]);
  });
});
