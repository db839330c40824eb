import { type ScenarioInput, type Simulator, startSimulator } from '@esg-recycler/spot-simulator';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { execa, type ResultPromise } from 'execa';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { node, repository } from './support/executables.ts';

const cli = join(repository, 'packages/spotinst-stateful/src/cli.ts');
const token = 'c0ffee-this-is-the-secret-token';
const recycleRoute = '/aws/ec2/group/{groupId}/statefulInstance/{statefulInstanceId}/recycle';
const listRoute = '/aws/ec2/group/{groupId}/statefulInstance';

const due = (...ids: string[]) => ids.map((id) => ({ id, imageId: 'ami-old' }));
const zookeeper = { id: 'sig-zk', name: 'zoo keeper', image: 'ami-new', instances: due('ssi-1', 'ssi-2', 'ssi-3') };

let folder: string;
let simulator: Simulator;
let running: ResultPromise[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stateful-'));
  running = [];
});

afterEach(async () => {
  for (const child of running) child.kill('SIGKILL');
  await Promise.allSettled(running);
  await simulator.stop();
  rmSync(folder, { recursive: true, force: true });
});

const simulate = async (scenario: ScenarioInput = {}): Promise<void> => {
  simulator = await startSimulator({ organizations: [{ tokens: [token] }], groups: [zookeeper], ...scenario });
};

const environment = (env: Record<string, string> = {}) => ({
  HOME: folder,
  SPOTINST_API_URL: simulator.url,
  SPOTINST_TOKEN: token,
  SPOTINST_ACCOUNT: simulator.accountId,
  ...env,
});

/** Starts the executable from its sources, with a home of its own. */
function start(args: readonly string[], env: Record<string, string> = {}) {
  const options = { cwd: folder, reject: false, extendEnv: false, env: environment(env) } as const;
  const child = execa(node, ['-C', 'source', cli, ...args], options);
  running.push(child);
  return child;
}

async function run(args: readonly string[], env: Record<string, string> = {}) {
  const { stdout, stderr, exitCode } = await start(args, env);
  expect(stdout + stderr).not.toContain(token);
  expect(stderr).not.toContain('    at ');
  return { document: JSON.parse(stdout), stderr, exitCode };
}

const recycleArguments = (ssi: string, ...more: string[]) =>
  `recycle --esg sig-zk --id ${ssi} --poll-interval 20ms --timeout 20s`.split(' ').concat(more);
const recycle = (ssi: string, ...more: string[]) => run(recycleArguments(ssi, ...more));

/** The stateful instances that a recycle was requested for, in order. */
const requested = (): (string | undefined)[] =>
  simulator.requests.filter(({ route }) => route === recycleRoute).map(({ path }) => path.split('/').at(-2));
const isRequested = () => requested().length > 0;

const writeConfig = (clusters: object): void =>
  writeFileSync(join(folder, 'x.spotinst_esg.yml'), JSON.stringify({ plugin: 'spotinst_esg', clusters }));

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

describe('two at once', () => {
  it.each([
    ['of one group', [recycleArguments('ssi-1'), recycleArguments('ssi-2')]],
    ['of two groups of one cluster', [recycleArguments('ssi-1'), [...recycleArguments('ssi-9'), '--esg', 'sig-zk2']]],
  ])('%s: one is refused, and never are two out', async (_, both) => {
    await simulate({ groups: [zookeeper, { ...zookeeper, id: 'sig-zk2', name: 'more', instances: due('ssi-9') }] });
    writeConfig({ zk: ['sig-zk*'] });
    const results = await Promise.all(both.map((args) => run(args)));
    expect(new Set(results.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 4]));
    expect(requested()).toHaveLength(1);
    expect(simulator.maxOut()).toBe(1);
  });
});

