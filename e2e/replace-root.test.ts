import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { describe, expect, it } from '@jest/globals';
import {
  ids,
  everything,
  kafka,
  site,
  open,
  start,
  limits,
  ended,
  recycle,
  persistence,
  images,
  changes,
  windows,
} from './support/replace-root-site.ts';

const rootVolumes = () => ids.map((id) => site.simulator.cloud.instance(id).devices[0]?.volumeId);

describe('a roll that replaces root volumes', () => {
  it('replaces them one by one, each for the time of one recycle', async () => {
    await open();
    const plan = await site.run(['plan', '--esg', 'sig-kafka', '--replace-root']);
    expect(plan.stdout).toMatch(/3 of 3 instances to recycle[^]*warn root-replaced: .*a spot interruption/);
    expect(plan.exitCode).toBe(0);

    const args = ['--esg', 'sig-kafka', '--replace-root', '--poll-interval', '50ms', '--timeout', '30s'];
    const { stdout, stderr, exitCode } = await site.run(args);
    expect([exitCode, stderr, stdout]).toEqual([
      0,
      expect.anything(),
      expect.stringContaining('3 done, 0 skipped, 0 failed'),
    ]);
    expect(images()).toEqual(['ami-new', 'ami-new', 'ami-new']);
    expect(rootVolumes().filter((volume) => volume?.startsWith('vol-root'))).toEqual([]);
    expect(persistence()).toEqual(everything);
    expect(windows()).toEqual([['ssi-1'], ['ssi-2'], ['ssi-3']]);
    expect(changes()).toHaveLength(6);
    expect(site.simulator.maxOut()).toBe(1);

    // As Spot may show it later: the instance has its own image. The replacement is recorded.
    for (const id of ids) site.simulator.cloud.change(id, { imageId: `ami-auto-of-${id}` });
    const second = await site.run(args);
    expect(second.stdout).toContain('nothing to do');
    expect(second.exitCode).toBe(0);

    const refused = await site.run(args.filter((arg) => arg !== '--replace-root'));
    expect(refused.stdout).toContain('block root-persisted');
    expect(refused.exitCode).toBe(3);
    expect(site.requested()).toEqual(ids);
  }, 180_000);

  it('is due again by launch time', async () => {
    await open();
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: false } });
    const since = ['--since', new Date(Date.now() + 60_000).toISOString()];
    expect(await recycle('ssi-1', ...since)).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(windows()).toEqual([['ssi-1'], ['ssi-1']]);
  });

  it('works when Spot reports no images', async () => {
    await open({ answers: { omits: ['imageId'] } });
    const { document, exitCode } = await recycle('ssi-1');
    expect([exitCode, document.changed]).toEqual([0, true]);
    expect(document.evidence.map(({ check }: { check: string }) => check)).toContain('new-root');
    expect(await recycle('ssi-1')).toMatchObject({ document: { changed: false } });
    expect(site.requested()).toEqual(['ssi-1']);
  });

  it.each<[string, ScenarioInput, string[], string]>([
    ['without --replace-root', {}, ['--no-replace-root'], 'root-persisted'],
    [
      'when nothing else is persisted',
      { groups: [{ ...kafka, persistence: { shouldPersistRootDevice: true } }] },
      [],
      'root-only',
    ],
    [
      'during a deployment',
      { groups: [{ ...kafka, rolls: [{ id: 'sbgd-1', status: 'IN_PROGRESS' }] }] },
      [],
      'deployment-in-progress',
    ],
  ])('is refused %s', async (_, scenario, flags, code) => {
    await open(scenario);
    const args = ['recycle', '--esg', 'sig-kafka', '--id', 'ssi-1', ...limits];
    if (flags.length === 0) args.push('--replace-root');
    expect(await ended(start('spotinst-stateful', args))).toMatchObject({ exitCode: 3, document: { error: { code } } });
    expect([changes(), site.requested()]).toEqual([[], []]);
  });
});
