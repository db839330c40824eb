import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { afterEach, describe, expect, it } from '@jest/globals';
import { execa } from 'execa';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { node, repository } from './support/executables.ts';
import { endProcessesWith } from './support/processes.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const ids = ['ssi-1', 'ssi-2', 'ssi-3'];
const groupRoute = '/aws/ec2/group/{groupId}';
const recycleRoute = `${groupRoute}/statefulInstance/{statefulInstanceId}/recycle`;

const everything = {
  shouldPersistPrivateIp: true,
  shouldPersistBlockDevices: true,
  shouldPersistRootDevice: true,
  blockDevicesMode: 'reattach',
};
const kafka = {
  id: 'sig-kafka',
  image: 'ami-new',
  persistence: everything,
  instances: ids.map((id, index) => ({
    id,
    privateIp: `127.0.1.${91 + index}`,
    imageId: `ami-auto-${index}`,
    devices: [
      { deviceName: '/dev/xvda', volumeId: `vol-root-${index}` },
      { deviceName: '/dev/xvdx', volumeId: `vol-data-${index}` },
    ],
  })),
};

let site: RollSite;
afterEach(() => site.stop());

const open = async (scenario: ScenarioInput = {}): Promise<void> => {
  site = await startRollSite({ groups: [kafka], ...scenario });
};

/** Starts an executable from its sources. */
const start = (name: string, args: readonly string[]) =>
  execa(node, ['-C', 'source', join(repository, 'packages', name, 'src/cli.ts'), ...args], {
    cwd: site.folder,
    reject: false,
    extendEnv: false,
    env: site.environment,
  });

const limits = ['--poll-interval', '20ms', '--timeout', '20s'];
const startRecycle = (ssi: string, ...more: string[]) =>
  start('spotinst-stateful', ['recycle', '--esg', 'sig-kafka', '--id', ssi, '--replace-root', ...limits, ...more]);

async function ended(child: ReturnType<typeof start>) {
  const { stdout, stderr, exitCode } = await child;
  expect(stderr).not.toContain('    at ');
  return { document: JSON.parse(stdout), stderr, exitCode };
}
const recycle = (ssi: string, ...more: string[]) => ended(startRecycle(ssi, ...more));
const recover = () => ended(start('recycle-runner', ['recover', '--esg', 'sig-kafka', '--json', ...limits]));

const persistence = () =>
  (site.simulator.cloud.group('sig-kafka').document['strategy'] as Record<string, unknown>)['persistence'];
const images = () => ids.map((id) => site.simulator.cloud.instance(id).imageId);
const rootVolumes = () => ids.map((id) => site.simulator.cloud.instance(id).devices[0]?.volumeId);
const changes = () => site.simulator.requests.filter(({ method, route }) => method === 'PUT' && route === groupRoute);
const codesOf = (findings: { code: string }[]) => findings.map(({ code }) => code);
const isRequested = () => site.requested().length > 0;

/** Each period without persisted root volumes, with the instances of the requests in that period. */
function windows(): string[][] {
  const found: string[][] = [];
  let current: string[] | undefined;
  for (const { what, ssi, detail } of site.simulator.log) {
    if (detail?.includes('"shouldPersistRootDevice":false')) found.push((current = []));
    else if (detail?.includes('"shouldPersistRootDevice":true')) current = undefined;
    else if (what === 'accepted' && current) current.push(String(ssi));
    else if (what === 'accepted') found.push([`${ssi} at another time`]);
  }
  return found;
}

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

describe('recover', () => {
  it('has nothing to do without changes, and reports what has no record', async () => {
    await open();
    site.simulator.cloud.suspend('sig-kafka', new Map([['SCHEDULING', Date.now() + 3_600_000]]));
    const { exitCode, document } = await recover();
    expect([exitCode, document.found, document.done, document.left]).toEqual([0, [], [], []]);
    expect(document.unrecorded).toMatchObject([{ code: 'suspension-unrecorded', subject: 'sig-kafka' }]);
    expect(site.simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('reports what it cannot restore, and nothing is requested meanwhile', async () => {
    await open({ latencyMs: 20 });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(() => windows().length === 1);
    child.kill('SIGKILL');
    await child;

    site.simulator.fail({ kind: 'unauthorized', method: 'PUT', route: groupRoute, times: 99 });
    const { exitCode, document } = await recover();
    expect([exitCode, codesOf(document.left)]).toEqual([1, ['root-not-restored', 'fence-open']]);
    const text = await start('recycle-runner', ['recover', '--esg', 'sig-kafka', ...limits]);
    expect([text.exitCode, text.stdout]).toEqual([1, expect.stringContaining('Left to do:')]);
    expect(await recycle('ssi-2')).toMatchObject({ exitCode: 1, document: { error: { code: 'root-not-restored' } } });
    expect(site.requested()).toEqual([]);
  });

  it('does not wait: a lease of another process is exit code 4', async () => {
    await open({ recycling: { durationMs: 2000 } });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(isRequested);
    expect(await recover()).toMatchObject({ exitCode: 4, document: { error: { code: 'lease-held' } } });
    expect((await child).exitCode).toBe(0);
  });

  it('names what cannot be determined once the store is deleted', async () => {
    await open({ latencyMs: 20 });
    const child = startRecycle('ssi-1');
    await site.simulator.waitFor(() => windows().length === 1);
    child.kill('SIGKILL');
    await child;
    rmSync(String(site.environment['ESG_STATE_DIR']), { recursive: true });
    const { exitCode, document } = await recover();
    expect([exitCode, document.found]).toEqual([0, []]);
    expect(codesOf(document.unrecorded)).toContain('root-not-persisted');
  });
});
