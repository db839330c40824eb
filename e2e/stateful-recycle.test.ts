import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  recycleRoute,
  listRoute,
  zookeeper,
  folder,
  simulator,
  simulate,
  run,
  recycleArguments,
  recycle,
  requested,
  writeConfig,
} from './support/stateful-site.ts';

describe('recycle', () => {
  it('replaces one instance and verifies it; a second time there is nothing to do', async () => {
    await simulate();
    const before = { instanceId: simulator.cloud.instance('ssi-1').instanceId, imageId: 'ami-old' };
    const events = join(folder, 'events.jsonl');
    const { document, stderr, exitCode } = await run(recycleArguments('ssi-1'), { ESG_RECYCLER_EVENTS: events });
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      changed: true,
      esg: 'sig-zk',
      ssi: 'ssi-1',
      cluster: 'sig-zk',
      target: 'ami-new',
      findings: [],
      before,
      after: { instanceId: simulator.cloud.instance('ssi-1').instanceId, imageId: 'ami-new' },
    });
    expect(document.evidence).toHaveLength(6);
    expect(document.evidence.every(({ holds }: { holds: boolean }) => holds)).toBe(true);
    expect(stderr).toMatch(/ssi-1 RECYCLING i-\w+ \(.*\)\n/);

    const lines = readFileSync(events, 'utf8').trim().split('\n');
    const written = lines.map((line) => JSON.parse(line));
    const names = written.map(({ event }) => event).filter((event) => event !== 'recycle_state');
    expect(names).toEqual(['cluster_watched', 'cluster_marked', 'recycle_requested', 'recycle_proved']);
    expect(written.find(({ event }) => event === 'recycle_requested')).toMatchObject({
      cluster: 'sig-zk',
      esg: 'sig-zk',
      ssi: 'ssi-1',
      event_data: before,
    });

    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: false, evidence: [] } });
    expect(requested()).toEqual(['ssi-1']);
    expect(simulator.maxOut()).toBe(1);
  });

  it.each([
    ['that the list never shows', { recycling: { visible: false } }],
    ['that shows PAUSED on its way', { recycling: { exposesPausing: true } }],
    ['that shows the new instance early', { recycling: { instanceIdMeanwhile: 'new' as const } }],
    ['that shows no instance meanwhile', { recycling: { instanceIdMeanwhile: 'empty' as const } }],
    ['that the list shows late', { recycling: { lagMs: 150 } }],
    ['whose values are null, with other time stamps', { answers: { missing: 'null', timestamps: '+0000' } as const }],
    ['while the gateway fails', { faults: [{ kind: 'html', route: listRoute, nth: 4, times: 2 }] as const }],
    [
      'while Spot denies the token',
      { faults: [{ kind: 'unauthorized', route: listRoute, nth: 4, times: 4 }] as const },
    ],
  ])('verifies one %s', async (_, scenario) => {
    await simulate({ ...scenario } as ScenarioInput);
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-1']);
    expect(simulator.maxOut()).toBe(1);
  });

  it.each([
    ['in ERROR', { outcome: 'error' as const }, 'recycle-error', 'InsufficientInstanceCapacity'],
    ['PAUSED', { outcome: 'paused' as const }, 'recycle-paused', 'rolled back to paused'],
    ['deallocated', { outcome: 'deallocated' as const }, 'recycle-deallocated', ''],
    ['no longer listed', { outcome: 'vanished' as const }, 'instance-vanished', ''],
    ['on another image', { imageAfter: 'ami-x' }, 'image-not-target', ''],
    ['at another address', { changesAddress: true }, 'address-changed', ''],
    ['on other volumes', { changesVolumes: true }, 'volumes-changed', ''],
  ])('fails when the instance ends %s, with the log lines of Spot', async (_, recycling, code, line) => {
    await simulate({ recycling });
    const { exitCode, document, stderr } = await recycle('ssi-1');
    expect(exitCode).toBe(1);
    expect(document.error).toMatchObject({ code, hint: expect.any(String) });
    expect(stderr).toContain(document.error.message);
    const log = (document.error.findings ?? []).filter((finding: { code: string }) => finding.code === 'spot-log');
    expect(JSON.stringify(log)).toContain(line);
    expect(requested()).toEqual(['ssi-1']);
  });

  it.each([
    ['nothing happens', 'unchanged' as const],
    ['it never ends', 'stuck' as const],
  ])('gives up after the timeout when %s, and requests nothing else', async (_, outcome) => {
    await simulate({ recycling: { outcome } });
    expect(await recycle('ssi-1', '--timeout', '600ms')).toMatchObject({
      exitCode: 1,
      document: { error: { code: 'recycle-timeout' } },
    });
    const other = await recycle('ssi-2', '--timeout', '100ms');
    // Too short for the end of that recycle, and for the quiet period before the first request.
    expect([2, 3]).toContain(other.exitCode);
    expect(requested()).toEqual(['ssi-1']);
  });

  it('does not request again when the answer of an accepted request is lost', async () => {
    await simulate({ faults: [{ kind: 'reset', route: recycleRoute, accepted: true }] });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('requests again once it is certain that a lost request was not accepted', async () => {
    await simulate({ faults: [{ kind: 'reset', route: recycleRoute }] });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    const sent = simulator.requests.filter(({ route }) => route === recycleRoute).map(({ at }) => at);
    expect(sent).toHaveLength(2);
    expect(sent[1]! - sent[0]!).toBeGreaterThanOrEqual(12 * 20);
    expect(simulator.maxOut()).toBe(1);
  });

  it('leaves no record when Spot refuses the request', async () => {
    await simulate({ faults: [{ kind: 'unauthorized', route: recycleRoute }] });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 5, document: { error: { code: expect.any(String) } } });
    const { stderr, document } = await recycle('ssi-2');
    expect(document).toMatchObject({ changed: true });
    expect(stderr).not.toContain('waiting for its result');
  });

  it('recycles by launch time and then finds nothing due', async () => {
    await simulate({ groups: [{ ...zookeeper, instances: [{ id: 'ssi-1', launchedAt: '2020-01-01T00:00:00Z' }] }] });
    expect(await recycle('ssi-1')).toMatchObject({ document: { changed: false } });
    const since = ['--since', '2021-01-01T00:00:00Z'];
    expect(await recycle('ssi-1', ...since)).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(await recycle('ssi-1', ...since)).toMatchObject({ exitCode: 0, document: { changed: false } });
  });
});

describe('recycle refuses', () => {
  it.each<[string, string[], string]>([
    ['a group that nobody knows', ['--esg', 'zoo-keeper'], 'group-unknown'],
    ['an instance that nobody knows', ['--id', 'ssi-9'], 'instance-unknown'],
    ['a time that is none', ['--since', 'soon'], 'since-invalid'],
    ['a pause that is none', ['--poll-interval', '0'], 'duration-invalid'],
  ])('%s', async (_, args, code) => {
    await simulate();
    expect(await recycle('ssi-1', ...args)).toMatchObject({ exitCode: 2, document: { error: { code, exitCode: 2 } } });
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('a wrong token', async () => {
    await simulate();
    const result = await run(recycleArguments('ssi-1'), { SPOTINST_TOKEN: 'wrong' });
    expect(result).toMatchObject({ exitCode: 5, document: { error: { exitCode: 5 } } });
  });

  it('while an instance of another group of the cluster is out', async () => {
    await simulate({ groups: [zookeeper, { id: 'sig-zk2', instances: [{ id: 'ssi-9', state: 'PAUSED' }] }] });
    writeConfig({ zk: ['sig-zk*'] });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 3, document: { error: { code: 'other-not-active' } } });
    expect(requested()).toEqual([]);
  });
});
