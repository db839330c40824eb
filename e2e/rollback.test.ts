import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Ledger } from '@esg-recycler/esg-store';
import type { ScenarioInput } from '@esg-recycler/spot-simulator';
import { node, repository } from './support/executables.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';

const ids = ['ssi-1', 'ssi-2', 'ssi-3'];
const instances = ids.map((id, index) => ({ id, privateIp: `127.0.6.${index + 1}`, imageId: 'ami-old' }));
const group = { id: 'sig-kafka', name: 'kafka', image: 'ami-old', instances };
const times = ['--poll-interval', '50ms', '--timeout', '30s'];
const args = ['--esg', 'kafka', ...times];
const groupRoute = '/aws/ec2/group/{groupId}';

let site: RollSite;
afterEach(() => site.stop());

const begin = async (scenario: ScenarioInput = {}): Promise<void> => {
  site = await startRollSite({ groups: [group], ...scenario });
};
const run = async (...given: string[]) => {
  const { exitCode, stdout, stderr } = await site.run(given);
  return { exitCode, stdout, stderr, output: stdout + stderr };
};
const imageOf = (id = 'sig-kafka'): unknown =>
  Object(Object(site.simulator.cloud.group(id).document['compute']).launchSpecification).imageId;
const images = (): string[] => ids.map((id) => site.simulator.cloud.instance(id).imageId);
const freeze = (tagValue: string): void =>
  site.simulator.cloud.updateGroup('sig-kafka', {
    compute: { launchSpecification: { tags: [{ tagKey: 'esg-recycler/freeze', tagValue }] } },
  });
const updates = (): number =>
  site.simulator.requests.filter(
    ({ method, route, performed }) => method === 'PUT' && route === groupRoute && performed,
  ).length;
const ledgerOf = (folder = site.runs().at(-1) ?? ''): Ledger =>
  JSON.parse(readFileSync(join(folder, 'ledger.json'), 'utf8')) as Ledger;
const lastRun = (): string => ledgerOf().run;
const baking = async (): Promise<void> => {
  await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').imageId === 'ami-new', 60_000);
  while (ledgerOf().canary?.bakingSince === undefined) await new Promise((resolve) => setTimeout(resolve, 50));
};
/** The health check fails while the file `failing` exists. */
const gate = (): string[] => [
  '--',
  '-e',
  JSON.stringify({
    esg_recycle_health: 'command',
    esg_recycle_health_options: { command: [node, join(repository, 'e2e/support/gate.mjs'), site.folder] },
    esg_recycle_check_count: 1,
    esg_recycle_check_interval: '50ms',
    esg_recycle_gate_timeout: '1s',
  }),
];

describe('run --image', () => {
  it('sets the image after the plan, reads it back, and rolls to it', async () => {
    await begin({ answers: { groupLagMs: 300 } });
    const planned = await run('plan', ...args, '--image', 'ami-new');
    expect(planned.stdout).toContain('Target image: ami-new (the group has ami-old; the run sets it)');
    expect([planned.exitCode, updates()]).toEqual([0, 0]);
    const { exitCode, stderr } = await run(...args, '--image', 'ami-new');
    expect(stderr).toMatch(/setting the image ami-new \(was ami-old\)[^]*the image is ami-new[^]*ssi-1 {2}started/);
    expect([exitCode, imageOf(), updates()]).toEqual([0, 'ami-new', 1]);
    expect(images()).toEqual(['ami-new', 'ami-new', 'ami-new']);
    expect(ledgerOf().before).toEqual({ 'sig-kafka': { group: 'ami-old', instances: ['ami-old'], isSet: true } });
  });

  it('leaves the image alone until the first instance is approved', async () => {
    await begin();
    const waiting = site.start([...args, '--image', 'ami-new', '--approve', 'each', '--limit', 'ssi-1']);
    let said = '';
    waiting.stderr?.on('data', (chunk: Buffer) => (said += String(chunk)));
    while (!said.includes('waiting for approval of ssi-1')) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(updates()).toBe(0);
    expect((await run('approve')).exitCode).toBe(0);
    expect((await waiting).stderr).toMatch(/approved by [^]*setting the image ami-new[^]*ssi-1 {2}started/);
    expect([updates(), site.requested()]).toEqual([1, ['ssi-1']]);
  });

  it('continues after a kill between the update and the first recycle', async () => {
    await begin();
    const killed = site.start([...args, '--image', 'ami-new']);
    await site.simulator.waitFor(() => updates() === 1, 60_000);
    killed.kill('SIGKILL');
    await killed;
    expect(site.requested()).toEqual([]);
    const recovered = await run('recover', ...args.slice(0, 2), ...times);
    expect(recovered.stdout).toContain('a change of the image of sig-kafka to ami-new was requested at');
    expect(recovered.stdout).toMatch(/the image of sig-kafka was changed by run \S+ from ami-old to ami-new/);
    expect(recovered.exitCode).toBe(0);
    const { exitCode } = await run(...args, '--image', 'ami-new');
    expect([exitCode, updates(), images()]).toEqual([0, 1, ['ami-new', 'ami-new', 'ami-new']]);
  });

  it('reads the image back when the response to the update is lost', async () => {
    await begin({ faults: [{ kind: 'reset', method: 'PUT', route: groupRoute, accepted: true }] });
    const { exitCode, stderr } = await run(...args, '--image', 'ami-new');
    expect(stderr).toContain('but the response was lost');
    expect([exitCode, updates(), images()]).toEqual([0, 1, ['ami-new', 'ami-new', 'ami-new']]);
  });

  it('stops by name when one of several groups refuses the image', async () => {
    const [first, second, third] = instances;
    site = await startRollSite({
      groups: [
        { ...group, id: 'sig-a', name: 'kafka-a', instances: [first!] },
        { ...group, id: 'sig-b', name: 'kafka-b', instances: [second!, third!] },
      ],
    });
    site.write(
      'site.spotinst_esg.yml',
      `${readFileSync(join(site.folder, 'site.spotinst_esg.yml'), 'utf8')}clusters:\n  kafka: [sig-a, sig-b]\n`,
    );
    site.simulator.fail({ kind: 'unauthorized', method: 'PUT', route: groupRoute, path: 'sig-b' });
    const { exitCode, output } = await run('--cluster', 'kafka', ...times, '--image', 'ami-new');
    expect(output).toContain('Cannot set the image ami-new on sig-b');
    expect(output).toContain('No instance was recycled: sig-a has ami-new, sig-b has ami-old');
    expect(output).toContain(`rollback ${lastRun()}`);
    expect([exitCode, site.requested()]).toEqual([1, []]);
    const again = await run('--cluster', 'kafka', ...times, '--image', 'ami-new');
    expect([again.exitCode, imageOf('sig-a'), imageOf('sig-b')]).toEqual([0, 'ami-new', 'ami-new']);
    expect(images()).toEqual(['ami-new', 'ami-new', 'ami-new']);
  });
});

