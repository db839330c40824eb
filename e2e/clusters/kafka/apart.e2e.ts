import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from '@jest/globals';
import { describeWith } from '../../support/system.ts';
import { kafkaApart } from './kind.ts';
import { startWrittenCluster, type WrittenCluster } from './start-written-cluster.ts';
import { alwaysAvailable, expectNothingLost, seenBeforeEach } from './verify-roll.ts';

const limit = 900_000;

let cluster: WrittenCluster;
afterEach(() => cluster.stop());

describeWith('java', 'a roll of Kafka with controllers apart, in a dynamic quorum', () => {
  it(
    'upgrades brokers, then controllers, active one last, and loses nothing',
    async () => {
      cluster = await startWrittenCluster(undefined, kafkaApart);
      const { place, ssis, versionOf, startRoll } = cluster;
      const { exitCode, stdout, stderr } = await startRoll();
      const seen = await expectNothingLost('controllers apart', cluster);

      expect(stderr).not.toMatch(/^recycle-runner: /m);
      expect(stdout).toContain('6 done, 0 skipped, 0 failed, 0 pending');
      expect(exitCode).toBe(0);
      expect(ssis.map(versionOf)).toEqual(ssis.map(() => '4.4.0'));
      expect(place.requested().slice(0, 3).toSorted()).toEqual(ssis.slice(0, 3));
      expect(place.requested().slice(3).toSorted()).toEqual(ssis.slice(3));
      expect(place.simulator.maxOut()).toBe(1);
      expect(seen).toMatchObject(alwaysAvailable);
      const taken = seenBeforeEach(cluster, seen)
        .slice(0, -1)
        .filter(({ ssi, value }) => ssi === ssis[(value.controller ?? 0) - 1]);
      expect(taken).toEqual([]);
    },
    limit,
  );

  it(
    'stops at once at a controller that lost its vote with its disk',
    async () => {
      cluster = await startWrittenCluster(undefined, kafkaApart);
      const { place, ssis, groups, startRoll } = cluster;
      const [, controllers] = groups as [string, string];
      place.simulator.cloud.setRecycling(controllers, { emptiesData: true });
      const stopped = await startRoll(['--limit', ...ssis.slice(3)]);
      expect(stopped.stderr).toMatch(/controller-quorum: .* has no vote: the vote belongs to the old directory/);
      expect(stopped.exitCode).toBe(1);
      expect(place.requested()).toHaveLength(1);
      const seen = await expectNothingLost('a controller without its vote', cluster);
      expect(seen).toMatchObject(alwaysAvailable);
    },
    limit,
  );

  it(
    'continues when controllers with empty disks rejoin on their own',
    async () => {
      cluster = await startWrittenCluster(undefined, kafkaApart);
      const { place, ssis, groups, versionOf, startRoll } = cluster;
      const [, controllers] = groups as [string, string];
      place.simulator.cloud.setRecycling(controllers, { emptiesData: true });
      for (const ssi of ssis.slice(3)) writeFileSync(join(cluster.folderOf(ssi), 'auto-join'), '');
      const { exitCode, stdout } = await startRoll(['--limit', ...ssis.slice(3)]);
      expect(stdout).toContain('3 done, 3 skipped, 0 failed');
      expect(exitCode).toBe(0);
      expect(ssis.slice(3).map(versionOf)).toEqual(['4.4.0', '4.4.0', '4.4.0']);
      const seen = await expectNothingLost('controllers with empty disks', cluster);
      expect(seen).toMatchObject(alwaysAvailable);
    },
    limit,
  );
});
