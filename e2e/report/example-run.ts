import type { Ledger, LedgerCheck, LedgerInstance, LedgerPhase } from '@esg-recycler/esg-store';

/** An event as a line of the events file. */
type Line = Record<string, unknown>;

/** The record of a run: its ledger, and the lines of its events file. */
export interface ExampleRun {
  ledger: Ledger;
  events: Line[];
}

export interface ExampleOptions {
  /** The number of instances that the run recycles. */
  count: number;
  /** The instance, counted from 1, whose health check fails after the recycle. */
  failing?: number;
  /** Appended to every text that comes from outside. */
  suffix?: string;
}

const start = Date.UTC(2026, 10, 24, 3, 12, 8);
const [oldImage, newImage] = ['ami-0c3f1a2b4d5e6f701', 'ami-0d9e8c7b6a5f4e302'];
const group = 'sig-4f1d0c2a';
const host = 'jump-1';
export const exampleId = '20261124T031208Z-7d1e';

const hex = (n: number): string => n.toString(16).padStart(4, '0');
const iso = (seconds: number): string => new Date(start + Math.round(seconds * 1000)).toISOString();

/** The seconds of each phase of the n-th instance: alike, and never the same. */
const secondsOf = (n: number): [name: string, seconds: number][] => [
  ['check-before', 12 + ((n * 7) % 9)],
  ['prepare', 4],
  ['drain', 21 + ((n * 13) % 17)],
  ...(n === 1 ? ([['quiet', 62]] as [string, number][]) : []),
  ['recycle', 128 + ((n * 29) % 61)],
  ['reconnect', 18 + ((n * 5) % 11)],
  ['check-after', 121 + ((n * 37) % 53)],
  ['finish', 3],
];

const snapshot = (n: number, isNew: boolean, launched: number) => ({
  instanceId: `i-0${isNew ? 'b7' : 'a4'}e1c9d203f5${hex(n * 271)}8`,
  imageId: isNew ? newImage : oldImage,
  privateIp: `10.20.${Math.floor(n / 200) + 4}.${(n % 200) + 10}`,
  launchedAt: isNew ? iso(launched) : '2026-08-02T09:41:17.000Z',
  devices: [
    { deviceName: '/dev/sdf', volumeId: `vol-06d2b8e1f4a7${hex(n * 53)}c`, snapshotId: `snap-03a9c4${hex(n * 31)}` },
  ],
});