describe('rollback', () => {
  it('moves what a failed run changed back, and can itself be rolled back', async () => {
    await begin();
    const failed = await run(...args, '--image', 'ami-new', '--limit', 'ssi-1');
    expect(failed.exitCode).toBe(0);
    const first = lastRun();
    const planned = await site.startUnconfirmed(['rollback', first, ...times]);
    expect(planned.stdout).toContain(`Rollback of run ${first}`);
    expect(planned.stdout).toContain('Target image: ami-old (the group has ami-new; the run sets it)');
    expect(planned.exitCode).toBe(2);
    const { exitCode, stdout } = await run('rollback', 'last', ...times);
    expect(stdout).toContain('1 of 3 instances to recycle');
    expect([exitCode, imageOf(), images()]).toEqual([0, 'ami-old', ['ami-old', 'ami-old', 'ami-old']]);
    expect(site.requested()).toEqual(['ssi-1', 'ssi-1']);
    expect(ledgerOf().rollbackOf).toBe(first);

    const back = await run('rollback', lastRun(), ...times);
    expect([back.exitCode, imageOf(), images()]).toEqual([0, 'ami-new', ['ami-new', 'ami-old', 'ami-old']]);
  });
});

describe('run --canary', () => {
  it('does not start the canary again after a kill during the bake', async () => {
    await begin({ groups: [{ ...group, image: 'ami-new' }] });
    const given = [...args, '--canary', '1', '--bake', '8s'];
    const killed = site.start(given);
    await baking();
    const since = ledgerOf().canary?.bakingSince;
    killed.kill('SIGKILL');
    await killed;
    expect(site.requested()).toEqual(['ssi-1']);
    const { exitCode, stdout, stderr } = await run(...given);
    expect(stdout).toMatch(/Canary: ssi-1, recycled in an earlier run; health checks until \S+Z, then the rest/);
    expect(stderr).toMatch(/canary: the cluster stayed healthy, continuing[^]*ssi-2 {2}started/);
    expect([exitCode, site.requested()]).toEqual([0, ids]);
    expect(ledgerOf().canary).toMatchObject({ done: ['ssi-1'], bakingSince: since, bakedAt: expect.any(String) });
  });

  it('ends when a check fails during the bake, also while it is frozen', async () => {
    await begin({ groups: [{ ...group, image: 'ami-new' }] });
    const rolling = site.start([...args, '--canary', '1', '--bake', '8s', ...gate()]);
    await site.simulator.waitFor(() => site.simulator.cloud.instance('ssi-1').imageId === 'ami-new', 60_000);
    // A freeze does not stop the bake, and does not hide its checks.
    freeze('Black Friday');
    await baking();
    site.write('failing', '3 under-replicated partitions');
    const { exitCode, stdout, stderr } = await rolling;
    expect(stderr).toMatch(/A health check failed after the canary \(ssi-1\): [^]*3 under-replicated partitions/);
    expect(stdout).toContain(`rollback ${lastRun()}`);
    expect([exitCode, site.requested()]).toEqual([1, ['ssi-1']]);
    expect(ledgerOf().canary?.bakingSince).toBeUndefined();
  });
});
