import { describe, expect, it } from '@jest/globals';
import {
  groupRoute,
  recycleRoute,
  everything,
  site,
  open,
  startRecycle,
  ended,
  recycle,
  recover,
  persistence,
  images,
  changes,
  codesOf,
  windows,
} from './support/replace-root-site.ts';

describe('the root volumes are persisted again', () => {
  it.each([
    ['the answer to turning it off is lost', 1, true],
    ['turning it off is lost', 1, false],
    ['the answer to turning it on is lost', 2, true],
    ['turning it on is lost', 2, false],
  ])('though %s', async (_, nth, accepted) => {
    await open({ faults: [{ kind: 'reset', method: 'PUT', route: groupRoute, nth, accepted }] });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect([persistence(), windows(), images()[0]]).toEqual([everything, [['ssi-1']], 'ami-new']);
  });

  it.each([
    ['in ERROR', { outcome: 'error' as const }, 'recycle-error'],
    ['PAUSED', { outcome: 'paused' as const }, 'recycle-paused'],
    ['vanished', { outcome: 'vanished' as const }, 'instance-vanished'],
    ['on another image', { imageAfter: 'ami-x' }, 'image-not-target'],
  ])('after a recycle that ends %s', async (_, recycling, code) => {
    await open({ recycling });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 1, document: { error: { code } } });
    expect(persistence()).toEqual(everything);
    expect(codesOf((await recover()).document.found)).not.toContain('root-given-up');
  });

  it('when Spot refuses the recycle', async () => {
    await open({ faults: [{ kind: 'unauthorized', route: recycleRoute }] });
    expect((await recycle('ssi-1')).exitCode).toBe(5);
    expect([persistence(), changes().length, site.requested()]).toEqual([everything, 2, []]);
  });

  it('when another instance is interrupted in that moment', async () => {
    await open({ latencyMs: 30 });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(() => windows().length > 0);
    site.simulator.cloud.interrupt('ssi-2');
    const { exitCode, document } = await ended(child);
    expect([exitCode, document.error.code]).toEqual([3, 'other-not-active']);
    expect([persistence(), site.requested()]).toEqual([everything, []]);
  });

  it('by recover, after a recycle that took too long', async () => {
    await open({ recycling: { durationMs: 4000 } });
    const late = await recycle('ssi-1', '--timeout', '1s');
    expect(late).toMatchObject({ exitCode: 1, document: { error: { code: 'recycle-timeout' } } });
    expect(JSON.stringify(late.document.error.findings)).toContain('root-given-up');
    expect(persistence()).toMatchObject({ shouldPersistRootDevice: false });

    const { exitCode, document } = await recover();
    expect([exitCode, document.left]).toEqual([0, []]);
    expect(await recover()).toMatchObject({ exitCode: 0, document: { found: [], done: [], left: [] } });
    expect([persistence(), images()[0]]).toEqual([everything, 'ami-new']);
    expect(await recycle('ssi-1')).toMatchObject({ document: { changed: false } });
    expect(site.requested()).toEqual(['ssi-1']);
  });
});
