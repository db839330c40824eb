import { expect } from '@jest/globals';
import { startSampler } from '../samples.ts';
import { allocationIn, readSettings } from './allocation.ts';
import type { WrittenCluster } from './start-written-cluster.ts';
import { watchSearch } from './watch.ts';

/**
 * Rolls a cluster onto the new version during writes. Verifies that it was never red, that no write was rejected
 * or lost, that the manager was last, and that the settings are restored. Returns the runner's report.
 */
export async function verifyRoll(product: string, cluster: WrittenCluster): Promise<string> {
  const { nodes, place, ssis, manager, others, settings, load, versionOf, versions, events, startRoll } = cluster;
  const watch = watchSearch(nodes);
  const allocations = startSampler(() => readSettings(nodes).then(allocationIn, () => undefined));

  const { exitCode, stdout, stderr } = await startRoll();
  const [seen, allocated, written] = await Promise.all([watch.stop(), allocations.stop(), load.stop()]);
  const refused = Object.values(written.failures).reduce((sum, count) => sum + count, 0);
  process.stderr.write(
    `${product} ${versions.join(' → ')}, a complete roll: ${seen.secondsRed.toFixed(1)} s red, ` +
      `${seen.secondsYellow.toFixed(1)} s yellow, ${seen.secondsWithoutManager.toFixed(1)} s without a cluster manager; ` +
      `${written.acknowledged} of ${written.attempted} writes acknowledged, ${refused} refused, ${written.lost.length} lost\n`,
  );

  expect(stderr).toContain(`${manager}  deferred`);
  expect(exitCode).toBe(0);
  expect(ssis.map(versionOf)).toEqual(ssis.map(() => versions[1]));
  expect(place.requested()).toEqual([...others, manager]);
  expect(place.simulator.maxOut()).toBe(1);

  expect(written.failures).toEqual({});
  expect(written.lost).toEqual([]);
  expect(written.acknowledged).toBeGreaterThan(100);
  expect(seen.secondsRed).toBe(0);
  const requested = events().filter(({ event }) => event === 'recycle_requested');
  const statusAt = (created: string) => seen.samples.findLast(({ at }) => at < Date.parse(created))?.value.status;
  expect(requested.map(({ created }) => statusAt(created))).toEqual(['green', 'green', 'green']);

  expect(allocated.map(({ value }) => value)).toContain('primaries');
  expect(await readSettings(nodes)).toEqual(settings);
  return stdout;
}
