import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { endProcessesWith } from '../../support/processes.ts';
import { describeWith } from '../../support/system.ts';
import { spoilings } from '../spoil.ts';
import { untilNothingIsWrong } from '../until.ts';
import { allocationIn, readSettings } from './allocation.ts';
import { createIndex } from './load.ts';
import { startWrittenCluster, type WrittenCluster } from './start-written-cluster.ts';

const limit = 400_000;

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

/** Rolls all of it, in this order, and finds it done, nothing lost, and the settings as they were. */
async function finish(order: readonly string[], args: readonly string[] = []): Promise<string> {
  const { place, addresses, ssis, settings, load, versionOf, startRoll } = cluster;
  const before = place.requested();
  const { exitCode, stdout, stderr } = await startRoll(args);
  expect(stderr).not.toMatch(/^recycle-runner: /m);
  expect(exitCode).toBe(0);
  expect(place.requested()).toEqual([...before, ...order]);
  expect(place.simulator.maxOut()).toBe(1);
  expect(ssis.map(versionOf)).toEqual(['2.19.6', '2.19.6', '2.19.6']);
  expect(await readSettings(addresses)).toEqual(settings);
  expect(await load.stop()).toMatchObject({ lost: [] });
  return stdout;
}

describeWith('java', 'a roll of OpenSearch', () => {
  it(
    'is refused where an index has no replicas, by the name of the rule, and done once somebody speaks for it',
    async () => {
      cluster = await startWrittenCluster();
      const { addresses, place, others, manager, settings, startRoll, untilWhole } = cluster;
      await createIndex(addresses, 'lonely', 0);
      await untilWhole();

      const refused = await startRoll();
      expect(refused.stdout).toMatch(/block index-replicas: Index lonely has no replicas/);
      expect(refused.exitCode).toBe(3);
      expect(place.requested()).toEqual([]);
      expect(await readSettings(addresses)).toEqual(settings);

      const reason = 'nobody reads it at night';
      const done = await finish([...others, manager], ['--override', `index-replicas=${reason}`]);
      expect(done).toContain(`Overridden: index-replicas (${reason})`);
      const ledger = readFileSync(join(place.runs().at(-1)!, 'ledger.json'), 'utf8');
      expect(JSON.parse(ledger)).toMatchObject({ overrides: [{ rule: 'index-replicas', reason }] });
    },
    limit,
  );

  it(
    'is put right by the next when everything was killed between what prepares the cluster and the recycle',
    async () => {
      cluster = await startWrittenCluster();
      const { addresses, place, others, manager, settings, startRoll } = cluster;
      const drained = join(place.folder, 'drained');
      const forEver = `- name: Drain for ever\n  ansible.builtin.shell: touch ${drained} && sleep 3600\n`;
      const rolling = startRoll([], { esg_recycle_drain_tasks: place.write('drain.yml', forEver) });
      await untilNothingIsWrong(async () => (existsSync(drained) ? undefined : 'nothing is drained'), limit);
      await endProcessesWith(`ESG_STATE_DIR=${place.environment['ESG_STATE_DIR']}`);
      await rolling;
      expect(place.processes()).toEqual([]);
      const left = await readSettings(addresses);
      expect(allocationIn(left)).toBe('primaries');
      expect(left).not.toEqual(settings);
      expect(place.requested()).toEqual([]);

      await finish([...others, manager]);
    },
    limit,
  );

  it.each(spoilings)(
    'begins with a node that $what, and brings it to the right image',
    async ({ spoil }) => {
      cluster = await startWrittenCluster();
      const [other, spoilt] = cluster.others;
      await spoil(cluster, spoilt!);
      expect(await finish([spoilt!, other!, cluster.manager])).toContain('3 done, 0 skipped, 0 failed, 0 untouched');
    },
    limit,
  );
});
