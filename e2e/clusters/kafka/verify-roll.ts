import { expect } from '@jest/globals';
import type { WrittenCluster } from './start-written-cluster.ts';
import type { KafkaAvailability, KafkaSample } from './watch.ts';

/** Ends the load and the watch of a cluster, prints the results, and expects nothing lost. */
export async function expectNothingLost(what: string, { load, watch }: WrittenCluster): Promise<KafkaAvailability> {
  const seen = await watch.stop();
  const report = await load.stop();
  process.stderr.write(
    `Kafka, ${what}: ${report.acknowledged} of ${report.attempted} acknowledged, ${report.lost.length} lost; ` +
      `${seen.secondsUnderMinIsr.toFixed(1)} s under minISR, ${seen.secondsLeaderless.toFixed(1)} s leaderless, ` +
      `${seen.secondsUnderReplicated.toFixed(1)} s under-replicated; controllers ${seen.controllers.join(' → ')}\n`,
  );
  expect(report).toMatchObject({ lost: [], unconsumed: 0, unreadable: undefined });
  expect(report.acknowledged).toBeGreaterThan(100);
  return seen;
}

/** Writes and reads succeeded at every moment. */
export const alwaysAvailable = { mostUnderMinIsr: 0, mostLeaderless: 0 };

/** The last sample before each recycle request, by the records of the runs. */
export const seenBeforeEach = (
  { events }: WrittenCluster,
  { samples }: KafkaAvailability,
): { ssi: string; value: KafkaSample }[] =>
  events()
    .filter(({ event }) => event === 'recycle_requested')
    .map(({ ssi, created }) => {
      // The last sample may already show the effect of the request, so use the one before it.
      const before = samples.filter(({ at }) => at < Date.parse(created)).at(-2);
      if (!ssi || !before) throw new Error(`Nothing was seen before ${ssi} was requested at ${created}`);
      return { ssi, value: before.value };
    });
