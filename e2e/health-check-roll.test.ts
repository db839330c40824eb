import { createServer } from 'node:net';
import { join } from 'node:path';
import type { FaultInput } from '@esg-recycler/spot-simulator';
import { describe, expect, it } from '@jest/globals';
import { freePort } from './support/free-port.ts';
import { type RollSite, startRollSite } from './support/roll-site.ts';
import {
  addresses,
  group,
  recycleRoute,
  gateVariables,
  asArguments,
  noting,
  closing,
  read,
  linesOf,
} from './support/health-check.ts';
import { untilShown } from './support/until-shown.ts';

const args = ['--esg', 'sig-kafka', '--poll-interval', '50ms', '--timeout', '20s'];

describe('a roll through the gate of its cluster', () => {
  let site: RollSite;
  const open = async (faults: FaultInput[] = []) => {
    site = await startRollSite({ groups: [group], faults });
    closing.push(() => site.stop());
    return { variables: gateVariables(site.folder), notes: join(site.folder, 'notes') };
  };
  const touched = () => site.simulator.requests.filter(({ method }) => method !== 'GET');
  const suspended = () => [...site.simulator.cloud.group('sig-kafka').suspensions.keys()];
  const runFile = (name: string) => read(join(site.runs().at(-1) ?? '', name));
  const ledger = () => JSON.parse(runFile('ledger.json')) as { instances: { ssi: string; state: string }[] };

  it('recycles the leader last, drains each, and reports who is deferred', async () => {
    const { variables, notes } = await open();
    site.write('leader', addresses[0]);
    const hooks = Object.fromEntries(
      ['before', 'drain', 'undrain', 'after'].map((what) => [
        `esg_recycle_${what}_tasks`,
        site.write(`${what}.yml`, noting(what, notes)),
      ]),
    );
    const limit = ['--limit', 'ssi-1', 'ssi-2'];
    const given = [...args, ...limit, '--', ...asArguments({ ...variables, ...hooks })];
    const { exitCode, stdout, stderr } = await site.run(given);
    expect(stderr).toContain('ssi-1  deferred: ssi-2 goes first');
    expect(stderr).toContain('ssi-2  drain started');
    expect(stdout).not.toContain('no-cluster-gate');
    expect(stdout).toContain('2 done, 1 skipped, 0 failed, 0 pending');
    expect(exitCode).toBe(0);
    expect(site.requested()).toEqual(['ssi-2', 'ssi-1']);
    expect(site.simulator.maxOut()).toBe(1);
    expect(linesOf(notes)).toEqual(
      ['ssi-2', 'ssi-1'].flatMap((ssi) => ['before', 'drain', 'after'].map((what) => `${what} ${ssi}`)),
    );
    const checks = linesOf(join(site.folder, 'checks'));
    for (const address of addresses.slice(0, 2)) {
      expect(checks.filter((evaluate) => evaluate === `after ${address}`)).toHaveLength(3);
    }
  }, 120_000);

  it('stops before any change when every node claims to lead', async () => {
    const { variables } = await open();
    site.write('leader', 'anybody');
    const given = [...args, '--limit', 'ssi-1', 'ssi-2', '--', ...asArguments(variables)];
    const { exitCode, stderr } = await site.run(given);
    expect(stderr).toContain('The leader keeps changing: ');
    expect(exitCode).toBe(3);
    expect(ledger().instances.map(({ state }) => state)).toEqual(['deferred', 'deferred', 'skipped']);
    expect([site.requested(), suspended()]).toEqual([[], []]);
  });

  it('does not start while a health check fails, and names the rule', async () => {
    const { variables } = await open();
    site.write('failing', '2 of 9 partitions are not in sync');
    const given = [...args, '--limit', 'ssi-2', '--', ...asArguments(variables)];
    const found = /block command-succeeds: .*2 of 9 partitions are not in sync/;
    const planned = await site.run(['plan', ...given]);
    expect(planned.stdout).toMatch(found);
    expect(planned.exitCode).toBe(3);
    const refused = await site.run(given);
    expect(refused.stdout).toMatch(found);
    expect(refused.exitCode).toBe(3);
    expect(touched()).toEqual([]);
  });

  it('does not start until all of several health checks pass', async () => {
    const { variables } = await open();
    const { esg_recycle_health: kind, esg_recycle_health_options: options, ...others } = variables;
    const port = await freePort(addresses);
    const checks = [
      { kind, options },
      { kind: 'tcp', options: { ports: [port] } },
    ];
    const limited = [...args, '--limit', 'ssi-2', '--'];
    const roll = (...more: string[]) => [
      ...more,
      ...limited,
      ...asArguments({ ...others, esg_recycle_health: checks }),
    ];
    const failing = await site.run(roll('plan'));
    expect(failing.stdout).toMatch(/block ports-answer: 127\.0\.4\.1: /);
    expect(failing.stdout).not.toContain('command-succeeds');
    expect(failing.exitCode).toBe(3);
    for (const address of addresses) {
      const server = createServer((socket) => socket.end()).listen(port, address);
      closing.push(() => void server.close());
    }
    const rolled = await site.run(roll('--yes'));
    expect(rolled.stderr).toContain('ssi-2  finished');
    expect(rolled.exitCode).toBe(0);
  }, 120_000);

  it('undoes the drain and restores the cluster when its recycle is refused, and stops', async () => {
    const { variables, notes } = await open([{ kind: 'unauthorized', route: recycleRoute, times: 9 }]);
    const hooks = {
      esg_recycle_drain_tasks: site.write('drain.yml', noting('drain', notes)),
      esg_recycle_undrain_tasks: site.write('undrain.yml', noting('undrain', notes)),
    };
    const { exitCode, stderr } = await site.run([...args, '--', ...asArguments({ ...variables, ...hooks })]);
    expect(stderr).toMatch(/^recycle-runner: Error \([a-z-]+\): ssi-1: PUT .*\/ssi-1\/recycle .*the token is wrong/m);
    expect(exitCode).not.toBe(0);
    expect(linesOf(notes)).toEqual(['drain ssi-1', 'undrain ssi-1']);
    const log = runFile('ansible/1-ssi-1.log');
    expect(log.lastIndexOf('Restore the cluster]')).toBeGreaterThan(log.indexOf('fatal: '));
    expect(runFile('ansible/restore-1.log')).toContain('Restore the cluster');
    expect(site.requested()).toEqual([]);
  });

  it('undoes the drain and restores the cluster after a stop during the drain', async () => {
    const { variables, notes } = await open();
    // The drain lasts until the stop is requested.
    const drain = `${noting('drain', notes).trimEnd()}; until ls ${site.state}/runs/*/stop; do sleep 0.1; done\n`;
    const hooks = {
      esg_recycle_drain_tasks: site.write('drain.yml', drain),
      esg_recycle_undrain_tasks: site.write('undrain.yml', noting('undrain', notes)),
    };
    const rolling = site.start([...args, '--', ...asArguments({ ...variables, ...hooks })]);
    await untilShown(rolling, 'drain started');
    rolling.kill('SIGTERM');
    const { exitCode, stdout } = await rolling;
    expect(exitCode).toBe(130);
    expect(stdout).toContain('ssi-1 is unchanged');
    expect(ledger().instances[0]).toMatchObject({ ssi: 'ssi-1', state: 'pending' });
    expect(linesOf(notes)).toEqual(['drain ssi-1', 'undrain ssi-1']);
    expect(runFile('ansible/restore-1.log')).toContain('Restore the cluster');
    expect(site.requested()).toEqual([]);
  });
});
