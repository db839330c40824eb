import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { describe, expect, it } from '@jest/globals';
import { endProcessesWith } from './support/processes.ts';
import {
  ids,
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
  isRequested,
  windows,
} from './support/replace-root-site.ts';

/** The phase of a recycle when its process is killed: the faults that hold it there, and how to detect the phase. */
const moments: [string, ScenarioInput, () => boolean][] = [
  [
    'before it is turned off',
    { faults: [{ kind: 'hang', method: 'PUT', route: groupRoute }] },
    () => changes().length === 1,
  ],
  ['once it is turned off', { latencyMs: 30 }, () => windows().length === 1],
  [
    'before the recycle takes effect',
    { faults: [{ kind: 'hang', route: recycleRoute }] },
    () => site.simulator.requests.some(({ route }) => route === recycleRoute),
  ],
  ['once the recycle is accepted', { recycling: { lagMs: 300 } }, isRequested],
  [
    'before it is turned on again',
    { faults: [{ kind: 'hang', method: 'PUT', route: groupRoute, nth: 2 }] },
    () => changes().length === 2,
  ],
  [
    'once it is turned on again',
    { faults: [{ kind: 'hang', method: 'PUT', route: groupRoute, nth: 2, accepted: true }] },
    () => changes()[1]?.performed === true,
  ],
];

/** The command after a kill, and its expected result. */
const sequels: [string, () => ReturnType<typeof ended>, object][] = [
  ['the same again', () => recycle('ssi-1'), { changed: true }],
  ['recover', () => recover(), { left: [] }],
];

describe('a recycle that is killed', () => {
  it.each(
    moments.flatMap(([when, ...moment]) =>
      sequels.map(([then, ...sequel]) => [when, then, ...moment, ...sequel] as const),
    ),
  )('%s, then %s: nothing is lost or done twice', async (_, _then, scenario, isThere, sequel, document) => {
    await open(scenario);
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(isThere);
    child.kill('SIGKILL');
    await child;

    expect(await sequel()).toMatchObject({ exitCode: 0, document });
    expect(persistence()).toEqual(everything);

    for (const ssi of ids) expect((await recycle(ssi)).exitCode).toBe(0);
    expect(site.requested().toSorted()).toEqual(ids);
    expect([images(), persistence()]).toEqual([['ami-new', 'ami-new', 'ami-new'], everything]);
    expect(windows().every((during) => during.length <= 1)).toBe(true);
    expect(site.simulator.maxOut()).toBe(1);
  });

  it('is awaited by the next run, which first restores root persistence', async () => {
    await open({ recycling: { durationMs: 1000 } });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(isRequested);
    child.kill('SIGKILL');
    await child;
    expect(await recycle('ssi-2')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect([windows(), persistence()]).toEqual([[['ssi-1'], ['ssi-2']], everything]);
    expect(await recycle('ssi-1')).toMatchObject({ document: { changed: false } });
    expect(site.simulator.maxOut()).toBe(1);
  });
});

describe('a roll that is killed with all that it started', () => {
  it('is completed by the next run, which requests nothing', async () => {
    await open({ faults: [{ kind: 'hang', method: 'PUT', route: groupRoute, nth: 2 }] });
    const args = ['--esg', 'sig-kafka', '--limit', 'ssi-1', '--replace-root', '--poll-interval', '50ms'];
    const rolling = site.start(args);
    await site.simulator.waitFor(() => changes().length === 2);
    await endProcessesWith(`ESG_STATE_DIR=${site.environment['ESG_STATE_DIR']}`);
    await rolling;
    expect(persistence()).toMatchObject({ shouldPersistRootDevice: false });

    const { stdout, exitCode } = await site.run(args);
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('recycled, health check pending')]);
    expect([persistence(), images()[0], site.requested()]).toEqual([everything, 'ami-new', ['ssi-1']]);
  });
});
