import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { endProcessesWith } from '../../support/processes.ts';
import { untilNothingIsWrong } from '../until.ts';
import { allocationIn, readSettings } from './allocation.ts';
import { createIndex } from './load.ts';
import type { WrittenCluster } from './start-written-cluster.ts';

/** Rolls all instances in this order. Verifies that all are done, nothing is lost and the settings are restored. */
export async function finish(
  { place, nodes, ssis, settings, load, versionOf, versions, startRoll }: WrittenCluster,
  order: readonly string[],
  args: readonly string[] = [],
): Promise<string> {
  const before = place.requested();
  const { exitCode, stdout, stderr } = await startRoll(args);
  expect(stderr).not.toMatch(/^recycle-runner: /m);
  expect(exitCode).toBe(0);
  expect(place.requested()).toEqual([...before, ...order]);
  expect(place.simulator.maxOut()).toBe(1);
  expect(ssis.map(versionOf)).toEqual(ssis.map(() => versions[1]));
  expect(await readSettings(nodes)).toEqual(settings);
  expect(await load.stop()).toMatchObject({ lost: [] });
  return stdout;
}

/** An index without replicas fails the health check by name, until it is overridden. Returns the runner's report. */
export async function verifyRefusal(cluster: WrittenCluster, reason: string): Promise<string> {
  const { nodes, place, others, manager, settings, startRoll, untilHealthy } = cluster;
  await createIndex(nodes, 'lonely', 0);
  await untilHealthy();

  const refused = await startRoll();
  expect(refused.stdout).toMatch(/block index-replicas: Index lonely has no replicas/);
  expect(refused.exitCode).toBe(3);
  expect(place.requested()).toEqual([]);
  expect(await readSettings(nodes)).toEqual(settings);

  const done = await finish(cluster, [...others, manager], ['--override', `index-replicas=${reason}`]);
  const ledger = readFileSync(join(place.runs().at(-1)!, 'ledger.json'), 'utf8');
  expect(JSON.parse(ledger)).toMatchObject({ overrides: [{ rule: 'index-replicas', reason }] });
  return done;
}

/** After a kill between the preparation of the cluster and the recycle, the next roll restores it. Returns its report. */
export async function verifyPutBack(cluster: WrittenCluster, limitMs: number): Promise<string> {
  const { nodes, place, others, manager, settings, startRoll } = cluster;
  const drained = join(place.folder, 'drained');
  const forEver = `- name: Drain for ever\n  ansible.builtin.shell: touch ${drained} && sleep 3600\n`;
  const rolling = startRoll([], { esg_recycle_drain_tasks: place.write('drain.yml', forEver) });
  await untilNothingIsWrong(async () => (existsSync(drained) ? undefined : 'nothing is drained'), limitMs);
  await endProcessesWith(`ESG_STATE_DIR=${place.environment['ESG_STATE_DIR']}`);
  await rolling;
  expect(place.processes()).toEqual([]);
  const left = await readSettings(nodes);
  expect(allocationIn(left)).toBe('primaries');
  expect(left).not.toEqual(settings);
  expect(place.requested()).toEqual([]);

  return finish(cluster, [...others, manager]);
}