describe('an end in the middle', () => {
  const slow = { recycling: { lagMs: 100, durationMs: 1500 } };

  /** Starts a recycle, and ends its process once the request has come in. */
  async function endAfterRequest(signal: 'SIGKILL' | 'SIGINT' | 'SIGTERM') {
    const child = start(recycleArguments('ssi-1'));
    await simulator.waitFor(isRequested);
    child.kill(signal);
    return child;
  }

  it('by SIGKILL after the request: the next run verifies it, requests nothing', async () => {
    await simulate(slow);
    await endAfterRequest('SIGKILL');
    expect(await recycle('ssi-1')).toMatchObject({
      exitCode: 0,
      document: { changed: true, before: { imageId: 'ami-old' }, after: { imageId: 'ami-new' } },
    });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('by SIGKILL after the request: another instance has to wait for it', async () => {
    await simulate(slow);
    await endAfterRequest('SIGKILL');
    expect(await recycle('ssi-2')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-1', 'ssi-2']);
    expect(simulator.maxOut()).toBe(1);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s after the request: it is recorded and verified next time',
    async (signal) => {
      await simulate(slow);
      const { exitCode, stdout } = await endAfterRequest(signal);
      expect(exitCode).toBe(130);
      expect(JSON.parse(stdout).error).toMatchObject({ code: 'stopped', hint: expect.stringContaining('recorded') });

      const inspection = await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-2']);
      expect(inspection.document.findings).toContainEqual(expect.objectContaining({ code: 'recycle-pending' }));
      expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
      expect(requested()).toEqual(['ssi-1']);
    },
  );

  it.each(['SIGINT', 'SIGTERM'] as const)('by %s before the request: nothing is sent', async (signal) => {
    await simulate({ faults: [{ kind: 'hang', route: listRoute }] });
    const child = start(recycleArguments('ssi-1'), { SPOTINST_TIMEOUT: '500ms' });
    await simulator.waitFor(() => simulator.requests.some(({ route }) => route === listRoute));
    child.kill(signal);
    const { exitCode, stdout } = await child;
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'stopped', message: expect.stringContaining('before') });
    expect(simulator.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('resume', () => {
  it('resumes an instance that ended PAUSED; the next run verifies it', async () => {
    await simulate({ recycling: { outcome: 'paused' } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 1, document: { error: { code: 'recycle-paused' } } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 3, document: { error: { code: 'not-active' } } });

    simulator.cloud.setRecycling('ssi-1', { outcome: 'active' });
    const resume = ['resume', '--esg', 'sig-zk', '--id', 'ssi-1', '--poll-interval', '20ms'];
    expect(await run(resume)).toMatchObject({
      exitCode: 0,
      document: { changed: true, before: { state: 'PAUSED' }, after: { state: 'ACTIVE' } },
    });
    expect(await run(resume)).toMatchObject({ exitCode: 0, document: { changed: false } });
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('waits, where nothing is on record, until nothing can be under way', async () => {
    const instances = [{ id: 'ssi-1', state: 'PAUSED' as const }, ...due('ssi-2')];
    await simulate({ groups: [{ ...zookeeper, instances }], recycling: { durationMs: 600 } });
    simulator.cloud.request('ssi-2', 'recycle');
    const args = ['resume', '--esg', 'sig-zk', '--id', 'ssi-1', '--poll-interval', '20ms'];
    const { exitCode, document, stderr } = await run(args);
    expect([exitCode, document.changed]).toEqual([0, true]);
    expect(stderr).toMatch(/no finished run of cluster \S+ is recorded here[^]*ssi-1 resume requested/);
    const resumed = simulator.requests.find(({ path }) => path.endsWith('/resume'));
    const ended = simulator.log.find(
      ({ ssi, what, state }) => ssi === 'ssi-2' && what === 'state' && state === 'ACTIVE',
    );
    expect(ended!.at).toBeLessThan(resumed!.at);
  });

  it('fails when the instance stays PAUSED, with the log lines of Spot', async () => {
    await simulate({
      groups: [{ ...zookeeper, instances: [{ id: 'ssi-1', state: 'PAUSED' }] }],
      recycling: { outcome: 'paused' },
    });
    const { exitCode, document } = await run(['resume', '--esg', 'sig-zk', '--id', 'ssi-1', '--poll-interval', '20ms']);
    expect([exitCode, document.error.code]).toEqual([1, 'resume-failed']);
    expect(JSON.stringify(document.error.findings)).toContain('rolled back to paused');
  });
});

describe('list and inspect', () => {
  it('show what is there and what is due, and change nothing', async () => {
    await simulate();
    const head = { esg: 'sig-zk', name: 'zoo keeper', cluster: 'sig-zk', target: 'ami-new' };
    expect((await run(['list', '--esg', 'zoo keeper'])).document).toMatchObject({
      ...head,
      instances: ['ssi-1', 'ssi-2', 'ssi-3'].map((id) => ({ id, state: 'ACTIVE', imageId: 'ami-old', due: true })),
    });
    const { privateIp } = simulator.cloud.instance('ssi-1');
    const inspected = { stateful: { id: 'ssi-1' }, due: true, address: privateIp, findings: [] };
    expect((await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-1'])).document).toMatchObject({
      ...head,
      ...inspected,
    });
    expect((await run(['inspect', '--esg', 'sig-zk'])).document).toMatchObject({
      ...head,
      account: simulator.accountId,
      findings: [],
      instances: [inspected, {}, {}],
    });
    expect(simulator.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('do not judge by the image of an instance with a persisted root volume', async () => {
    const persistence = { shouldPersistPrivateIp: true, shouldPersistRootDevice: true };
    await simulate({ groups: [{ ...zookeeper, persistence }] });
    const { document } = await run(['list', '--esg', 'sig-zk']);
    expect(document.instances.map(({ due: isDue }: { due: boolean | null }) => isDue)).toEqual([null, null, null]);
  });

  it('find the address of an instance that persists none', async () => {
    const persistence = { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true };
    await simulate({ groups: [{ ...zookeeper, persistence }] });
    const { document } = await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-1']);
    expect(document).toMatchObject({
      stateful: { privateIp: null },
      address: expect.stringMatching(/^\d+(\.\d+){3}$/),
    });
  });

  it('name every instance of the cluster with its address, those of other groups too', async () => {
    const persistence = { shouldPersistPrivateIp: false, shouldPersistBlockDevices: true };
    const other = { ...zookeeper, id: 'sig-zk-b', name: 'zoo keeper b', instances: due('ssi-9'), persistence };
    await simulate({ groups: [zookeeper, other] });
    writeFileSync(join(folder, 'zk.spotinst_esg.yml'), "plugin: spotinst_esg\nclusters:\n  zk: ['zoo keeper*']\n");
    const { document } = await run(['inspect', '--esg', 'sig-zk']);
    expect(document.instances).toHaveLength(3);
    expect(document.members).toHaveLength(4);
    expect(document.members.at(-1)).toMatchObject({
      esg: 'sig-zk-b',
      stateful: { id: 'ssi-9', privateIp: null },
      address: expect.stringMatching(/^\d+(\.\d+){3}$/),
    });
  });

  it('show that a recycled instance awaits its check, until that has passed', async () => {
    await simulate();
    const inspect = async () => (await run(['inspect', '--esg', 'sig-zk', '--id', 'ssi-1'])).document.awaitsGate;
    const passed = async () => (await run(['passed', '--esg', 'sig-zk', '--id', 'ssi-1'])).document.awaited;
    expect(await inspect()).toBe(false);
    await run(recycleArguments('ssi-1'));
    expect(await inspect()).toBe(true);
    expect([await passed(), await passed()]).toEqual([true, false]);
    expect(await inspect()).toBe(false);
  });
});

describe('lease', () => {
  /** A process that does nothing until it is ended. */
  const startOwner = () => spawn(node, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });

  async function hold(pid: number | undefined) {
    const child = start(['lease', 'hold', '--esg', 'sig-zk', '--owner', String(pid)]);
    const [line] = await once(child.stdout, 'data');
    return { child, ...JSON.parse(String(line)) };
  }

  it('is held for another process, handed down to children, and ends with that process', async () => {
    await simulate();
    const owner = startOwner();
    const { child, token: lease } = await hold(owner.pid);
    const again = await run(['lease', 'hold', '--esg', 'sig-zk', '--owner', String(owner.pid)]);
    expect(again).toMatchObject({ exitCode: 0, document: { token: lease } });

    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 4, document: { error: { code: 'lease-held' } } });
    const handedDown = await run(recycleArguments('ssi-1'), { ESG_RECYCLER_LEASE: lease });
    expect(handedDown).toMatchObject({ exitCode: 0, document: { changed: true } });
    expect((await run(['lease', 'show', '--esg', 'sig-zk'])).document.leases).toMatchObject([
      { groups: ['sig-zk'], owner: { pid: owner.pid }, isGood: true },
    ]);

    owner.kill('SIGKILL');
    await once(owner, 'exit');
    expect((await child).exitCode).toBe(0);
    expect((await run(['lease', 'show', '--esg', 'sig-zk'])).document.leases).toEqual([]);
    const orphan = await run(recycleArguments('ssi-2'), { ESG_RECYCLER_LEASE: lease });
    expect(orphan).toMatchObject({ exitCode: 4, document: { error: { code: 'lease-lost' } } });
    expect(requested()).toEqual(['ssi-1']);
  });

  it('is released by whoever has its token, and by SIGTERM', async () => {
    await simulate();
    const { child, token: lease } = await hold(process.pid);
    const released = await run(['lease', 'release', '--esg', 'sig-zk'], { ESG_RECYCLER_LEASE: lease });
    expect(released).toMatchObject({ exitCode: 0, document: { released: true } });
    child.kill('SIGTERM');
    expect((await child).exitCode).toBe(0);

    const second = await hold(process.pid);
    second.child.kill('SIGTERM');
    expect((await second.child).exitCode).toBe(0);
    expect(await recycle('ssi-1')).toMatchObject({ exitCode: 0, document: { changed: true } });
  });

  it('is not held for a process that does not exist', async () => {
    await simulate();
    const owner = startOwner();
    owner.kill('SIGKILL');
    await once(owner, 'exit');
    const result = await run(['lease', 'hold', '--esg', 'sig-zk', '--owner', String(owner.pid)]);
    expect(result).toMatchObject({ exitCode: 2, document: { error: { code: 'owner-gone' } } });
  });
});
