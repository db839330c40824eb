import { setTimeout as delay } from 'node:timers/promises';
import { startKafka, startZooKeeper, type Subject } from './gates-subjects.ts';
import { legend, timelineText } from './gates-timeline.ts';
import { ways } from './gates-ways.ts';
import { check } from './report.ts';

/** The same for both ways, and fixed before either was tried. */
const cases = [
  {
    name: 'Kafka, disks come back empty, 48 MB to catch up with at 4 MiB/s',
    start: () => startKafka({ megabytes: 48, bytesPerSecond: 4 << 20 }),
  },
  { name: 'Kafka, disks come back as they were', start: () => startKafka() },
  { name: 'ZooKeeper', start: startZooKeeper },
];

/** How long a cluster may take to be whole again after a roll, and to give back all that was written. */
const [recoveryMs, readingMs] = [20_000, 120_000];
/** What ZooKeeper may take to follow another leader; Kafka's partitions are led all the time. */
const mostSecondsLeaderless = 0.5;

interface Row {
  seconds: number;
  acknowledged: number;
  lost: string;
  underMinIsr: string;
  leaderless: string;
  isUnharmed: boolean;
}

async function measure(subject: Subject, roll: (subject: Subject) => Promise<void>): Promise<Row> {
  const { cluster, load, stopWatch } = subject;
  const from = Date.now();
  await roll(subject);
  const seconds = (Date.now() - from) / 1000;
  await cluster.untilWhole(recoveryMs).catch((error: Error) => console.log(`    ${error.message}`));
  const { acknowledged } = load;
  const { secondsUnderMinIsr, secondsLeaderless, stands } = await stopWatch();
  const steps = cluster.place.simulator.requests.filter(
    ({ path, performed }) => performed && path.endsWith('/recycle'),
  );
  console.log(
    timelineText(
      stands.filter(({ at }) => at >= from),
      from,
      steps.map(({ at }) => at),
    ),
  );
  const report = await Promise.race([load.stop(), delay(readingMs, undefined, { ref: false })]);
  const lost = report && report.unreadable === undefined ? String(report.lost.length) : 'unreadable';
  return {
    seconds,
    acknowledged,
    lost,
    underMinIsr: secondsUnderMinIsr?.toFixed(1) ?? '–',
    leaderless: secondsLeaderless.toFixed(1),
    isUnharmed: lost === '0' && (secondsUnderMinIsr ?? 0) === 0 && secondsLeaderless <= mostSecondsLeaderless,
  };
}

const columns = [20, 8, 14, 12, 16, 14];
const line = (cells: readonly string[]): string =>
  `  ${cells.map((cell, index) => (index === 0 ? cell.padEnd(columns[0]!) : cell.padStart(columns[index]!))).join('')}`;

async function compare({ name, start }: (typeof cases)[number]): Promise<void> {
  console.log(name);
  const rows: string[] = [];
  for (const way of ways) {
    const subject = await start();
    try {
      console.log(`  ${way.name}`);
      const { seconds, acknowledged, lost, underMinIsr, leaderless, isUnharmed } = await measure(subject, way.roll);
      const verdict = way.isOurs ? `  ${check(isUnharmed)}` : '';
      rows.push(line([way.name, seconds.toFixed(1), String(acknowledged), lost, underMinIsr, leaderless]) + verdict);
    } finally {
      await subject.cluster.stop();
    }
  }
  console.log([line(['', 'roll s', 'acknowledged', 'lost', 'under minISR s', 'leaderless s']), ...rows, ''].join('\n'));
}

/** The way of today's tools beside ours, on the same real clusters, under load; fails where ours harms one. */
export async function bench(): Promise<void> {
  console.log(`Three nodes roll to the next version while they are written to.\n${legend}\n`);
  for (const one of cases) await compare(one);
}
