import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import type { SmallDisk } from './support/small-disk.ts';

const instances = ['ssi-1', 'ssi-2'].map((id, index) => ({
  id,
  privateIp: `127.0.1.${101 + index}`,
  imageId: 'ami-old',
}));
const kafka = { id: 'sig-kafka', name: 'kafka', image: 'ami-new', instances };
const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];

let site: RollSite;
let disk: SmallDisk;
beforeEach(async () => {
  site = await startRollSite({ groups: [kafka], recycling: { durationMs: 1500 } }, { diskSize: '2m' });
  disk = site.disk!;
});
afterEach(() => site.stop());

const isOut = (ssi: string) => site.simulator.log.some((event) => event.ssi === ssi && event.state === 'RECYCLING');
const elsewhere = () => ({ ESG_STORE_URL: `sqlite://${join(site.folder, 'store.sqlite')}` });

describe('a state folder that cannot be written', () => {
  it.each<[string, string, () => Record<string, string>, RegExp]>([
    ['full', 'the store', () => ({}), /Error \(store-unwritable\): .*database or disk is full/],
    ['full', 'only the run folders', elsewhere, /Error \(state-unwritable\): .*ENOSPC/],
    ['read-only', 'the store', () => ({}), /Error \(store-unwritable\): .*read-?only/i],
    ['read-only', 'only the run folders', elsewhere, /Error \(state-unwritable\): Cannot write the record/],
  ])('refuses a run before anything is changed when it is %s and has %s', async (how, _, env, expected) => {
    if (how === 'full') disk.fill();
    else await disk.remount('ro');
    const { exitCode, stderr } = await site.run(args, env());
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(expected)]);
    expect(site.requested()).toEqual([]);
  });
});

describe('a disk that fills up during a recycle', () => {
  it.each<[string, () => Record<string, string>, RegExp]>([
    ['the store', () => ({}), /Error \(store-failed\): .*database or disk is full/],
    ['only the run folders', elsewhere, /Error \((state-unwritable|not-proved|ansible-failed)\): /],
  ])('ends the run without another request, and the next continues it, with %s on it', async (_, env, expected) => {
    const rolling = site.start(args, env());
    await site.simulator.waitFor(() => isOut('ssi-1'), 60_000);
    disk.fill();
    const { exitCode, stdout, stderr } = await rolling;
    expect([exitCode, stderr]).toEqual([1, expect.stringMatching(expected)]);
    expect(stdout).toContain('run the same command again');
    expect(site.requested()).toEqual(['ssi-1']);

    disk.free();
    const next = await site.run(args, env());
    expect([next.exitCode, next.stderr]).toEqual([0, expect.stringContaining('ssi-2  finished')]);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-2']);
    expect(site.simulator.maxOut()).toBe(1);
  });
});