/** A Kafka cluster whose brokers move to a new image one by one, at night. */
export function exampleRun({ count, failing, suffix = '' }: ExampleOptions): ExampleRun {
  const cluster = `orders-kafka${suffix}`;
  const events: Line[] = [];
  const emit = (at: number, event: string, subject: Line = {}, event_data: Line = {}): void => {
    events.push({ uuid: String(events.length), created: iso(at), event, cluster, ...subject, event_data });
  };
  emit(0, 'run_started', {}, { groups: [group], target: { [group]: newImage } });
  emit(9, 'run_planned', {}, { instances: [], findings: [] });

  let clock = 14;
  const instances = Array.from({ length: count }, (_, index): LedgerInstance => {
    const n = index + 1;
    const ssi = `ssi-${hex(n * 4099 + 161)}${hex(n * 97)}${suffix}`;
    const base = { ssi, group, address: snapshot(n, false, 0).privateIp };
    if (failing !== undefined && n > failing) return { ...base, state: 'pending' };
    const isFailing = n === failing;
    const startedAt = iso(clock);
    const phases: LedgerPhase[] = [];
    const checks: LedgerCheck[] = [];
    const at: Record<string, number> = {};
    clock += 3;
    for (const [name, seconds] of secondsOf(n).filter(([each]) => !(isFailing && each === 'finish'))) {
      const long = isFailing && name === 'check-after' ? 600 : seconds;
      at[name] = clock;
      phases.push({
        name,
        startedAt: iso(clock),
        finishedAt: iso((clock += long)),
        ...(long === 600 && { failed: true }),
      });
    }
    const subject = { esg: group, ssi, host: base.address };
    const [before, after] = [snapshot(n, false, 0), snapshot(n, true, at['recycle']! + 60)];
    const behind = [41, 17, 6, 2].map(
      (partitions) => `under-replicated: ${partitions} partitions have fewer in-sync replicas than replicas${suffix}`,
    );
    const shown = isFailing ? [...behind, ...behind.slice(-1)] : behind.slice(n % 3);
    emit(at['check-before']!, 'instance_started', subject, { target: newImage });
    emit(at['check-before']! + 1, 'gate_waiting', subject, { phase: 'before', kind: 'kafka' });
    emit(at['prepare']!, 'gate_passed', subject, { phase: 'before', kind: 'kafka' });
    checks.push({ phase: 'before', result: 'passed', kind: 'kafka', at: iso(at['prepare']!) });
    emit(at['drain']!, 'drain_started', subject, { service: 'kafka' });
    if (at['quiet'] !== undefined) emit(at['quiet'], 'cluster_watched', subject, { seconds: 60 });
    emit(at['recycle']!, 'recycle_requested', subject, { instanceId: before.instanceId, target: newImage });
    for (const [delay, state] of [
      [5, 'PAUSING'],
      [32, 'PAUSED'],
      [58, 'RESUMING'],
      [90, 'ACTIVE'],
    ] as const)
      emit(at['recycle']! + delay, 'recycle_state', subject, {
        state,
        instanceId: (delay > 58 ? after : before).instanceId,
      });
    emit(at['reconnect']!, 'recycle_proved', subject, { before, after });
    shown.forEach((reason, step) => {
      const time = at['check-after']! + 2 + step * (isFailing ? 140 : 9);
      emit(time, 'gate_waiting', subject, { phase: 'after', kind: 'kafka', reason });
      checks.push({ phase: 'after', result: 'failing', kind: 'kafka', at: iso(time), reason });
    });
    if (isFailing) emit(clock, 'instance_failed', subject, { code: 'gate-shut', msg: shown.at(-1) });
    else {
      const first = at['finish']! - 110;
      for (let passed = 1; passed < 12; passed += 1)
        emit(first + passed * 10 - 10, 'gate_waiting', subject, { phase: 'after', passed, count: 12 });
      checks.push({
        phase: 'after',
        result: 'passing',
        at: iso(first),
        until: iso(first + 100),
        passed: 11,
        count: 12,
      });
      emit(at['finish']!, 'gate_passed', subject, { phase: 'after', kind: 'kafka' });
      checks.push({ phase: 'after', result: 'passed', kind: 'kafka', at: iso(at['finish']!) });
      emit(clock, 'instance_finished', subject, { changed: true });
    }
    const finishedAt = iso(clock);
    clock += 4;
    const reason = shown.at(-1);
    const volumes = (of: typeof before) =>
      Object.fromEntries(of.devices.map(({ deviceName, volumeId }) => [deviceName, volumeId]));
    return {
      ...base,
      state: isFailing ? 'failed' : 'recycled',
      ...(isFailing && { reason }),
      before,
      after,
      ...(n === 2 && { earlier: { run: '20261123T221940Z-03fa', before } }),
      startedAt,
      finishedAt,
      phases,
      checks,
      evidence: [
        { check: 'active', before: null, after: 'ACTIVE', holds: true },
        { check: 'new-instance', before: before.instanceId, after: after.instanceId, holds: true },
        { check: 'later-launch', before: before.launchedAt, after: after.launchedAt, holds: true },
        { check: 'on-target', before: oldImage, after: newImage, holds: true },
        { check: 'same-address', before: before.privateIp, after: after.privateIp, holds: true },
        { check: 'same-volumes', before: volumes(before), after: volumes(after), holds: true },
      ],
    };
  });
  const done = instances.filter(({ state }) => state === 'recycled').length;
  emit(
    clock,
    failing === undefined ? 'run_finished' : 'run_failed',
    {},
    { outcome: failing === undefined ? 'done' : 'failed' },
  );
  const failed = instances.find(({ state }) => state === 'failed');

  return {
    events,
    ledger: {
      run: exampleId,
      cluster,
      groups: [group],
      groupNames: { [group]: `orders-kafka-prod${suffix}` },
      target: { [group]: newImage },
      gate: 'kafka',
      overrides: [
        { rule: 'single-replica', reason: `topic scratch-metrics may be lost, agreed with its owners${suffix}` },
      ],
      startedAt: iso(0),
      finishedAt: iso(clock),
      outcome: failing === undefined ? 'done' : 'failed',
      instances,
      origin: {
        user: 'alice',
        host,
        command: `recycle-runner --esg orders-kafka-prod --yes --override 'single-replica=topic scratch-metrics may be lost, agreed with its owners'${suffix}`,
        versions: { recycler: '0.1.0', node: '24.21.0', ansible: '2.21.5' },
      },
      findings: [
        {
          code: 'several-zones',
          severity: 'warn',
          subject: group,
          message: `The group spans 3 availability zones, and volumes can only be attached in their own zone${suffix}`,
        },
      ],
      ...(failed && {
        error: {
          code: 'gate-shut',
          message: `${failed.ssi}: the health check after the recycle still fails after 10m: ${failed.reason}. ${done} of ${count} instances are recycled`,
          hint: 'Find out why the replicas of these partitions do not catch up. Then run the same command again.',
          exitCode: 1,
          runbook: 'docs/health-checks/kafka.md#under-replicated',
        },
      }),
    },
  };
}
