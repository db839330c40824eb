import { setTimeout as delay } from 'node:timers/promises';
import { startEtcd, startKafka, startOpenSearch, startZooKeeper, type Subject } from './gates-subjects.ts';
import { legend, timelineText } from './gates-timeline.ts';
import { type WaitLimits, type Way, ways } from './gates-ways.ts';
import { check } from './report.ts';

interface Case {
  name: string;
  start: () => Promise<Subject>;
  limits: WaitLimits;
  /** Whether the cluster can be rolled, so the health check must pass. */
  isSound: boolean;
}

const sound = { limits: 300_000, isSound: true };
/** The fault is permanent: a roll must stop. */
const spoilt = { limits: 40_000, isSound: false };

/** The same for both ways, and set before the first measurement. */
const cases: readonly Case[] = [
  {
    name: 'Kafka, disks come back empty, 48 MB to catch up with at 4 MiB/s',
    start: () => startKafka({ megabytes: 48, bytesPerSecond: 4 << 20 }),
    ...sound,
  },
  { name: 'Kafka, disks come back as they were', start: () => startKafka(), ...sound },
  { name: 'OpenSearch, disks come back as they were', start: startOpenSearch, ...sound },
  { name: 'ZooKeeper, nothing is wrong', start: () => startZooKeeper(), ...sound },
  {
    name: 'ZooKeeper, one follower hangs before the roll begins',
    // It is also due, so recycling it first repairs it.
    start: () => startZooKeeper(({ freeze, followers }) => freeze(followers[1])),
    ...sound,
  },
  {
    name: 'ZooKeeper, no new member can be reached at its client port',
    start: () => startZooKeeper(({ block, ssis }) => ssis.forEach(block)),
    ...spoilt,
  },
  { name: 'etcd, nothing is wrong', start: () => startEtcd(), ...sound },
  {
    name: 'etcd, one follower hangs before the roll begins',
    start: () => startEtcd(({ freeze, followers }) => freeze(followers[1])),
    ...sound,
  },
];

/** How long a cluster may take after a roll to be healthy and to return everything that was written. */
const [recoveryMs, readingMs] = [20_000, 120_000];
/** How long ZooKeeper may take to follow another leader. Kafka's partitions and OpenSearch's shards always have a leader. */
const mostSecondsNotServing = 0.5;

interface Row {
  recycled: string;
  seconds: number;
  acknowledged: number;
  refused: number | undefined;
  lost: string;
  underMinIsr: string;
  notServing: string;
  isAsItMust: boolean;
}

async function measure(subject: Subject, { roll }: Way, { limits, isSound }: Case): Promise<Row> {
  const { cluster, load, stopWatch } = subject;
  const from = Date.now();
  const ending = await roll(subject, limits);
  const seconds = (Date.now() - from) / 1000;
  if (ending === 'done')
    await cluster.untilHealthy(recoveryMs).catch((error: Error) => console.log(`    ${error.message}`));
  const { acknowledged } = load;
  const { secondsUnderMinIsr, secondsNotServing, stands } = await stopWatch();
  const steps = cluster.place.simulator.requests.filter(
    ({ path, performed }) => performed && path.endsWith('/recycle'),
  );
  const seen = stands.filter(({ at }) => at >= from);
  console.log(
    timelineText(
      seen,
      from,
      steps.map(({ at }) => at),
    ),
  );
  const report = await Promise.race([load.stop(), delay(readingMs, undefined, { ref: false })]);
  const lost = report && report.unreadable === undefined ? String(report.lost.length) : 'unreadable';
  const isUnharmed = lost === '0' && (secondsUnderMinIsr ?? 0) === 0 && secondsNotServing <= mostSecondsNotServing;
  return {
    recycled: `${steps.length} of ${cluster.ssis.length}${ending === 'done' ? '' : ', stopped'}`,
    seconds,
    acknowledged,
    refused: report && Object.values(report.failures).reduce((sum, count) => sum + count, 0),
    lost,
    underMinIsr: secondsUnderMinIsr?.toFixed(1) ?? '–',
    notServing: secondsNotServing.toFixed(1),
    isAsItMust: isUnharmed && (ending === 'done') === isSound,
  };
}

const columns = [18, 17, 8, 14, 9, 12, 16, 15];
const line = (cells: readonly string[]): string =>
  `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(columns[0]!) : cell.padStart(columns[index]!))).join('')}`;
const head = ['', 'recycled', 'roll s', 'acknowledged', 'refused', 'lost', 'under minISR s', 'not serving s'];

async function compare(one: Case): Promise<void> {
  console.log(one.name);
  const rows: string[] = [];
  for (const way of ways) {
    const subject = await one.start();
    try {
      console.log(`  ${way.name}`);
      const { recycled, seconds, acknowledged, refused, lost, underMinIsr, notServing, isAsItMust } = await measure(
        subject,
        way,
        one,
      );
      const numbers = [seconds.toFixed(1), String(acknowledged), String(refused ?? '–'), lost, underMinIsr, notServing];
      rows.push(line([way.name, recycled, ...numbers]) + (way.isOurs ? `  ${check(isAsItMust)}` : ''));
    } finally {
      await subject.cluster.stop();
    }
  }
  console.log([line(head), ...rows, ''].join('\n'));
}

/** Compares today's tools with esg-recycler on the same real clusters, under load. Fails if esg-recycler harms a cluster. */
export async function bench(): Promise<void> {
  console.log(`Three nodes roll to the next version while they are written to.\n${legend}\n`);
  for (const one of cases) await compare(one);
}
